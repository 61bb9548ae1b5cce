/** What the Python introspector really prints is what the schema of this side reads. */
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { introspect } from "../support/introspect.ts";

const path = (relative: string) => fileURLToPath(new URL(`../../${relative}`, import.meta.url));

const readFixtures = (modules: readonly string[]) => introspect(path("fixtures"), ["python"], modules);

test.each([["math", "json", "re", "asyncio", "typing", "builtins"], ["numpy"]])(
  "no key of %s is unknown to the schema, and none is missing",
  (...modules) => {
    const { modules: found, failures } = readFixtures(modules);
    expect(failures).toEqual([]);
    expect(found.filter((each) => each.bound).map((each) => each.name)).toEqual(expect.arrayContaining(modules));
  },
);

test("every fixture is read without a failure", () => {
  const names = readdirSync(path("fixtures/python"))
    .filter((file) => file.endsWith(".py"))
    .map((file) => file.slice(0, -3));
  const { modules, failures } = readFixtures([...names, "shop"]);
  expect(failures).toEqual([]);
  expect(modules.flatMap((each) => (each.bound ? each.problems : []))).toEqual([]);
});

test("a module that is not there is a failure with the words to show", () => {
  expect(readFixtures(["sklearn.ensembel", "jsno"]).failures).toMatchObject([
    { code: "MODULE_NOT_FOUND", nearest: ["json"] },
    { code: "NOT_INSTALLED", distribution: "scikit-learn" },
  ]);
});
