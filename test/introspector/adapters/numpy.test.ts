import { expect, test } from "vitest";
import type { ClassDeclaration, TypeIR } from "../../../introspector/ir/ir.ts";
import {
  any,
  classType,
  declareClass,
  declareFunction,
  declareModule,
  float,
  introspection,
  method,
  optionalParameter,
  self,
  signature,
  str,
  unionOf,
} from "../support/ir.ts";
import { findResults, renderIntrospection } from "../support/rendered.ts";

test("NumPy scalars are numbers and handles by their kind; abstract ones and wide ones promise neither", () => {
  const numpy = (name: string, ...mro: readonly string[]) =>
    declareClass(name, [], { id: `numpy:${name}`, home: `numpy.${name}`, mro: mro.map((base) => `numpy:${base}`) });
  const width = (name: string): TypeIR => classType(`numpy._typing._nbit_base:${name}`);
  const returning = (name: string, type: TypeIR) => declareFunction(name, [signature([], type)]);
  const { types } = renderIntrospection(
    introspection([
      declareModule([numpy("generic"), numpy("integer", "generic"), numpy("floating", "generic")], { name: "numpy" }),
      declareModule([
        returning("a", classType("numpy:integer")),
        returning("b", classType("numpy:floating", width("_64Bit"))),
        returning("c", classType("numpy:floating", any)),
        returning("d", classType("numpy:generic")),
      ]),
    ]),
  );
  expect(["a", "b", "c", "d"].map((name) => findResults(types, name)[0])).toEqual([
    "PyScalar<integer, number>",
    "PyScalar<floating, number>",
    "PyAny",
    "PyAny",
  ]);
});

test("a scalar class called with an array gives an array, and a scalar's method need not give what stubs say", () => {
  const numpy = (name: string, more: Partial<ClassDeclaration>) =>
    declareClass(name, [], { id: `numpy:${name}`, home: `numpy.${name}`, ...more });
  const value = unionOf(float, str, classType("typing:SupportsFloat"));
  const { types } = renderIntrospection(
    introspection([
      declareModule([
        numpy("ndarray", {}),
        numpy("generic", { members: [method("clip", [signature([], classType("numpy:ndarray"))])] }),
        numpy("integer", {
          mro: ["numpy:generic"],
          constructors: [signature([optionalParameter("value", value)], self)],
        }),
      ]),
    ]),
  );
  const called = types.slice(types.indexOf("export const integer:"));
  expect(called).toContain("(value?: In<FloatLike | string | boolean> | undefined): PyScalar<integer, number>;");
  expect(called).toContain("(value: In<ListLike<PyIn> | ArrayLike>): PyValue<number | ndarray>;");
  expect(types).toContain("  clip(): PyAny;");
});
