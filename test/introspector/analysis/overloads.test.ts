import { expect, test } from "vitest";
import {
  any,
  bool,
  bytes,
  classType,
  declareClass,
  declareFunction,
  float,
  int,
  keywordOnly,
  listOf,
  literal,
  none,
  optionalParameter,
  parameter,
  signature,
  str,
  tupleOf,
  unionOf,
} from "../support/ir.ts";
import { findCalls, findResults, renderModule } from "../support/rendered.ts";

function results(...overloads: readonly ReturnType<typeof signature>[]): readonly string[] {
  return findResults(
    renderModule(declareFunction("f", overloads), declareClass("X", []), declareClass("Y", [])).types,
    "f",
  );
}

test("overloads that only Python tells apart never promise one result", () => {
  const merged = results(signature([parameter("x", int)], int), signature([parameter("x", float)], float));
  expect(merged).toEqual(["PyValue<number>"]);
  expect(results(signature([parameter("x", int)], str), signature([parameter("x", float)], bytes))).toEqual([
    "PyValue<string | Uint8Array>",
  ]);
});

test("an untyped overload that may be meant makes the result untyped, and is counted as merged", () => {
  const { types, any: causes } = renderModule(
    declareFunction("f", [
      signature([parameter("x", listOf(int))], int),
      signature([parameter("x", listOf(float))], any),
    ]),
  );
  expect(findResults(types, "f")).toEqual(["PyAny"]);
  expect(causes).toEqual({ merged: 1 });
});

test("overloads for text and for bytes stay two", () => {
  expect(results(signature([parameter("x", str)], str), signature([parameter("x", bytes)], bytes))).toEqual([
    "PyValue<string>",
    "PyValue<Uint8Array>",
  ]);
});

test("overloads by a flag stay two, with the flag given by position or by name, or left out on one side", () => {
  const { types } = renderModule(
    declareFunction("f", [
      signature([parameter("x", int), optionalParameter("flag", literal(false))], int),
      signature([parameter("x", int), parameter("flag", literal(true))], tupleOf(int, str)),
      signature([parameter("x", int), keywordOnly("flag", literal(true))], tupleOf(int, str)),
    ]),
  );
  expect(findCalls(types, "f").slice(0, 2)).toEqual([
    "(x: InInt, flag?: In<false> | undefined): PyValue<number>",
    "(x: InInt, flag: In<true>): PyValue<[number, string]>",
  ]);
});

test("a flag that may be left out on both sides merges them", () => {
  expect(
    results(
      signature([optionalParameter("flag", literal(false))], int),
      signature([optionalParameter("flag", literal(true))], str),
    ),
  ).toEqual(["PyValue<number | string>"]);
});

test("overloads stay two if only one takes None, or if only one requires a keyword", () => {
  expect(results(signature([parameter("x", none)], int), signature([parameter("x", str)], str))).toHaveLength(2);
  expect(results(signature([], int), signature([keywordOnly("key", str)], str))).toHaveLength(2);
});

test("overloads for handles of two classes are merged: one class may derive from the other", () => {
  const x = signature([parameter("x", classType("m:X"))], int);
  const y = signature([parameter("x", classType("m:Y"))], str);
  expect(results(x, y)).toEqual(["PyValue<number | string>"]);
});

test("a number is tried before a handle, since a NumPy scalar is both", () => {
  const { types } = renderModule(
    declareFunction("f", [signature([parameter("x", listOf(float))], str), signature([parameter("x", float)], int)]),
  );
  expect(findCalls(types, "f").slice(0, 2)).toEqual([
    "(x: InFloat): PyValue<number>",
    "(x: In<ListLike<InFloat>>): PyValue<string>",
  ]);
});

test("merging two overloads must not swallow calls of a third", () => {
  // The third is disjoint from each of the others, but not from both together: merged, they take (str, str).
  const overloads = [
    signature([parameter("x", str), parameter("y", int)], int),
    signature([parameter("x", unionOf(int, str)), parameter("y", none)], bytes),
    signature([parameter("x", str), optionalParameter("y", unionOf(int, none))], bool),
  ];
  expect(results(...overloads)).toEqual(["PyValue<number | boolean | Uint8Array>"]);
});

test("calls by position come before calls by keyword: an `any` argument is no keyword object", () => {
  const { types } = renderModule(
    declareFunction("f", [
      signature([parameter("x", int), optionalParameter("y", int)], int),
      signature([parameter("x", int), keywordOnly("flag", literal(true))], str),
    ]),
  );
  const calls = findCalls(types, "f");
  expect(calls.findIndex((call) => call.includes("keywords"))).toBe(1);
  expect(calls[0]).toBe("(x: InInt, y?: InInt | undefined): PyValue<number>");
});
