/**
 * What stands behind a proxy: the interface that results, handles and imported names share, where their operations go, and
 * how the bridge recognises its own proxies.
 */
import { encodeTarget } from "../wire/messages.ts";
import type { Raw } from "../wire/msgpack-writer.ts";

/** Performs what a proxy was asked for. No operation throws: a failure is a rejected result. */
export interface Operations {
  /** Why every operation here fails, or `null`. */
  readonly unusable: Error | null;
  /** @param site Where the program made the call. */
  call(at: Target, args: readonly unknown[], site: Error | undefined): object;
  /** Calls `str`, `repr`, `len` or `type`, which need no permission. */
  callBuiltin(name: string, argument: object): object;
  read(at: Target, site: Error | undefined): Remote;
  write(at: Target, name: string, value: unknown): object;
  remove(at: Target, name: string): object;
  copyValue(at: Target): object;
}

/** The address of a Python object: a root that the worker knows by id or name, and names to follow from there. */
export class Target {
  readonly operations: Operations;
  /** A call id, a module name or an encoded reference. */
  readonly root: number | string | Raw;
  readonly names: readonly string[];
  /** Holds the root's name for messages to people. */
  readonly #root: { readonly label: string };
  #encoded: Raw | undefined;

  constructor(
    operations: Operations,
    root: number | string | Raw,
    labelled: { readonly label: string },
    names: readonly string[] = [],
  ) {
    this.operations = operations;
    this.root = root;
    this.names = names;
    this.#root = labelled;
  }

  get encoded(): Raw {
    this.#encoded ??= encodeTarget(this.root, this.names);
    return this.#encoded;
  }

  withName(name: string): Target {
    return new Target(this.operations, this.root, this.#root, [...this.names, name]);
  }

  get label(): string {
    return [this.#root.label, ...this.names].join(".");
  }
}

/** A Python object, or the promise of one, as the program holds it. */
export interface Remote {
  /** What the program sees. */
  readonly proxy: object;
  /** `numpy.linalg.svd`, for messages to people. */
  readonly label: string;
  /** Returns where operations go. The caller takes over the report of this object's failure. */
  takeTarget(): Target;
  /** Returns the promise of the value. */
  toPromise(): Promise<unknown>;
  /** Releases what this object holds in Python. */
  release(): void;
  /** Marks a failure as handled, so that it is not reported. */
  markHandled(): void;
  /** Returns `[Python …]`, for messages to people. */
  describe(): string;
  /** Returns whether `value` is an instance of this class. @throws ArgumentTypeError when this is no imported class */
  isInstance(value: unknown): boolean;
  /**
   * Encodes this object as an argument of an operation that `operations` sends.
   * @throws StaleHandleError, ArgumentTypeError or the error of a failed result, when it cannot be an argument
   */
  encodeAsArgument(operations: Operations): unknown;
  getMember(name: string): Remote;
  /** Calls it. @param site Where the program made the call. */
  callWith(args: readonly unknown[], site: Error | undefined): object;
}

/** The key under which a proxy returns its `Remote`. Nothing outside the bridge can know it. */
export const remoteKey: unique symbol = Symbol("snakebridge.remote");

/** Returns what stands behind `value`; undefined when `value` is no proxy of the bridge. */
export function remoteOf(value: unknown): Remote | undefined {
  return typeof value === "function" ? (value as { [remoteKey]?: Remote })[remoteKey] : undefined;
}
