/**
 * Proxies: functions whose traps turn JavaScript's syntax into operations. `RemoteProxy` holds the traps;
 * `RemoteAttribute` is an attribute that is read when it is awaited. Results, handles and imported names have files of
 * their own. This file says what happens locally and what is an operation; `Operations` says how an operation travels.
 */
import { inspect } from "node:util";
import { ArgumentTypeError } from "../errors.ts";
import { captureCallSite } from "./call-site.ts";
import { members, promiseMembers, toPythonName } from "./members.ts";
import { type Operations, type Remote, remoteKey, remoteOf, type Target } from "./remote.ts";

/** The target of all proxies. It can be called and constructed; because it is bound, it has no properties to protect. */
const PROXY_TARGET = class {}.bind(null);
Object.defineProperty(PROXY_TARGET, inspect.custom, {
  configurable: true,
  value(this: unknown) {
    return remoteOf(this)?.describe();
  },
});

export abstract class RemoteProxy implements Remote, ProxyHandler<object> {
  /** The proxy and this object keep each other alive. */
  readonly proxy: object = new Proxy(PROXY_TARGET, this);

  /** Whether it is a promise too. Everything is, except what has arrived. */
  abstract readonly awaitable: boolean;
  abstract readonly label: string;
  abstract takeTarget(): Target;
  abstract toPromise(): Promise<unknown>;
  abstract release(): void;
  abstract describe(): string;

  markHandled(): void {}

  /** Returns whether Python's declarations have a member of this name. */
  declares(_name: string): boolean {
    return false;
  }

  isInstance(_value: unknown): boolean {
    throw new ArgumentTypeError(`${this.describe()} is not an imported class, which is what \`instanceof\` takes`);
  }

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

  // All proxies share the target: none of its properties belongs to this proxy, and nothing may be written to it.
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

/** Returns whether a key is a name in Python: no symbol, no `$` member, nothing that JavaScript itself asks for. */
function isPythonName(key: string | symbol): key is string {
  return typeof key === "string" && !key.startsWith("$") && !Object.hasOwn(members, key);
}

/** An attribute. Awaiting it reads it once; calling it or writing to it reads nothing here. */
export class RemoteAttribute extends RemoteProxy {
  readonly awaitable = true;
  readonly #parent: Remote;
  readonly #name: string;
  /** Where the program named the attribute: an `await` leaves no stack trace of its own. */
  readonly #site = captureCallSite();
  #result: Remote | undefined;

  constructor(parent: Remote, name: string) {
    super();
    this.#parent = parent;
    this.#name = name;
  }

  /** After the attribute was read, operations go to what was read, as those of a promise go to its value. */
  takeTarget(): Target {
    return this.#result?.takeTarget() ?? this.#parent.takeTarget().withName(this.#name);
  }

  override encodeAsArgument(operations: Operations): unknown {
    return this.#result === undefined ? super.encodeAsArgument(operations) : this.#result.encodeAsArgument(operations);
  }

  override apply(_target: object, _this: unknown, args: readonly unknown[]): object {
    return this.callWith(args, this.#site);
  }

  toPromise(): Promise<unknown> {
    if (this.#result === undefined) {
      const at = this.takeTarget();
      this.#result = at.operations.read(at, this.#site);
    }
    return this.#result.toPromise();
  }

  override markHandled(): void {
    this.#result?.markHandled();
  }

  release(): void {
    this.#result?.release();
  }

  get label(): string {
    return `${this.#parent.label}.${this.#name}`;
  }

  describe(): string {
    return this.#result?.describe() ?? `[Python ${this.label}, unread: await it or call it]`;
  }
}
