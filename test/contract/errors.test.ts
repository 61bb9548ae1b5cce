/** The page of errors and the code say the same, so that a code that a user looks up is there. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ERROR_TABLE } from "../../runtime/errors.ts";
import { DIAGNOSTIC_NUMBERS } from "../../transformer/ts-patch/diagnostics.ts";

const page = readFileSync(new URL("../../docs/errors.md", import.meta.url), "utf8");
const rows = (columns: number) =>
  page
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => line.slice(2, -2).split(" | "))
    .filter((cells) => cells.length === columns);

test("every error of the run time is on the page, word for word", () => {
  expect(rows(4)).toEqual(
    ERROR_TABLE.map(({ errorClass, meaning, advice }) => [
      `\`${errorClass.code}\``,
      `\`${errorClass.name}\``,
      meaning,
      advice,
    ]),
  );
});

test("every problem of a build is on the page with its number, and no number is there twice", () => {
  const documented = rows(3).map(([code, number]) => [code?.replaceAll("`", ""), Number(number)]);
  expect(documented).toEqual(Object.entries(DIAGNOSTIC_NUMBERS));
  expect(new Set(Object.values(DIAGNOSTIC_NUMBERS)).size).toBe(documented.length);
});
