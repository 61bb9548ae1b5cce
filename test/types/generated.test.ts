/** The real compiler checks generated declarations, and programs that use them. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parseIntrospection } from "../../introspector/ir/schema.ts";
import { render } from "../../introspector/render/render.ts";
import { diagnose, type SourceText } from "./support/compile.ts";

const ir = fileURLToPath(new URL("../../fixtures/ir/", import.meta.url));
const cases = fileURLToPath(new URL("./cases/", import.meta.url));

function renderFixtures(...names: readonly string[]): readonly SourceText[] {
  return names.flatMap((name) => {
    const introspection = parseIntrospection(JSON.parse(readFileSync(`${ir}${name}.json`, "utf8")));
    return render(introspection, { version: "0.1.0" }).files;
  });
}

function readProgram(name: string): readonly SourceText[] {
  return [`${name}.ts`, "expect-type.ts"].map((path) => ({ path, text: readFileSync(`${cases}${path}`, "utf8") }));
}

test("a program that uses NumPy gets handles, values and scalars, and its mistakes are errors", () => {
  expect(diagnose([...renderFixtures("numpy"), ...readProgram("numpy")])).toEqual([]);
}, 60_000);

test("programs that use the Python fixtures get what the annotations say, and their mistakes are errors", () => {
  const features = readdirSync(ir).map((file) => file.replace(/\.json$/, ""));
  const files = renderFixtures(...features.filter((name) => name !== "numpy"));
  // Several fixtures bring the same support classes, since each introspection is complete in itself.
  const unique = [...new Map(files.map((file) => [file.path, file])).values()];
  expect(diagnose([...unique, ...readProgram("fixtures")])).toEqual([]);
}, 60_000);
