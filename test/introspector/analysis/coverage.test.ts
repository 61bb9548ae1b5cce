import { expect, test } from "vitest";
import { render } from "../../../introspector/render/render.ts";
import {
  any,
  attribute,
  declareClass,
  declareFunction,
  declareModule,
  int,
  introspection,
  missing,
  parameter,
  signature,
  str,
} from "../support/ir.ts";

test("coverage counts what has a type and why the rest has none, by module and in all", () => {
  const first = declareModule(
    [declareFunction("f", [signature([parameter("x", int), parameter("y", missing)], any)])],
    { name: "a" },
  );
  const second = declareModule(
    [declareClass("X", [attribute("size", int)]), declareFunction("g", [signature([parameter("x", str)], missing)])],
    {
      name: "b",
    },
  );
  const { coverage } = render(introspection([first, second]), { version: "0" });
  expect(coverage.modules.a).toEqual({
    parameters: { total: 2, typed: 1 },
    results: { total: 1, typed: 0 },
    any: { explicit: 1, missing: 1 },
  });
  // The class's constructor and its attribute have a type, the function has none.
  expect(coverage.modules.b?.results).toEqual({ total: 3, typed: 2 });
  expect(coverage.total).toEqual({
    parameters: { total: 3, typed: 2 },
    results: { total: 4, typed: 2 },
    any: { explicit: 1, missing: 2 },
  });
});
