/** Names of Python modules as a program imports them: the module, and what it exports. Bound to a session, not to a worker. */
import { captureCallSite } from "./call-site.ts";
import { ArgumentTypeError } from "../errors.ts";
import { Handle } from "./handle.ts";
import type { Permissions } from "../connection/permissions.ts";
import { createFailedTarget } from "./result.ts";
import { type Operations, Target, RemoteProxy } from "./proxy.ts";
import { pythonClassesOf } from "./python-error.ts";
import { remoteOf } from "./remote.ts";

/** Where handle-free calls go. */
export interface ImportSession {
  readonly permissions: Permissions;
  /** The running worker, or a fresh one. */
  getOperations(): Operations;
}

/** The module itself, or a name in it. Awaited, it is read anew each time. */
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
      // What was permitted once stays so.
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

  release(): void {} // nothing is held

  describe(): string {
    return `[Python ${this.label}, unread: await it or call it]`;
  }
}

/** A class: `instanceof` works with it. */
export class ImportedClass extends Imported {
  readonly #homes: readonly string[];

  /** `home`: `module.qualname` of its definition. */
  constructor(session: ImportSession, module: string, name: string, home: string) {
    super(session, module, [name]);
    this.#homes = [home, `${module}.${name}`];
  }

  override isInstance(value: unknown): boolean {
    const standing = remoteOf(value);
    if (standing instanceof Handle) return this.#includes(standing.mro);
    if (standing !== undefined) {
      throw new ArgumentTypeError(`${standing.describe()} has not arrived, so its class is not known: await it first`);
    }
    return this.#includes(pythonClassesOf(value));
  }

  #includes(mro: readonly string[]): boolean {
    return mro.some((name) => this.#homes.includes(name));
  }
}
