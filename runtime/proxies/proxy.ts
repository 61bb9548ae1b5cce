/**
 * What stands for something in Python: a proxy over a function, whose traps turn JavaScript's syntax into operations.
 * `Standing` holds the traps, `Path` is an attribute that is read when awaited; results and handles have files of their
 * own. Says what happens locally and what is an operation; how an operation travels is the business of `Operations`.
 */
import { inspect } from "node:util";
import { captureSite } from "./call-site.ts";
import { targetOf } from "../wire/messages.ts";
import { ArgumentTypeError } from "../errors.ts";
import { members, promiseMembers, pythonName } from "./members.ts";
import type { Raw } from "../wire/msgpack-writer.ts";
import { standingOf, state } from "./remote.ts";

/** Does what a proxy was asked for. Nothing here throws: what fails is a rejected result. */
export interface Operations {
  /** What is wrong with every operation here, if something is. */
  readonly refusal: Error | null;
  /** `site`: where it was asked for. */
  call(at: Place, args: readonly unknown[], site: Error | undefined): object;
  /** Calls `str`, `repr`, `len` or `type`, which need no permission. */
  builtin(name: string, argument: object): object;
  get(at: Place, site: Error | undefined): Standing;
  set(at: Place, name: string, value: unknown): object;
  del(at: Place, name: string): object;
  value(at: Place): object;
}

/** Where in Python something is: what the worker knows by id or name, and names to follow from there. */
export class Place {
  readonly operations: Operations;
  /** A call id, a module or a packed reference. */
  readonly root: number | string | Raw;
  readonly names: readonly string[];
  /** What the root is called in messages to people. */
  readonly #root: { readonly label: string };
  #target: Raw | undefined;

  constructor(
    operations: Operations,
    root: number | string | Raw,
    called: { readonly label: string },
    names: readonly string[] = [],
  ) {
    this.operations = operations;
    this.root = root;
    this.names = names;
    this.#root = called;
  }

  get target(): Raw {
    this.#target ??= targetOf(this.root, this.names);
    return this.#target;
  }

  member(name: string): Place {
    return new Place(this.operations, this.root, this.#root, [...this.names, name]);
  }

  get label(): string {
    return [this.#root.label, ...this.names].join(".");
  }
}

/** All proxies share it: something that can be called and constructed and, being bound, has nothing of its own to keep. */
const target = class {}.bind(null);
Object.defineProperty(target, inspect.custom, {
  configurable: true,
  value(this: unknown) {
    return standingOf(this)?.describe();
  },
});

export abstract class Standing implements ProxyHandler<object> {
  /** In front of it; the two keep each other alive. */
  readonly proxy: object = new Proxy(target, this);

  /** Whether it is a promise too: everything but what has arrived. */
  abstract readonly awaitable: boolean;
  /** Where operations on this go. Whoever asks takes over the reporting of its failure. */
  abstract place(): Place;
  /** `numpy.linalg.svd`, for people. */
  abstract readonly label: string;
  /** `[Python …]`, for people. */
  abstract describe(): string;
  /** The promise of its value. */
  abstract settled(): Promise<unknown>;
  /** Gives back what this holds in Python. */
  abstract release(): void;

  /** A failure needs no report: somebody will ask later. */
  defer(): void {}

  /** Whether Python's declarations have a member of this name. */
  declares(_name: string): boolean {
    return false;
  }

  /** What `value instanceof this` says. */
  isInstance(_value: unknown): boolean {
    throw new ArgumentTypeError(`${this.describe()} is not an imported class, which is what \`instanceof\` takes`);
  }

  /** As an argument of a call that `operations` sends, lowered. Throws what makes it unusable. */
  argument(operations: Operations): unknown {
    const at = this.place();
    if (at.operations.refusal !== null) throw at.operations.refusal;
    if (at.operations !== operations) {
      throw new ArgumentTypeError(`${this.describe()} belongs to another worker than the object that is called`);
    }
    return at.target;
  }

  member(name: string): Path {
    return new Path(this, name);
  }

  call(args: readonly unknown[], site: Error | undefined): object {
    const at = this.place();
    return at.operations.call(at, args, site);
  }

  get(_target: object, key: string | symbol): unknown {
    if (key === "then" || key === "catch" || key === "finally") {
      return this.awaitable ? promiseMembers[key] : undefined;
    }
    if (key === state) return this;
    return isPython(key) ? this.member(pythonName(key)).proxy : Reflect.get(members, key);
  }

  set(_target: object, key: string | symbol, value: unknown): boolean {
    if (!isPython(key)) return false;
    const at = this.place();
    at.operations.set(at, pythonName(key), value);
    return true;
  }

  deleteProperty(_target: object, key: string | symbol): boolean {
    if (!isPython(key)) return false;
    const at = this.place();
    at.operations.del(at, pythonName(key));
    return true;
  }

  apply(_target: object, _this: unknown, args: readonly unknown[]): object {
    return this.call(args, captureSite());
  }

  construct(): never {
    throw new ArgumentTypeError(`${this.describe()} is Python's: call it without \`new\``);
  }

  has(_target: object, key: string | symbol): boolean {
    if (key === "then" || key === "catch" || key === "finally") return this.awaitable;
    return isPython(key) ? this.declares(pythonName(key)) : Object.hasOwn(members, key);
  }

  // The target is shared: nothing of it is the proxy's, and nothing may be written to it.
  ownKeys(): [] {
    return [];
  }

  getOwnPropertyDescriptor(): undefined {}

  defineProperty(): boolean {
    return false;
  }

  getPrototypeOf(): object | null {
    return this.awaitable ? Promise.prototype : null;
  }

  setPrototypeOf(): boolean {
    return false;
  }

  preventExtensions(): boolean {
    return false;
  }
}

/** All but symbols, what begins with `$`, and what JavaScript itself asks for. */
function isPython(key: string | symbol): key is string {
  return typeof key === "string" && !key.startsWith("$") && !Object.hasOwn(members, key);
}

/** An attribute, unread. Awaited, it is read once; called or written to, nothing of it is read here. */
export class Path extends Standing {
  readonly awaitable = true;
  readonly #parent: Standing;
  readonly #name: string;
  /** Where the attribute was named: an `await` of it leaves no trace of its own. */
  readonly #site = captureSite();
  #read: Standing | undefined;

  constructor(parent: Standing, name: string) {
    super();
    this.#parent = parent;
    this.#name = name;
  }

  /** Once awaited, a path is what was read, as a promise is its value. */
  place(): Place {
    return this.#read?.place() ?? this.#parent.place().member(this.#name);
  }

  override argument(operations: Operations): unknown {
    return this.#read === undefined ? super.argument(operations) : this.#read.argument(operations);
  }

  override apply(_target: object, _this: unknown, args: readonly unknown[]): object {
    return this.call(args, this.#site);
  }

  settled(): Promise<unknown> {
    if (this.#read === undefined) {
      const at = this.place();
      this.#read = at.operations.get(at, this.#site);
    }
    return this.#read.settled();
  }

  override defer(): void {
    this.#read?.defer();
  }

  release(): void {
    this.#read?.release();
  }

  get label(): string {
    return `${this.#parent.label}.${this.#name}`;
  }

  describe(): string {
    return this.#read?.describe() ?? `[Python ${this.label}, unread: await it or call it]`;
  }
}
