/** Which objects are plain: dictionaries of JavaScript, not instances of a class. */

/**
 * Returns whether `value` is a plain object: its prototype is null, or a prototype whose own prototype is null. Objects of
 * other realms (`node:vm`, workers) count.
 */
export function isPlainObject(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return (
    prototype === null ||
    prototype === Object.prototype ||
    (Object.getPrototypeOf(prototype) === null && !Array.isArray(value))
  );
}
