/** A name that generation changes must lead back to Python's. */
import { expect, test } from "vitest";
import { fromExportName, toExportName, toMemberName } from "../../introspector/names.ts";
import { toPythonName } from "../../runtime/proxies/members.ts";

test("an export leads back to its Python name, and a nested class to its outermost class", () => {
  expect(["then", "mean", "_private", "größe"].map((name) => fromExportName(toExportName(name)))).toEqual([
    "then",
    "mean",
    "_private",
    "größe",
  ]);
  expect(fromExportName(toExportName("Outer.Inner"))).toBe("Outer");
});

test("a proxy reaches each member under the name that its declaration has", () => {
  const names = [
    "then",
    "catch",
    "finally",
    "constructor",
    "prototype",
    "toJSON",
    "toString",
    "valueOf",
    "sum",
    "new_",
  ];
  for (const name of names) expect(toPythonName(toMemberName(name, new Set()) ?? "")).toBe(name);
});
