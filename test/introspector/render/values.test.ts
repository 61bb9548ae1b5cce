import { expect, test } from "vitest";
import type { ClassDeclaration, TypeIR } from "../../../introspector/ir/ir.ts";
import {
  any,
  attribute,
  bool,
  classType,
  declareClass,
  declareFunction,
  declareModule,
  declareVariable,
  dictOf,
  float,
  int,
  introspection,
  listOf,
  method,
  none,
  object,
  optionalParameter,
  parameter,
  self,
  signature,
  str,
  tupleOf,
  typeVariable,
  unionOf,
} from "../support/ir.ts";
import { findCalls, findResults, renderIntrospection, renderModule } from "../support/rendered.ts";

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

test("NumPy scalars are numbers and handles by their kind; abstract ones and wide ones promise neither", () => {
  const numpy = (name: string, ...mro: readonly string[]) =>
    declareClass(name, [], { id: `numpy:${name}`, home: `numpy.${name}`, mro: mro.map((base) => `numpy:${base}`) });
  const width = (name: string): TypeIR => classType(`numpy._typing._nbit_base:${name}`);
  const returning = (name: string, type: TypeIR) => declareFunction(name, [signature([], type)]);
  const { files } = {
    files: renderIntrospection(
      introspection([
        declareModule([numpy("generic"), numpy("integer", "generic"), numpy("floating", "generic")], { name: "numpy" }),
        declareModule([
          returning("a", classType("numpy:integer")),
          returning("b", classType("numpy:floating", width("_64Bit"))),
          returning("c", classType("numpy:floating", any)),
          returning("d", classType("numpy:generic")),
        ]),
      ]),
    ).types,
  };
  expect(["a", "b", "c", "d"].map((name) => findResults(files, name)[0])).toEqual([
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

test("parameters take what Python takes: text as a sequence of text, None, any handle, anything where nothing is known", () => {
  const { types } = renderModule(
    declareFunction("f", [
      signature(
        [
          parameter("a", classType("typing:Sequence", str)),
          parameter("b", classType("typing:Mapping", str, int), { mapping: true }),
          parameter("c", unionOf(classType("numpy:floating"), none)),
          parameter("d", classType("typing:SupportsIndex")),
        ],
        none,
      ),
    ]),
  );
  expect(findCalls(types, "f")[0]).toBe(
    "(a: In<SequenceLike<In<string>> | string>, b: In<MappingLike<InInt>>, c: PyIn, d: In<IntLike | boolean | PyObject>): PyValue<null>",
  );
});
