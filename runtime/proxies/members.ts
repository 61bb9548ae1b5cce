/**
 * What every proxy has beside Python's names: the `$` members, and what JavaScript itself asks an object for. All of it is
 * shared and finds its object by `this`, as methods do.
 */
import { captureSite } from "./call-site.ts";
import { ArgumentTypeError } from "../errors.ts";
import { isPlainObject } from "../wire/encode.ts";
import { dict, tuple } from "../values/markers.ts";
import { RENAMED_MEMBERS } from "../wire/renamed-members.ts";
import type { Standing } from "./proxy.ts";
import { standingOf } from "./remote.ts";

const pythonNames: ReadonlyMap<string, string> = new Map([...RENAMED_MEMBERS].map((name) => [`${name}_`, name]));

/** The Python name that a JavaScript property stands for. */
export function pythonName(key: string): string {
  return pythonNames.get(key) ?? key;
}

function standing(self: unknown): Standing {
  const found = standingOf(self);
  if (found === undefined) throw new ArgumentTypeError("a method of a Python object was called without its object");
  return found;
}

function promise(self: unknown): Promise<unknown> {
  return standing(self).settled();
}

/** On what is awaited: results and paths. */
export const promiseMembers = {
  then(this: unknown, ...handlers: Parameters<Promise<unknown>["then"]>): Promise<unknown> {
    return promise(this).then(...handlers);
  },
  catch(this: unknown, ...handlers: Parameters<Promise<unknown>["catch"]>): Promise<unknown> {
    return promise(this).catch(...handlers);
  },
  finally(this: unknown, ...handlers: Parameters<Promise<unknown>["finally"]>): Promise<unknown> {
    return promise(this).finally(...handlers);
  },
} as const;

/** A plain object here is never keywords. */
function argument(value: unknown): unknown {
  return isPlainObject(value) ? dict(value as Record<string, unknown>) : value;
}

function method(self: unknown, name: string, args: readonly unknown[]): object {
  return standing(self).member(name).call(args.map(argument), captureSite());
}

function key(keys: readonly unknown[]): unknown {
  return keys.length === 1 ? keys[0] : tuple(...(keys as []));
}

function builtin(self: unknown, name: string): object {
  const { operations } = standing(self).place();
  return operations.builtin(name, self as object);
}

/** On everything. */
export const members: Readonly<Record<PropertyKey, unknown>> = {
  __proto__: null,

  $attr(this: unknown, name: string): object {
    return standing(this).member(name).proxy;
  },
  $setAttr(this: unknown, name: string, value: unknown): object {
    const at = standing(this).place();
    return at.operations.set(at, name, value);
  },
  $item(this: unknown, ...keys: readonly unknown[]): object {
    return method(this, "__getitem__", [key(keys)]);
  },
  $setItem(this: unknown, at: unknown, value: unknown): object {
    return method(this, "__setitem__", [at, value]);
  },
  $delItem(this: unknown, ...keys: readonly unknown[]): object {
    return method(this, "__delitem__", [key(keys)]);
  },
  $len(this: unknown): object {
    return builtin(this, "len");
  },
  $str(this: unknown): object {
    return builtin(this, "str");
  },
  $repr(this: unknown): object {
    return builtin(this, "repr");
  },
  $type(this: unknown): object {
    return builtin(this, "type");
  },
  $value(this: unknown): object {
    const at = standing(this).place();
    return at.operations.value(at);
  },
  $release(this: unknown): void {
    standing(this).release();
  },
  $defer(this: unknown): unknown {
    standing(this).defer();
    return this;
  },

  constructor: Function,
  prototype: undefined,
  toJSON(this: unknown): string {
    return standing(this).describe();
  },
  toString(this: unknown): string {
    return standing(this).describe();
  },
  valueOf(this: unknown): unknown {
    return this;
  },
  [Symbol.toPrimitive](this: unknown, hint: string): string {
    const text = standing(this).describe();
    if (hint === "number") throw new ArgumentTypeError(`${text} is not a number here; await what is one`);
    return text;
  },
  [Symbol.iterator](this: unknown): never {
    throw new ArgumentTypeError(
      `${standing(this).describe()} cannot be iterated yet: await $value(), or \`list\` from "py:builtins", and iterate the copy`,
    );
  },
  [Symbol.hasInstance](this: unknown, value: unknown): boolean {
    return standing(this).isInstance(value);
  },
  [Symbol.dispose](this: unknown): void {
    standing(this).release();
  },
  async [Symbol.asyncDispose](this: unknown): Promise<void> {
    standing(this).release();
  },
};
