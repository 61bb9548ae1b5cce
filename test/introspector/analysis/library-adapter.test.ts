/** Adapters are asked in their order, and a library without an opinion does not hide one that has it. */
import { expect, test } from "vitest";
import { numpyAdapter } from "../../../introspector/adapters/numpy.ts";
import { combineAdapters, type LibraryAdapter } from "../../../introspector/analysis/library-adapter.ts";
import { declareClass } from "../support/ir.ts";

/** An adapter of another library, which knows arrays and one class. */
const otherAdapter: LibraryAdapter = {
  isSentinel: () => false,
  classify: (id) => (id === "other:Scalar" ? { kind: "scalar", id, value: "int" } : null),
  isArray: (id) => id === "other:Array",
  findFunctionRefinement: () => null,
  findMethodRefinement: () => null,
  findConstructorRefinement: () => null,
  restatesInheritedMethods: () => false,
};

test.each([
  ["first", [otherAdapter, numpyAdapter]],
  ["last", [numpyAdapter, otherAdapter]],
])("a second library asked %s leaves the answers about the first one as they are", (_, adapters) => {
  const combined = combineAdapters(adapters);
  expect(combined.classify("other:Scalar", [], [])).toEqual({ kind: "scalar", id: "other:Scalar", value: "int" });
  expect(combined.classify("numpy:integer", [], [])).toMatchObject({ kind: "scalar", value: "int" });
  expect(combined.classify("third:Class", [], [])).toBeNull();
  expect(["other:Array", "numpy:ndarray", "third:Array"].map((id) => combined.isArray(id))).toEqual([
    true,
    true,
    false,
  ]);
  expect(combined.isSentinel("numpy._globals:_NoValueType")).toBe(true);
  const integer = declareClass("integer", [], { id: "numpy:integer", mro: ["numpy:generic"] });
  const refinement = numpyAdapter.findMethodRefinement(integer);
  expect(refinement).not.toBeNull();
  expect(combined.findMethodRefinement(integer)).toBe(refinement);
  expect(combined.findFunctionRefinement("numpy", "add")).toBeNull();
});

test("without any adapter, no library is special", () => {
  const combined = combineAdapters([]);
  expect(combined.classify("numpy:integer", [], [])).toBeNull();
  expect(combined.isArray("numpy:ndarray")).toBe(false);
  expect(combined.restatesInheritedMethods(declareClass("generic", [], { id: "numpy:generic" }))).toBe(false);
});
