import { expect, test } from "vitest";
import type { ClassDeclaration, TypeIR } from "../../../introspector/ir/ir.ts";
import {
  any,
  attribute,
  bool,
  cls,
  dict,
  float,
  func,
  int,
  introspection,
  klass,
  list,
  method,
  moduleOf,
  none,
  object,
  optional,
  parameter,
  self,
  signature,
  str,
  tuple,
  typevar,
  union,
  variable,
} from "../support/ir.ts";
import { callsOf, renderAll, renderModule, resultsOf } from "../support/rendered.ts";

function result(type: TypeIR): { readonly type: string | undefined; readonly rule: unknown } {
  const { types, table } = renderModule(func("f", [signature([], type)]), klass("X", []));
  const entry = table.callables.f;
  return { type: resultsOf(types, "f")[0], rule: typeof entry === "object" ? entry.result : undefined };
}

test.each<[string, TypeIR, string]>([
  ["None", none, "PyValue<null>"],
  ["bool", bool, "PyValue<boolean>"],
  ["str", str, "PyValue<string>"],
  ["complex", cls("builtins:complex"), "PyValue<Complex>"],
  ["bytearray", cls("builtins:bytearray"), "PyValue<Uint8Array>"],
  ["frozenset", cls("builtins:frozenset", str), "PyValue<Set<string>>"],
  ["tuple[int, str]", tuple(int, str), "PyValue<[number, string]>"],
  ["list[X | None]", list(union(cls("m:X"), none)), "PyValue<(X | null)[]>"],
  ["a class", cls("m:X"), "PyPromise<X>"],
  ["type[X]", { t: "type", of: cls("m:X") }, "PyPromise<PyClass<X>>"],
  ["a function", { t: "callable", parameters: null, result: int }, "PyPromise<PyCallable>"],
  ["a generator", cls("typing:Generator", int, none, none), "PyPromise<PyObject>"],
  ["range", cls("builtins:range"), "PyPromise<PyObject>"],
  ["object", object, "PyValue<unknown>"],
  ["Never", { t: "never" }, "PyValue<never>"],
  ["a bound type variable", typevar("T", cls("m:X")), "PyPromise<X>"],
])("%s arrives as declared", (_, type, expected) => {
  expect(result(type).type).toBe(expected);
});

test.each<[string, TypeIR, string]>([
  ["Any", any, "explicit"],
  ["nothing", { t: "missing" }, "missing"],
  ["an unknown name", { t: "unresolved", text: "x.y" }, "unresolved"],
  ["a class that is not part of the output", cls("decimal:Decimal"), "unbound"],
  ["an abstract class", cls("collections.abc:Sequence", int), "abstract"],
  ["an awaitable", cls("typing:Awaitable", int), "async"],
  ["a type variable", typevar("T"), "typevar"],
  ["a dict of unknown keys", dict(any, int), "explicit"],
  ["a union with Any", union(int, any), "explicit"],
])("what is declared as %s is PyAny, counted by its cause", (_, type, cause) => {
  const { types, any: causes } = renderModule(func("f", [signature([], type)]));
  expect(resultsOf(types, "f")).toEqual(["PyAny"]);
  expect(causes).toEqual({ [cause]: 1 });
});

test("a coroutine function's result is not the value it yields", () => {
  const { types, any: causes } = renderModule(func("f", [signature([], int)], { async: true }));
  expect(resultsOf(types, "f")).toEqual(["PyAny"]);
  expect(causes).toEqual({ async: 1 });
});

test("a number is stated only where the worker refuses larger integers", () => {
  expect(result(int)).toEqual({ type: "PyValue<number>", rule: "int" });
  expect(result(list(float))).toEqual({ type: "PyValue<number[]>", rule: "int" });
  expect(result(tuple(int, any))).toEqual({ type: "PyValue<[number | bigint, any]>", rule: undefined });
  expect(result(union(int, object)).rule).toBeUndefined();
});

test("one untyped overload opens the integers of all, for a call table has one rule", () => {
  const { types, table } = renderModule(
    func("f", [signature([parameter("x", str)], int), signature([parameter("x", none)], any)]),
  );
  expect(resultsOf(types, "f")).toEqual(["PyValue<number | bigint>", "PyAny"]);
  expect(table.callables.f).toBe("k");
});

test("a dict is a Map only where the rule makes it one", () => {
  expect(result(dict(str, str))).toEqual({ type: "PyValue<{ [key: string]: string }>", rule: "object" });
  expect(result(dict(int, str))).toEqual({ type: "PyValue<Map<number | bigint, string>>", rule: "map" });
  expect(result(list(dict(int, str)))).toEqual({ type: "PyValue<Map<number | bigint, string>[]>", rule: "map" });
  expect(result(dict(str, dict(int, str)))).toEqual({ type: "PyValue<{ [key: string]: any }>", rule: "object" });
  expect(result(union(dict(int, str), dict(str, str)))).toEqual({ type: "PyAny", rule: undefined });
});

test("attributes and constants carry the rules of their types", () => {
  const { types, table } = renderModule(
    variable("n", int),
    variable("by_id", dict(int, str)),
    klass("X", [attribute("size", int), attribute("label", str)]),
  );
  expect(types).toContain("export const by_id: PyValue<Map<number | bigint, string>>;");
  expect(table.values).toEqual({ by_id: "map", n: "int" });
  expect(table.classes["m.X"]?.attributes).toEqual({ size: "int" });
});

test("subclasses of str, int and float cross as values, those of containers and enums do not", () => {
  const { types } = renderModule(
    klass("Id", [], { bases: [int], mro: ["builtins:int"] }),
    klass("Bag", [], { bases: [dict(str, int)], mro: ["builtins:dict"] }),
    klass("Color", [], { mro: ["enum:IntEnum", "builtins:int"], enum: true }),
    func("f", [signature([], cls("m:Id"))]),
    func("g", [signature([], cls("m:Bag"))]),
    func("h", [signature([], cls("m:Color"))]),
  );
  expect(["f", "g", "h"].map((name) => resultsOf(types, name))).toEqual([
    ["PyValue<number>"],
    ["PyPromise<Bag>"],
    ["PyPromise<Color>"],
  ]);
});

test("NumPy scalars are numbers and handles by their kind; abstract ones and wide ones promise neither", () => {
  const numpy = (name: string, ...mro: readonly string[]) =>
    klass(name, [], { id: `numpy:${name}`, home: `numpy.${name}`, mro: mro.map((base) => `numpy:${base}`) });
  const width = (name: string): TypeIR => cls(`numpy._typing._nbit_base:${name}`);
  const returning = (name: string, type: TypeIR) => func(name, [signature([], type)]);
  const { files } = {
    files: renderAll(
      introspection([
        moduleOf([numpy("generic"), numpy("integer", "generic"), numpy("floating", "generic")], { name: "numpy" }),
        moduleOf([
          returning("a", cls("numpy:integer")),
          returning("b", cls("numpy:floating", width("_64Bit"))),
          returning("c", cls("numpy:floating", any)),
          returning("d", cls("numpy:generic")),
        ]),
      ]),
    ).types,
  };
  expect(["a", "b", "c", "d"].map((name) => resultsOf(files, name)[0])).toEqual([
    "PyScalar<integer, number>",
    "PyScalar<floating, number>",
    "PyAny",
    "PyAny",
  ]);
});

test("a scalar class called with an array gives an array, and a scalar's method need not give what stubs say", () => {
  const numpy = (name: string, more: Partial<ClassDeclaration>) =>
    klass(name, [], { id: `numpy:${name}`, home: `numpy.${name}`, ...more });
  const value = union(float, str, cls("typing:SupportsFloat"));
  const { types } = renderAll(
    introspection([
      moduleOf([
        numpy("ndarray", {}),
        numpy("generic", { members: [method("clip", [signature([], cls("numpy:ndarray"))])] }),
        numpy("integer", { mro: ["numpy:generic"], constructors: [signature([optional("value", value)], self)] }),
      ]),
    ]),
  );
  const called = types.slice(types.indexOf("export const integer:"));
  expect(called).toContain("(value?: In<FloatLike | string | boolean> | undefined): PyScalar<integer, number>;");
  expect(called).toContain("(value: In<ListLike<PyIn> | ArrayLike>): PyValue<number | ndarray>;");
  expect(types).toContain("  clip(): PyAny;");
});

test("a hash is of any size", () => {
  const { types, table } = renderModule(klass("X", [method("__hash__", [signature([], int)])]));
  expect(types).toContain("__hash__(): PyValue<number | bigint>;");
  expect(table.classes["m.X"]?.methods).toEqual({ __hash__: "" });
});

test("`Self` in a base is neither handle nor value where some subclasses are values", () => {
  const base = klass("Base", [method("same", [signature([], self)])]);
  const number = klass("Number", [], { bases: [cls("m:Base")], mro: ["m:Base", "builtins:int"] });
  const thing = klass("Thing", [], { bases: [cls("m:Base")], mro: ["m:Base"] });
  const { types } = renderModule(base, number, thing);
  expect([...types.matchAll(/ {2}same\(\): (.*);/g)].map((match) => match[1])).toEqual([
    "PyAny",
    "PyValue<number>",
    "PyPromise<this>",
  ]);
});

test("parameters declared float or tuple are marked by position and name, and only where all overloads agree", () => {
  const { table } = renderModule(
    func("f", [
      signature([parameter("x", float), optional("y", union(float, none)), optional("z", union(int, float))], none),
    ]),
    func("g", [signature([parameter("size", union(int, tuple(int, int)))], none)]),
    func("h", [signature([parameter("x", float)], none), signature([parameter("x", int)], none)]),
    func("i", [signature([parameter("x", union(tuple(int), list(int)))], none)]),
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
    func("f", [
      signature(
        [
          parameter("a", cls("typing:Sequence", str)),
          parameter("b", cls("typing:Mapping", str, int), { mapping: true }),
          parameter("c", union(cls("numpy:floating"), none)),
          parameter("d", cls("typing:SupportsIndex")),
        ],
        none,
      ),
    ]),
  );
  expect(callsOf(types, "f")[0]).toBe(
    "(a: In<SequenceLike<In<string>> | string>, b: In<MappingLike<InInt>>, c: PyIn, d: In<IntLike | boolean | PyObject>): PyValue<null>",
  );
});
