import { expect, test } from "vitest";
import {
  attribute,
  bytes,
  classType,
  declareClass,
  declareSubclass,
  int,
  keywordOnly,
  method,
  none,
  self,
  signature,
  str,
} from "../support/ir.ts";
import { renderModule } from "../support/rendered.ts";

function headOf(types: string, name: string): string {
  return new RegExp(`^export interface ${name} extends (.*) \\{$`, "mu").exec(types)?.[1] ?? "";
}

function bodyOf(types: string, name: string): string {
  return new RegExp(`^export interface ${name} .*?^\\}$`, "msu").exec(types)?.[0] ?? "";
}

test("a member redefined alike needs no omission", () => {
  const { types } = renderModule(
    declareClass("A", [method("m", [signature([], int)])]),
    declareSubclass("B", ["A"], [method("m", [signature([], int)])]),
  );
  expect(headOf(types, "B")).toBe("A");
});

test("a member redefined otherwise is omitted from the base, with what Omit would lose stated again", () => {
  const { types } = renderModule(
    declareClass("A", [
      method("m", [signature([], int)]),
      method("__call__", [signature([], int)]),
      method("copy", [signature([], self)]),
      attribute("open", int, { write: str }),
      attribute("plain", int),
    ]),
    declareSubclass("B", ["A"], [method("m", [signature([], str)])]),
  );
  expect(headOf(types, "B")).toBe('Omit<A, "$defer" | "copy" | "m">'.replace('"copy" | "m"', '"m" | "copy"'));
  const body = bodyOf(types, "B");
  for (const line of [
    "$defer(): this",
    "(): PyValue<number>",
    "copy(): PyPromise<this>",
    "set open(value: In<string>)",
  ]) {
    expect(body).toContain(`  ${line};`);
  }
  expect(body).not.toContain("plain");
});

test("the method resolution order decides between two bases", () => {
  const { types } = renderModule(
    declareClass("Root", [method("m", [signature([], int)])]),
    declareClass("A", [], { bases: [classType("m:Root")], mro: ["m:Root"] }),
    declareClass("B", [method("m", [signature([], str)])], { bases: [classType("m:Root")], mro: ["m:Root"] }),
    declareClass("C", [], { bases: [classType("m:A"), classType("m:B")], mro: ["m:A", "m:B", "m:Root"] }),
  );
  expect(headOf(types, "C")).toBe('Omit<A, "$defer" | "m">, B');
});

test("item access follows the class that redefines it", () => {
  const item = (result: typeof int) => method("__getitem__", [signature([], result)]);
  const { types } = renderModule(declareClass("A", [item(int)]), declareSubclass("B", ["A"], [item(bytes)]));
  expect(headOf(types, "B")).toContain('"__getitem__" | "$item"');
  expect(bodyOf(types, "B")).toContain("$item(...keys: PyIn[]): PyValue<Uint8Array>;");
});

test("a subclass is accepted for its base although it redefines a member", () => {
  const { types } = renderModule(
    declareClass("A", [method("m", [signature([], int)])]),
    declareSubclass("B", ["A"], [method("m", [signature([], str)])]),
  );
  expect(bodyOf(types, "B")).toContain('readonly [mro]: PyMro<"m.B" | "m.A">;');
});

test("class methods, static methods and class variables are on the class object, inherited ones too", () => {
  const { types } = renderModule(
    declareClass("A", [
      method("make", [signature([], self)], { kind: "classmethod" }),
      method("check", [signature([keywordOnly("x", int)], none)], { kind: "staticmethod" }),
      attribute("limit", int, { kind: "classvar" }),
      method("plain", [signature([], none)]),
    ]),
    declareSubclass("B", ["A"], []),
  );
  const object = types.slice(types.indexOf("export const B:"));
  expect(object).toContain("  make(): PyPromise<B>;");
  expect(object).toContain("  check(keywords: { x: InInt }): PyValue<null>;");
  expect(object).toContain("  readonly limit: PyValue<number>;");
  expect(object).not.toContain("plain");
});

test("a class inside a class is found on it", () => {
  const { types, binding, table } = renderModule(
    declareClass("Outer", []),
    declareClass("Outer.Inner", [method("up", [signature([], self)])]),
  );
  expect(types).toContain("  readonly Inner: typeof Outer$Inner$class;");
  expect(types).toContain('declare const Outer$Inner$class: PyClass<Outer$Inner, "m.Outer.Inner"> & {');
  expect(binding).not.toContain("Inner");
  // It is called through its class, so its entry is there.
  expect(table.callables).toEqual({ Outer: "" });
  expect(table.classes["m.Outer"]?.methods).toEqual({ Inner: "" });
});
