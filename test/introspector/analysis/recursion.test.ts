/** Declarations that contain each other: the number of paths between them must not matter, only how many there are. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { render } from "../../../introspector/render/render.ts";
import { introspect } from "../../support/introspect.ts";

const COUNT = 60;
const LIMIT_MS = 30_000;
const folder = mkdtempSync(join(tmpdir(), "snakebridge recursion "));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const numbers = Array.from({ length: COUNT }, (_, number) => number);

/** Renders a module of the user's. Returns the text of its declarations. */
function renderModule(name: string, source: string): string {
  writeFileSync(join(folder, `${name}.py`), source);
  const { files } = render(introspect(folder, ["."], [name]), { version: "0" });
  return files.find(({ path }) => path === `types/${name}.d.ts`)?.text ?? "";
}

test.each(["TypedDict", "NamedTuple"])("%s classes that all contain each other", { timeout: LIMIT_MS }, (base) => {
  const classes = numbers.map((number) => {
    const fields = numbers.map((other) => `    f${other}: "C${other} | None"`);
    return `class C${number}(${base}):\n    size: int\n${fields.join("\n")}\n`;
  });
  const text = renderModule(
    base.toLowerCase(),
    `from typing import ${base}\n${classes.join("")}\ndef first() -> C0: ...\ndef all_of_them() -> list[C1]: ...\n`,
  );
  expect(text).toContain("first(");
  expect(text).toMatch(/size: number/);
});

test("type aliases that all contain each other", { timeout: LIMIT_MS }, () => {
  const union = numbers.map((other) => `list["A${other}"]`).join(" | ");
  const aliases = numbers.map(
    (number) => `A${number}: TypeAlias = "int | ${union.replaceAll('"', "'").replaceAll("'", "")}"`,
  );
  const text = renderModule(
    "aliases",
    `from typing import TypeAlias\n${aliases.join("\n")}\ndef read() -> A0: ...\ndef write(value: A1) -> None: ...\n`,
  );
  expect(text).toContain("read(");
  expect(text).toContain("write(");
});

test("a base class that every class of a long chain mentions", { timeout: LIMIT_MS }, () => {
  const classes = numbers.map((number) => {
    const methods = numbers.map((other) => `    def m${other}(self, other: "C${other}") -> "C${other}": ...`);
    return `class C${number}${number === 0 ? "" : `(C${number - 1})`}:\n${methods.join("\n")}\n`;
  });
  expect(renderModule("chain", classes.join(""))).toContain("m59(");
});
