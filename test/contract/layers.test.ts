/**
 * Each folder imports only what this table allows, so that a reader can rely on the direction of dependency. ARCHITECTURE.md
 * shows the same table; Biome forbids cycles between files, import-linter keeps Python's layers.
 */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** What is below all layers of its side: knows nothing else of it. */
const RUNTIME_GROUND = ["runtime/errors.ts", "runtime/options.ts", "runtime/turn.ts"];
const INTROSPECTOR_GROUND = [
  "compare",
  "config",
  "errors",
  "names",
  "nearest",
  "package",
  "pins",
  "progress",
  "report",
].map((name) => `introspector/${name}.ts`);

/** File or folder → what it may import besides its own folder. The longest entry that fits a file counts. */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(RUNTIME_GROUND.map((file) => [file, RUNTIME_GROUND])),
  "runtime/types.ts": ["runtime/values"],
  "runtime/values": [],
  "runtime/wire": [...RUNTIME_GROUND, "runtime/values"],
  "runtime/transports": ["runtime/wire/framing.ts"],
  "runtime/proxies": [...RUNTIME_GROUND, "runtime/values", "runtime/wire"],
  "runtime/connection": [...RUNTIME_GROUND, "runtime/wire", "runtime/proxies", "runtime/transports/transport.ts"],
  "runtime/workers": [...RUNTIME_GROUND, "runtime/proxies/python-error.ts", "runtime/connection", "runtime/transports"],
  runtime: ["runtime"],

  ...Object.fromEntries(INTROSPECTOR_GROUND.map((file) => [file, INTROSPECTOR_GROUND])),
  "introspector/names.ts": [...INTROSPECTOR_GROUND, "runtime/wire/renamed-members.ts"],
  "introspector/project": INTROSPECTOR_GROUND,
  "introspector/environment": [...INTROSPECTOR_GROUND, "introspector/project", "runtime/workers/executables.ts"],
  "introspector/ir": [...INTROSPECTOR_GROUND, "introspector/environment", "introspector/project"],
  "introspector/adapters": [
    "introspector/ir",
    "introspector/analysis/library-adapter.ts",
    "introspector/analysis/callable-shapes.ts",
    "introspector/analysis/category.ts",
    "introspector/analysis/parameter-shapes.ts",
    "introspector/analysis/result-shapes.ts",
  ],
  "introspector/analysis": [
    ...INTROSPECTOR_GROUND,
    "introspector/project/layout.ts",
    "introspector/project/specifier.ts",
    "introspector/ir",
    "runtime/wire/call-table.ts",
  ],
  "introspector/render": [
    ...INTROSPECTOR_GROUND,
    "introspector/adapters",
    "introspector/analysis",
    "introspector/ir",
    "introspector/project/layout.ts",
    "introspector/project/specifier.ts",
    "runtime/wire/call-table.ts",
  ],
  "introspector/generation": [
    ...INTROSPECTOR_GROUND,
    "introspector/ir",
    "introspector/project",
    "introspector/render",
    "runtime/wire/call-table.ts",
  ],
  introspector: ["introspector"],

  "transformer/build": ["introspector", "runtime/wire/call-table.ts"],
  "transformer/ts-patch": ["introspector", "transformer"],
  transformer: ["transformer", "introspector"],

  "cli/init": ["introspector"],
  "cli/doctor": ["introspector", "cli/init", "cli/commands/context.ts", "runtime/workers/executables.ts"],
  "cli/commands": ["introspector", "cli"],
  cli: ["introspector", "cli"],
};

const FILES = ["runtime", "introspector", "transformer", "cli"].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(folder, name)),
);

function contains(entry: string, file: string): boolean {
  return file === entry || file.startsWith(`${entry}/`);
}

/** The relative imports of a file, static and dynamic, types included. */
function findImports(file: string): string[] {
  const source = readFileSync(join(ROOT, file), "utf8");
  return [...source.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*"(\.[^"]+)"/g)].map(([, specifier = ""]) =>
    join(dirname(file), specifier),
  );
}

function findViolations(file: string): string[] {
  const layer = Object.keys(LAYERS)
    .filter((entry) => contains(entry, file))
    .sort((a, b) => b.length - a.length)[0];
  if (layer === undefined) return [`${file} is in no layer`];
  const allowed = LAYERS[layer] ?? [];
  const isOwn = (target: string) => !layer.endsWith(".ts") && dirname(target) === dirname(file);
  return findImports(file)
    .filter((target) => !isOwn(target) && !allowed.some((entry) => contains(entry, target)))
    .map((target) => `${file} imports ${target}`);
}

describe("layers", () => {
  test("no file imports what its layer may not know", () => {
    expect(FILES.length).toBeGreaterThan(100);
    expect(FILES.flatMap(findViolations)).toEqual([]);
  });

  test("the table has no entry that nothing needs", () => {
    const imports = FILES.flatMap((file) => findImports(file).map((target) => ({ file, target })));
    const unused = Object.entries(LAYERS).flatMap(([layer, allowed]) =>
      allowed
        .filter((entry) => !INTROSPECTOR_GROUND.includes(entry) && !RUNTIME_GROUND.includes(entry))
        .filter((entry) => !imports.some(({ file, target }) => contains(layer, file) && contains(entry, target)))
        .map((entry) => `${layer} → ${entry}`),
    );
    expect(unused).toEqual([]);
  });

  test("a forbidden import is found", () => {
    expect(findImports("runtime/wire/encode.ts")).toContain("runtime/errors.ts");
    const layer = LAYERS["runtime/wire"] ?? [];
    expect(layer.some((entry) => contains(entry, "runtime/proxies/proxy.ts"))).toBe(false);
  });
});
