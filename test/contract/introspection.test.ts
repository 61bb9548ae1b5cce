/** What the Python introspector really prints is what the schema of this side reads. */
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { type IntrospectionRequest, SCHEMA_VERSION } from "../../introspector/ir/ir.ts";
import { parseIntrospection } from "../../introspector/ir/schema.ts";
import { findTestPython } from "../support/python.ts";

const path = (relative: string) => fileURLToPath(new URL(`../../${relative}`, import.meta.url));

function introspect(modules: readonly string[]) {
  const request: IntrospectionRequest = {
    schema: SCHEMA_VERSION,
    project: path("fixtures"),
    paths: ["python"],
    modules: Object.fromEntries(modules.map((name) => [name, []])),
  };
  const output = execFileSync(findTestPython(), [path("python/introspect.py")], {
    input: JSON.stringify(request),
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  return parseIntrospection(JSON.parse(output));
}

test.each([["math", "json", "re", "asyncio", "typing", "builtins"], ["numpy"]])(
  "no key of %s is unknown to the schema, and none is missing",
  (...modules) => {
    const { modules: found, failures } = introspect(modules);
    expect(failures).toEqual([]);
    expect(found.filter((each) => each.bound).map((each) => each.name)).toEqual(expect.arrayContaining(modules));
  },
);

test("every fixture is read without a failure", () => {
  const names = readdirSync(path("fixtures/python"))
    .filter((file) => file.endsWith(".py"))
    .map((file) => file.slice(0, -3));
  const { modules, failures } = introspect([...names, "shop"]);
  expect(failures).toEqual([]);
  expect(modules.flatMap((each) => (each.bound ? each.problems : []))).toEqual([]);
});

test("a module that is not there is a failure with the words to show", () => {
  expect(introspect(["sklearn.ensembel", "jsno"]).failures).toMatchObject([
    { code: "MODULE_NOT_FOUND", nearest: ["json"] },
    { code: "NOT_INSTALLED", distribution: "scikit-learn" },
  ]);
});
