/** Modules and their names as a program imports them. They belong to a session, not to one worker. */
import { ArgumentTypeError } from "../errors.ts";
import { captureCallSite } from "./call-site.ts";
import { Handle } from "./handle.ts";
import { RemoteProxy } from "./proxy.ts";
import { pythonClassesOf } from "./python-error.ts";
import { type Operations, remoteOf, Target } from "./remote.ts";
import { createFailedTarget } from "./result.ts";

/** Decides whether a program may use a module. */
export interface ImportCheck {
  /**
   * @param name The name in the module; undefined for the module itself.
   * @throws NotAllowedError when the build does not permit it
   */
  check(module: string, name: string | undefined): void;
}

/** The session in which imported names are used. */
export interface ImportSession {
  readonly permissions: ImportCheck;
  /** Returns the operations of the running worker, or of a new one. */
  getOperations(): Operations;
}

/** A module, or a name in it. Each `await` reads it again. */
export class Imported extends RemoteProxy {
  readonly awaitable = true;
  readonly label: string;
  readonly #session: ImportSession;
  readonly #module: string;
  readonly #names: readonly string[];
  #target: Target | undefined;

  constructor(session: ImportSession, module: string, names: readonly string[]) {
    super();
    this.label = [module, ...names].join(".");
    this.#session = session;
    this.#module = module;
    this.#names = names;
  }

  takeTarget(): Target {
    try {
      // A permission is never withdrawn, so one check is enough.
      if (this.#target === undefined) this.#session.permissions.check(this.#module, this.#names[0]);
    } catch (error) {
      return createFailedTarget(error);
    }
    const worker = this.#session.getOperations();
    if (this.#target?.operations !== worker) {
      this.#target = new Target(worker, this.#module, { label: this.#module }, this.#names);
    }
    return this.#target;
  }

  toPromise(): Promise<unknown> {
    const at = this.takeTarget();
    return at.operations.read(at, captureCallSite()).toPromise();
  }

  release(): void {} // an imported name holds nothing in Python

  describe(): string {
    return `[Python ${this.label}, unread: await it or call it]`;
  }
}

/** An imported class. `instanceof` works with it. */
export class ImportedClass extends Imported {
  readonly #homes: readonly string[];

  /** @param home `module.qualname` of the class's definition. */
  constructor(session: ImportSession, module: string, name: string, home: string) {
    super(session, module, [name]);
    this.#homes = [home, `${module}.${name}`];
  }

  override isInstance(value: unknown): boolean {
    const remote = remoteOf(value);
    if (remote instanceof Handle) return this.#includes(remote.mro);
    if (remote !== undefined) {
      throw new ArgumentTypeError(`${remote.describe()} has not arrived, so its class is not known: await it first`);
    }
    return this.#includes(pythonClassesOf(value));
  }

  #includes(mro: readonly string[]): boolean {
    return mro.some((name) => this.#homes.includes(name));
  }
}
