import { expect, test } from "vitest";
import {
  intersectVerdicts,
  takesKeywordsAt,
  takesKeywordsFrom,
} from "../../../introspector/analysis/keyword-verdicts.ts";

test("verdicts speak for positions, variadic ones and what lies beyond", () => {
  expect(["", "ka", "k*a", "*k"].map((verdicts) => takesKeywordsAt(verdicts, 1))).toEqual([true, false, false, true]);
  expect(takesKeywordsFrom("ak", 1)).toBe(true);
  expect(takesKeywordsFrom("kka", 1)).toBe(false);
  expect(intersectVerdicts("kkk", "k*a")).toBe("kaa*a");
  expect(intersectVerdicts("k", "kk")).toBe("kk");
});
