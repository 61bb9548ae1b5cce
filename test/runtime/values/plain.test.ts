/** Dicts, which arrive without a prototype, as other libraries expect plain data. */
import assert from "node:assert";
import { expect, test } from "vitest";
import { NDArray, plain } from "../../../runtime/index.ts";

function dict(entries: Record<string, unknown>): Record<string, unknown> {
  return Object.assign(Object.create(null), entries);
}

test("dicts become ordinary objects at every level, and compare as such", () => {
  const value = dict({ a: [dict({ b: 1 })], c: dict({ d: null }) });
  assert.deepStrictEqual(plain(value), { a: [{ b: 1 }], c: { d: null } });
});

test("a key that is special in JavaScript stays a key", () => {
  const copy = plain(
    JSON.parse('{"x": 1}', () => Object.defineProperty(dict({}), "__proto__", { value: 2, enumerable: true })),
  );
  expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
  expect(Object.entries(copy)).toEqual([["__proto__", 2]]);
});

test("what is no dict stays the same object", () => {
  const array = new NDArray({ data: new Float64Array(2), shape: [2], dtype: "float64" });
  for (const value of [1, "a", null, new Map([["k", dict({})]]), new Set([1]), array, new Date(0)]) {
    expect(plain(value)).toBe(value);
  }
});

test("an array keeps the names of a named tuple", () => {
  const point = Object.defineProperty([1, dict({ y: 2 })], "x", { value: 1, writable: true, configurable: true });
  const copy = plain(point) as typeof point & { x: number };
  assert.deepStrictEqual([...copy], [1, { y: 2 }]);
  expect(copy.x).toBe(1);
});
