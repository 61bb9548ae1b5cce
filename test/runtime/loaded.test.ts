/** What `import "snakebridge"` loads: little, and nothing of the parts that build bindings. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, test } from "vitest";

const modules = ["../../runtime/index.ts", "../../runtime/internal.ts"].map(
  (path) => new URL(path, import.meta.url).href,
);

/** Every file of the module graph, and the packages it names. */
function graph(entries: readonly string[]): { files: string[]; packages: Set<string> } {
  const files = new Set(entries);
  const packages = new Set<string>();
  for (const file of files) {
    const source = readFileSync(new URL(file), "utf8");
    for (const [, clause = "", specifier = ""] of source.matchAll(
      /^(?:import|export)\s(?:([^;"]*?)\sfrom\s)?"([^"]+)";$/gm,
    )) {
      if (clause.startsWith("type ")) continue;
      if (specifier.startsWith(".")) files.add(new URL(specifier, file).href);
      else if (!specifier.startsWith("node:")) packages.add(specifier);
    }
  }
  return { files: [...files], packages };
}

test("one package, only files of the runtime, less than 300 KB of JavaScript", () => {
  const { files, packages } = graph(modules);
  expect([...packages]).toEqual(["msgpackr/index-no-eval"]);
  for (const file of files) expect(file).toMatch(/\/runtime\/([\w-]+\/)?[\w-]+\.ts$/);
  expect(files.length).toBeGreaterThan(20);
  const own = files.map((file) => readFileSync(new URL(file)).length);
  const packed = readFileSync(createRequire(import.meta.url).resolve("msgpackr/index-no-eval")).length;
  expect(own.reduce((sum, size) => sum + size, packed)).toBeLessThan(300_000);
});

test("the guard is the first thing either entry imports", () => {
  for (const module of modules) {
    const [first] = readFileSync(new URL(module), "utf8").match(/^(?:import|export).*$/m) ?? [];
    expect(first).toBe('import "./node-version.ts";');
  }
});
