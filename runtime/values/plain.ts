/** Turns values as they arrive from Python into what other libraries expect of plain data. */

/** A value in which dicts are ordinary objects. */
export type Plain<T> = T extends
  | readonly unknown[]
  | ReadonlySet<unknown>
  | ReadonlyMap<unknown, unknown>
  | ArrayBufferView
  ? T
  : T extends (...args: never[]) => unknown
    ? T
    : T extends object
      ? { [K in keyof T]: Plain<T[K]> }
      : T;

/**
 * Returns a copy of a value in which every dict has the prototype of ordinary objects, at every level of arrays and dicts. A
 * dict arrives without a prototype, so that no key has a special meaning; some libraries, `assert.deepStrictEqual` among
 * them, tell the two apart. Handles, arrays of numbers, sets and maps stay as they are.
 */
export function plain<T>(value: T): Plain<T> {
  return copy(value) as Plain<T>;
}

function copy(value: unknown): unknown {
  if (Array.isArray(value)) return copyArray(value);
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== null) return value;
  const object = {};
  for (const [key, item] of Object.entries(value)) {
    // An assignment to `__proto__` would change the prototype instead of adding the key.
    Object.defineProperty(object, key, { value: copy(item), writable: true, enumerable: true, configurable: true });
  }
  return object;
}

/** An array keeps the names of a named tuple. */
function copyArray(array: readonly unknown[]): unknown[] {
  const items = array.map(copy);
  for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(array))) {
    if (name === "length" || property.enumerable) continue;
    Object.defineProperty(items, name, { ...property, value: copy(property.value) });
  }
  return items;
}
