/**
 * What stands for something in Python: a proxy over a function, whose traps turn JavaScript's syntax into operations.
 * `Standing` holds the traps, `Path` is an attribute that is read when awaited; results and handles have files of their
 * own. Says what happens locally and what is an operation; how an operation travels is the business of `Operations`.
 */
import { inspect } from "node:util";
import { captureCallSite } from "./call-site.ts";
import { encodeTarget } from "../wire/messages.ts";
import { ArgumentTypeError } from "../errors.ts";
import { members, promiseMembers, toPythonName } from "./members.ts";
import type { Raw } from "../wire/msgpack-writer.ts";
import { remoteOf, remoteKey } from "./remote.ts";

/** Does what a proxy was asked for. Nothing here throws: what fails is a rejected result. */
export interface Operations {
  /** What is wrong with every operation here, if something is. */
  readonly unusable: Error | null;
  /** `site`: where it was asked for. */
  call(at: Target, args: readonly unknown[], site: Error | undefined): object;
  /** Calls `str`, `repr`, `len` or `type`, which need no permission. */
  callBuiltin(name: string, argument: object): object;
  read(at: Target, site: Error | undefined): RemoteProxy;
  write(at: Target, name: string, value: unknown): object;
  remove(at: Target, name: string): object;
  copyValue(at: Target): object;
}

/** Where in Python something is: what the worker knows by id or name, and names to follow from there. */
export class Target {
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

  get encoded(): Raw {
    this.#target ??= encodeTarget(this.root, this.names);
    return this.#target;
  }

  withName(name: string): Target {
    return new Target(this.operations, this.root, this.#root, [...this.names, name]);
  }

  get label(): string {
    return [this.#root.label, ...this.names].join(".");
  }
}

/** All proxies share it: something that can be called and constructed and, being bound, has nothing of its own to keep. */
const PROXY_TARGET = class {}.bind(null);
Object.defineProperty(PROXY_TARGET, inspect.custom, {
  configurable: true,
  value(this: unknown) {
    return remoteOf(this)?.describe();
  },
});

export abstract class RemoteProxy implements ProxyHandler<object> {
  /** In front of it; the two keep each other alive. */
  readonly proxy: object = new Proxy(PROXY_TARGET, this);

  /** Whether it is a promise too: everything but what has arrived. */
  abstract readonly awaitable: boolean;
  /** Where operations on this go. Whoever asks takes over the reporting of its failure. */
  abstract takeTarget(): Target;
  /** `numpy.linalg.svd`, for people. */
  abstract readonly label: string;
  /** `[Python …]`, for people. */
  abstract describe(): string;
  /** The promise of its value. */
  abstract toPromise(): Promise<unknown>;
  /** Gives back what this holds in Python. */
  abstract release(): void;

  /** A failure needs no report: somebody will ask later. */
  markHandled(): void {}

  /** Whether Python's declarations have a member of this name. */
  declares(_name: string): boolean {
    return false;
  }

  /** What `value instanceof this` says. */
  isInstance(_value: unknown): boolean {
    throw new ArgumentTypeError(`${this.describe()} is not an imported class, which is what \`instanceof\` takes`);
  }

  /** As an argument of a call that `operations` sends, lowered. Throws what makes it unusable. */
  encodeAsArgument(operations: Operations): unknown {
    const at = this.takeTarget();
    if (at.operations.unusable !== null) throw at.operations.unusable;
    if (at.operations !== operations) {
      throw new ArgumentTypeError(`${this.describe()} belongs to another worker than the object that is called`);
    }
    return at.encoded;
  }

  getMember(name: string): RemoteAttribute {
    return new RemoteAttribute(this, name);
  }

  callWith(args: readonly unknown[], site: Error | undefined): object {
    const at = this.takeTarget();
    return at.operations.call(at, args, site);
  }

  get(_target: object, key: string | symbol): unknown {
    if (key === "then" || key === "catch" || key === "finally") {
      return this.awaitable ? promiseMembers[key] : undefined;
    }
    if (key === remoteKey) return this;
    return isPythonName(key) ? this.getMember(toPythonName(key)).proxy : Reflect.get(members, key);
  }

  set(_target: object, key: string | symbol, value: unknown): boolean {
    if (!isPythonName(key)) return false;
    const at = this.takeTarget();
    at.operations.write(at, toPythonName(key), value);
    return true;
  }

  deleteProperty(_target: object, key: string | symbol): boolean {
    if (!isPythonName(key)) return false;
    const at = this.takeTarget();
    at.operations.remove(at, toPythonName(key));
    return true;
  }

  apply(_target: object, _this: unknown, args: readonly unknown[]): object {
    return this.callWith(args, captureCallSite());
  }

  construct(): never {
    throw new ArgumentTypeError(`${this.describe()} is Python's: call it without \`new\``);
  }

  has(_target: object, key: string | symbol): boolean {
    if (key === "then" || key === "catch" || key === "finally") return this.awaitable;
    return isPythonName(key) ? this.declares(toPythonName(key)) : Object.hasOwn(members, key);
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
function isPythonName(key: string | symbol): key is string {
  return typeof key === "string" && !key.startsWith("$") && !Object.hasOwn(members, key);
}

/** An attribute, unread. Awaited, it is read once; called or written to, nothing of it is read here. */
export class RemoteAttribute extends RemoteProxy {
  readonly awaitable = true;
  readonly #parent: RemoteProxy;
  readonly #name: string;
  /** Where the attribute was named: an `await` of it leaves no trace of its own. */
  readonly #site = captureCallSite();
  #read: RemoteProxy | undefined;

  constructor(parent: RemoteProxy, name: string) {
    super();
    this.#parent = parent;
    this.#name = name;
  }

  /** Once awaited, a path is what was read, as a promise is its value. */
  takeTarget(): Target {
    return this.#read?.takeTarget() ?? this.#parent.takeTarget().withName(this.#name);
  }

  override encodeAsArgument(operations: Operations): unknown {
    return this.#read === undefined ? super.encodeAsArgument(operations) : this.#read.encodeAsArgument(operations);
  }

  override apply(_target: object, _this: unknown, args: readonly unknown[]): object {
    return this.callWith(args, this.#site);
  }

  toPromise(): Promise<unknown> {
    if (this.#read === undefined) {
      const at = this.takeTarget();
      this.#read = at.operations.read(at, this.#site);
    }
    return this.#read.toPromise();
  }

  override markHandled(): void {
    this.#read?.markHandled();
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
