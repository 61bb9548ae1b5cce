import { expect, test } from "vitest";
import { findNearestNames } from "../../introspector/nearest.ts";

test("the closest names come first, and far ones not at all", () => {
  const names = ["linspace", "logspace", "line", "sqrt", "Linspace"];
  expect(findNearestNames("linspcae", names)).toEqual(["Linspace", "linspace"]);
  expect(findNearestNames("squrt", names)).toEqual(["sqrt"]);
  expect(findNearestNames("zzz", names)).toEqual([]);
});
