/**
 * The members that every proxy has beside Python's names: the `$` members, and what JavaScript itself asks an object for.
 * All proxies share them; each finds its object through `this`.
 */
import { ArgumentTypeError, NotTransferableError } from "../errors.ts";
import { dict, tuple } from "../values/markers.ts";
import { isPlainObject } from "../wire/plain-object.ts";
import { RENAMED_MEMBERS } from "../wire/renamed-members.ts";
import { captureCallSite } from "./call-site.ts";
import { type Remote, remoteOf } from "./remote.ts";

const PYTHON_NAMES: ReadonlyMap<string, string> = new Map([...RENAMED_MEMBERS].map((name) => [`${name}_`, name]));

/** Returns the Python name that a JavaScript property stands for. */
export function toPythonName(key: string): string {
  return PYTHON_NAMES.get(key) ?? key;
}

function requireRemote(self: unknown): Remote {
  const found = remoteOf(self);
  if (found === undefined) throw new ArgumentTypeError("a method of a Python object was called without its object");
  return found;
}

function promiseOf(self: unknown): Promise<unknown> {
  return requireRemote(self).toPromise();
}

/** The members of everything that can be awaited. */
export const promiseMembers = {
  then(this: unknown, ...handlers: Parameters<Promise<unknown>["then"]>): Promise<unknown> {
    return promiseOf(this).then(...handlers);
  },
  catch(this: unknown, ...handlers: Parameters<Promise<unknown>["catch"]>): Promise<unknown> {
    return promiseOf(this).catch(...handlers);
  },
  finally(this: unknown, ...handlers: Parameters<Promise<unknown>["finally"]>): Promise<unknown> {
    return promiseOf(this).finally(...handlers);
  },
} as const;

/** Marks a plain object as a dict, because it is never keywords here. */
function protectDict(value: unknown): unknown {
  return isPlainObject(value) ? dict(value as Record<string, unknown>) : value;
}

function callMethod(self: unknown, name: string, args: readonly unknown[]): object {
  return requireRemote(self).getMember(name).callWith(args.map(protectDict), captureCallSite());
}

function itemKey(keys: readonly unknown[]): unknown {
  return keys.length === 1 ? keys[0] : tuple(...(keys as []));
}

function callBuiltin(self: unknown, name: string): object {
  const { operations } = requireRemote(self).takeTarget();
  return operations.callBuiltin(name, self as object);
}

/** The members of every proxy. */
export const members: Readonly<Record<PropertyKey, unknown>> = {
  __proto__: null,

  $attr(this: unknown, name: string): object {
    return requireRemote(this).getMember(name).proxy;
  },
  $setAttr(this: unknown, name: string, value: unknown): object {
    const at = requireRemote(this).takeTarget();
    return at.operations.write(at, name, value);
  },
  $item(this: unknown, ...keys: readonly unknown[]): object {
    return callMethod(this, "__getitem__", [itemKey(keys)]);
  },
  $setItem(this: unknown, at: unknown, value: unknown): object {
    return callMethod(this, "__setitem__", [at, value]);
  },
  $delItem(this: unknown, ...keys: readonly unknown[]): object {
    return callMethod(this, "__delitem__", [itemKey(keys)]);
  },
  $len(this: unknown): object {
    return callBuiltin(this, "len");
  },
  $str(this: unknown): object {
    return callBuiltin(this, "str");
  },
  $repr(this: unknown): object {
    return callBuiltin(this, "repr");
  },
  $type(this: unknown): object {
    return callBuiltin(this, "type");
  },
  $value(this: unknown): object {
    const at = requireRemote(this).takeTarget();
    return at.operations.copyValue(at);
  },
  $release(this: unknown): void {
    requireRemote(this).release();
  },
  $defer(this: unknown): unknown {
    requireRemote(this).markHandled();
    return this;
  },

  constructor: Function,
  prototype: undefined,
  toJSON(this: unknown): never {
    throw new NotTransferableError(
      `${requireRemote(this).describe()} is no JSON, because the object is in Python: send its value instead, for instance ` +
        "`await x.$value()`, `await x.tolist()` of an array, or `await x.to_dict()` of a table",
    );
  },
  toString(this: unknown): string {
    return requireRemote(this).describe();
  },
  valueOf(this: unknown): unknown {
    return this;
  },
  [Symbol.toPrimitive](this: unknown, hint: string): string {
    const text = requireRemote(this).describe();
    if (hint === "number") throw new ArgumentTypeError(`${text} is not a number here; await what is one`);
    return text;
  },
  [Symbol.iterator](this: unknown): never {
    throw new ArgumentTypeError(
      `${requireRemote(this).describe()} cannot be iterated yet: await $value(), or \`list\` from "py:builtins", and iterate the copy`,
    );
  },
  [Symbol.hasInstance](this: unknown, value: unknown): boolean {
    return requireRemote(this).isInstance(value);
  },
  [Symbol.dispose](this: unknown): void {
    requireRemote(this).release();
  },
  async [Symbol.asyncDispose](this: unknown): Promise<void> {
    requireRemote(this).release();
  },
};
