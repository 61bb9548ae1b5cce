import { expect, test } from "vitest";
import {
  attribute,
  declareClass,
  declareFunction,
  declareVariable,
  dictOf,
  float,
  int,
  listOf,
  none,
  optionalParameter,
  parameter,
  signature,
  str,
  tupleOf,
  unionOf,
} from "../support/ir.ts";
import { renderModule } from "../support/rendered.ts";

test("attributes and constants carry the rules of their types", () => {
  const { types, table } = renderModule(
    declareVariable("n", int),
    declareVariable("by_id", dictOf(int, str)),
    declareClass("X", [attribute("size", int), attribute("label", str)]),
  );
  expect(types).toContain("export const by_id: PyValue<Map<number | bigint, string>>;");
  expect(table.values).toEqual({ by_id: "map", n: "int" });
  expect(table.classes["m.X"]?.attributes).toEqual({ size: "int" });
});

test("parameters declared float or tuple are marked by position and name, and only where all overloads agree", () => {
  const { table } = renderModule(
    declareFunction("f", [
      signature(
        [
          parameter("x", float),
          optionalParameter("y", unionOf(float, none)),
          optionalParameter("z", unionOf(int, float)),
        ],
        none,
      ),
    ]),
    declareFunction("g", [signature([parameter("size", unionOf(int, tupleOf(int, int)))], none)]),
    declareFunction("h", [signature([parameter("x", float)], none), signature([parameter("x", int)], none)]),
    declareFunction("i", [signature([parameter("x", unionOf(tupleOf(int), listOf(int)))], none)]),
  );
  expect(table.callables).toEqual({
    f: { keywords: "kkk", floats: [0, 1, "x", "y"] },
    g: { keywords: "k", tuples: [0, "size"] },
    h: "k",
    i: "k",
  });
});
