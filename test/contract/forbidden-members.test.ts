/** The members that a worker rejects are not declared, so that no program compiles which the worker then rejects. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { isVisible } from "../../introspector/analysis/class-members.ts";
import { attribute, int } from "../introspector/support/ir.ts";

const readText = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const listDunders = (text: string) => [...text.matchAll(/__[a-z_]+?__/g)].map(([name]) => name).sort();

/** The line of PROTOCOL.md that names them all, after "or a dunder that is not one of". */
const documented = listDunders(/not one of\n(`[^`]*`)/.exec(readText("PROTOCOL.md"))?.[1] ?? "");

test("the protocol names the members that no program may reach", () => {
  expect(documented).toContain("__globals__");
});

test("the worker rejects exactly the members that the protocol names", () => {
  const [, forbidden = ""] =
    /^[A-Z_]+ = frozenset\(\s*\(([^)]*)\)/m.exec(readText("python/snakebridge/worker/policy.py")) ?? [];
  expect(listDunders(forbidden)).toEqual(documented);
});

test("no declaration and no call table describes a member that the worker rejects", () => {
  expect(documented.filter((name) => isVisible(attribute(name, int)))).toEqual([]);
});
