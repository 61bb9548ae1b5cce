import { expect, test } from "vitest";
import type { TypeIR } from "../../../introspector/ir/ir.ts";
import {
  any,
  bool,
  classType,
  declareClass,
  declareFunction,
  dictOf,
  float,
  int,
  listOf,
  method,
  none,
  object,
  parameter,
  self,
  signature,
  str,
  tupleOf,
  typeVariable,
  unionOf,
} from "../support/ir.ts";
import { findResults, renderModule } from "../support/rendered.ts";

function result(type: TypeIR): { readonly type: string | undefined; readonly rule: unknown } {
  const { types, table } = renderModule(declareFunction("f", [signature([], type)]), declareClass("X", []));
  const entry = table.callables.f;
  return { type: findResults(types, "f")[0], rule: typeof entry === "object" ? entry.result : undefined };
}

test.each<[string, TypeIR, string]>([
  ["None", none, "PyValue<null>"],
  ["bool", bool, "PyValue<boolean>"],
  ["str", str, "PyValue<string>"],
  ["complex", classType("builtins:complex"), "PyValue<Complex>"],
  ["bytearray", classType("builtins:bytearray"), "PyValue<Uint8Array>"],
  ["frozenset", classType("builtins:frozenset", str), "PyValue<Set<string>>"],
  ["tuple[int, str]", tupleOf(int, str), "PyValue<[number, string]>"],
  ["list[X | None]", listOf(unionOf(classType("m:X"), none)), "PyValue<(X | null)[]>"],
  ["a class", classType("m:X"), "PyPromise<X>"],
  ["type[X]", { t: "type", of: classType("m:X") }, "PyPromise<PyClass<X>>"],
  ["a function", { t: "callable", parameters: null, result: int }, "PyPromise<PyCallable>"],
  ["a generator", classType("typing:Generator", int, none, none), "PyPromise<PyObject>"],
  ["range", classType("builtins:range"), "PyPromise<PyObject>"],
  ["object", object, "PyValue<unknown>"],
  ["Never", { t: "never" }, "PyValue<never>"],
  ["a bound type variable", typeVariable("T", classType("m:X")), "PyPromise<X>"],
])("%s arrives as declared", (_, type, expected) => {
  expect(result(type).type).toBe(expected);
});

test.each<[string, TypeIR, string]>([
  ["Any", any, "explicit"],
  ["nothing", { t: "missing" }, "missing"],
  ["an unknown name", { t: "unresolved", text: "x.y" }, "unresolved"],
  ["a class that is not part of the output", classType("decimal:Decimal"), "unbound"],
  ["an abstract class", classType("collections.abc:Sequence", int), "abstract"],
  ["an awaitable", classType("typing:Awaitable", int), "async"],
  ["a type variable", typeVariable("T"), "typevar"],
  ["a dict of unknown keys", dictOf(any, int), "explicit"],
  ["a union with Any", unionOf(int, any), "explicit"],
])("what is declared as %s is PyAny, counted by its cause", (_, type, cause) => {
  const { types, any: causes } = renderModule(declareFunction("f", [signature([], type)]));
  expect(findResults(types, "f")).toEqual(["PyAny"]);
  expect(causes).toEqual({ [cause]: 1 });
});

test("a coroutine function's result is not the value it yields", () => {
  const { types, any: causes } = renderModule(declareFunction("f", [signature([], int)], { async: true }));
  expect(findResults(types, "f")).toEqual(["PyAny"]);
  expect(causes).toEqual({ async: 1 });
});

test("a number is stated only where the worker refuses larger integers", () => {
  expect(result(int)).toEqual({ type: "PyValue<number>", rule: "int" });
  expect(result(listOf(float))).toEqual({ type: "PyValue<number[]>", rule: "int" });
  expect(result(tupleOf(int, any))).toEqual({ type: "PyValue<[number | bigint, any]>", rule: undefined });
  expect(result(unionOf(int, object)).rule).toBeUndefined();
});

test("one untyped overload opens the integers of all, for a call table has one rule", () => {
  const { types, table } = renderModule(
    declareFunction("f", [signature([parameter("x", str)], int), signature([parameter("x", none)], any)]),
  );
  expect(findResults(types, "f")).toEqual(["PyValue<number | bigint>", "PyAny"]);
  expect(table.callables.f).toBe("k");
});

test("a dict is a Map only where the rule makes it one", () => {
  expect(result(dictOf(str, str))).toEqual({ type: "PyValue<{ [key: string]: string }>", rule: "object" });
  expect(result(dictOf(int, str))).toEqual({ type: "PyValue<Map<number | bigint, string>>", rule: "map" });
  expect(result(listOf(dictOf(int, str)))).toEqual({ type: "PyValue<Map<number | bigint, string>[]>", rule: "map" });
  expect(result(dictOf(str, dictOf(int, str)))).toEqual({ type: "PyValue<{ [key: string]: any }>", rule: "object" });
  expect(result(unionOf(dictOf(int, str), dictOf(str, str)))).toEqual({ type: "PyAny", rule: undefined });
});

test("subclasses of str, int and float cross as values, those of containers and enums do not", () => {
  const { types } = renderModule(
    declareClass("Id", [], { bases: [int], mro: ["builtins:int"] }),
    declareClass("Bag", [], { bases: [dictOf(str, int)], mro: ["builtins:dict"] }),
    declareClass("Color", [], { mro: ["enum:IntEnum", "builtins:int"], enum: true }),
    declareFunction("f", [signature([], classType("m:Id"))]),
    declareFunction("g", [signature([], classType("m:Bag"))]),
    declareFunction("h", [signature([], classType("m:Color"))]),
  );
  expect(["f", "g", "h"].map((name) => findResults(types, name))).toEqual([
    ["PyValue<number>"],
    ["PyPromise<Bag>"],
    ["PyPromise<Color>"],
  ]);
});

test("a hash is of any size", () => {
  const { types, table } = renderModule(declareClass("X", [method("__hash__", [signature([], int)])]));
  expect(types).toContain("__hash__(): PyValue<number | bigint>;");
  expect(table.classes["m.X"]?.methods).toEqual({ __hash__: "" });
});

test("`Self` in a base is neither handle nor value where some subclasses are values", () => {
  const base = declareClass("Base", [method("same", [signature([], self)])]);
  const number = declareClass("Number", [], { bases: [classType("m:Base")], mro: ["m:Base", "builtins:int"] });
  const thing = declareClass("Thing", [], { bases: [classType("m:Base")], mro: ["m:Base"] });
  const { types } = renderModule(base, number, thing);
  expect([...types.matchAll(/ {2}same\(\): (.*);/g)].map((match) => match[1])).toEqual([
    "PyAny",
    "PyValue<number>",
    "PyPromise<this>",
  ]);
});
