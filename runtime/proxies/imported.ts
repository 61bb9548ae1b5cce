/** Names of Python modules as a program imports them: the module, and what it exports. Bound to a session, not to a worker. */
import { captureSite } from "./call-site.ts";
import { ArgumentTypeError } from "../errors.ts";
import { Handle } from "./handle.ts";
import type { Permissions } from "../connection/permissions.ts";
import { refused } from "./result.ts";
import { type Operations, Place, Standing } from "./proxy.ts";
import { ancestorsOf } from "./python-error.ts";
import { standingOf } from "./remote.ts";

/** Where handle-free calls go. */
export interface Session {
  readonly permissions: Permissions;
  /** The running worker, or a fresh one. */
  worker(): Operations;
}

/** The module itself, or a name in it. Awaited, it is read anew each time. */
export class Imported extends Standing {
  readonly awaitable = true;
  readonly label: string;
  readonly #session: Session;
  readonly #module: string;
  readonly #names: readonly string[];
  #place: Place | undefined;

  constructor(session: Session, module: string, names: readonly string[]) {
    super();
    this.label = [module, ...names].join(".");
    this.#session = session;
    this.#module = module;
    this.#names = names;
  }

  place(): Place {
    try {
      // What was permitted once stays so.
      if (this.#place === undefined) this.#session.permissions.check(this.#module, this.#names[0]);
    } catch (error) {
      return refused(error);
    }
    const worker = this.#session.worker();
    if (this.#place?.operations !== worker) {
      this.#place = new Place(worker, this.#module, { label: this.#module }, this.#names);
    }
    return this.#place;
  }

  settled(): Promise<unknown> {
    const at = this.place();
    return at.operations.get(at, captureSite()).settled();
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
  constructor(session: Session, module: string, name: string, home: string) {
    super(session, module, [name]);
    this.#homes = [home, `${module}.${name}`];
  }

  override isInstance(value: unknown): boolean {
    const standing = standingOf(value);
    if (standing instanceof Handle) return this.#isIn(standing.mro);
    if (standing !== undefined) {
      throw new ArgumentTypeError(`${standing.describe()} has not arrived, so its class is not known: await it first`);
    }
    return this.#isIn(ancestorsOf(value));
  }

  #isIn(mro: readonly string[]): boolean {
    return mro.some((name) => this.#homes.includes(name));
  }
}
