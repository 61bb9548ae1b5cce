import { expect, test } from "vitest";
import {
  any,
  anyKeywords,
  declareClass,
  declareFunction,
  int,
  keywordOnly,
  method,
  missing,
  none,
  optionalParameter,
  parameter,
  signature,
  str,
  variadic,
} from "../support/ir.ts";
import { findCalls, renderModule } from "../support/rendered.ts";

function printedCalls(...parameters: readonly ReturnType<typeof parameter>[]): readonly string[] {
  return findCalls(renderModule(declareFunction("f", [signature(parameters, none)])).types, "f").map((call) =>
    call.replace(/: PyValue<null>$/, ""),
  );
}

test("keywords follow every number of positional arguments, with and without the marker", () => {
  expect(printedCalls(parameter("a", int), optionalParameter("b", str))).toEqual([
    "(a: InInt, b?: In<string> | undefined)",
    "(keywords: { a: InInt; b?: In<string> | undefined })",
    "(kw: KW, keywords: { a: InInt; b?: In<string> | undefined })",
    "(a: InInt, keywords: { b?: In<string> | undefined })",
    "(a: InInt, kw: KW, keywords: { b?: In<string> | undefined })",
  ]);
});

test("where a mapping may stand, keywords need the marker and a plain object is the argument", () => {
  expect(printedCalls(parameter("data", any), optionalParameter("indent", int))).toEqual([
    "(data: PyIn, indent?: InInt | undefined)",
    "(kw: KW, keywords: { data: PyIn; indent?: InInt | undefined })",
    "(data: PyIn, keywords: { indent?: InInt | undefined })",
    "(data: PyIn, kw: KW, keywords: { indent?: InInt | undefined })",
  ]);
});

test("where no mapping can stand, a plain object cannot pass for the last argument", () => {
  const hashable = { t: "class", id: "typing:Hashable", args: [] } as const;
  expect(printedCalls(parameter("a", hashable), optionalParameter("b", hashable))[0]).toBe(
    "(a: PyPositional, b?: PyPositional | undefined)",
  );
  // `a` is never the last argument, so an object there cannot be keywords.
  expect(printedCalls(parameter("a", hashable), parameter("b", int))[0]).toBe("(a: PyIn, b: InInt)");
});

test("a required keyword leaves no call without keywords", () => {
  expect(printedCalls(parameter("a", int), keywordOnly("key", str))).toEqual([
    "(keywords: { a: InInt; key: In<string> })",
    "(kw: KW, keywords: { a: InInt; key: In<string> })",
    "(a: InInt, keywords: { key: In<string> })",
    "(a: InInt, kw: KW, keywords: { key: In<string> })",
  ]);
});

test("positional-only parameters have no keyword, and `**kwargs` takes any name", () => {
  const positional = { kind: "positional-only" } as const;
  expect(printedCalls(parameter("a", int, positional), anyKeywords("more", int))).toEqual([
    "(a: InInt)",
    "(a: InInt, keywords: { [name: string]: PyIn })",
    "(a: InInt, kw: KW, keywords: { [name: string]: PyIn })",
  ]);
  expect(printedCalls(parameter("a", int, positional))).toEqual(["(a: InInt)"]);
});

test("keywords come after any number of variadic arguments", () => {
  expect(printedCalls(variadic("values", int), optionalParameter("start", int, { kind: "keyword-only" }))).toEqual([
    "(...values: InInt[])",
    "(...values: [...InInt[], { start?: InInt | undefined }])",
    "(...values: [...InInt[], KW, { start?: InInt | undefined }])",
  ]);
  expect(printedCalls(variadic("values", missing), optionalParameter("start", int, { kind: "keyword-only" }))).toEqual([
    "(...values: PyIn[])",
    "(...values: [...PyIn[], KW, { start?: InInt | undefined }])",
  ]);
});

test("long keyword lists are interfaces that extend each other, and each is declared once", () => {
  const { types } = renderModule(
    declareFunction("f", [
      signature(
        ["first", "second", "third", "fourth"].map((name) => optionalParameter(name, int)),
        none,
      ),
    ]),
  );
  expect(types).toContain("interface f$2 extends f$1 {\n  first?: InInt | undefined;\n}");
  expect(types.match(/^interface f\$2 /gmu)).toHaveLength(1);
  expect(types).not.toContain("export interface f$");
});

test("a callable without a signature takes everything and promises nothing", () => {
  const { types, table } = renderModule(declareFunction("f", []));
  expect(findCalls(types, "f")).toEqual([
    "(...args: PyIn[]): PyAny",
    "(...args: [...PyIn[], KW, { [name: string]: PyIn }]): PyAny",
  ]);
  expect(table.callables.f).toBe("*a");
});

test("the table names the positions that Python does not declare, and the parameters that an object could mean", () => {
  const tableOf = (...parameters: readonly ReturnType<typeof parameter>[]) =>
    renderModule(declareFunction("f", [signature(parameters, none)])).table.callables.f;
  expect(tableOf(parameter("name", missing), optionalParameter("greeting", missing))).toEqual({
    keywords: "aa",
    undeclared: { positions: [0, 1], rest: false, names: ["name", "greeting"] },
  });
  expect(tableOf(parameter("data", any), optionalParameter("indent", missing))).toEqual({
    keywords: "aa",
    undeclared: { positions: [1], rest: false, names: ["data", "indent"] },
  });
  expect(tableOf(parameter("data", any), optionalParameter("indent", int))).toBe("ak");
  expect(tableOf(variadic("values", missing))).toBe("*a");
});

test("one overload that takes a mapping decides for all, in types and table alike", () => {
  const { types, table } = renderModule(
    declareFunction("f", [
      signature([parameter("x", str), optionalParameter("y", int)], str),
      signature([parameter("x", none), optionalParameter("y", any)], none),
    ]),
  );
  expect(table.callables.f).toBe("ka");
  expect(findCalls(types, "f").filter((call) => /^\(x: [^,]*, keywords/.test(call))).toEqual([]);
});

test("a method of a class that exists in stubs only keeps to what the real ancestor takes", () => {
  const real = declareClass("Real", [method("call", [signature([variadic("args", any)], none)])]);
  const stub = declareClass(
    "Stub",
    [method("call", [signature([parameter("x", int), optionalParameter("y", int)], none)])],
    {
      value: false,
      bases: [{ t: "class", id: "m:Real", args: [] }],
      mro: ["m:Real"],
    },
  );
  const { types } = renderModule(real, stub);
  const body = types.slice(types.indexOf("interface Stub"));
  expect(body).toContain("call(x: InInt, kw: KW, keywords: { y?: InInt | undefined })");
  expect(body).not.toContain("call(x: InInt, keywords");
});
