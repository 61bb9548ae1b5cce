import { expect, test } from "vitest";
import { nearest } from "../../introspector/nearest.ts";

test("the closest names come first, and far ones not at all", () => {
  const names = ["linspace", "logspace", "line", "sqrt", "Linspace"];
  expect(nearest("linspcae", names)).toEqual(["Linspace", "linspace"]);
  expect(nearest("squrt", names)).toEqual(["sqrt"]);
  expect(nearest("zzz", names)).toEqual([]);
});
