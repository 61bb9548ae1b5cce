/**
 * Puts beside a program's output all it needs to run elsewhere: the bindings it imports, a manifest of its own, and the
 * Python sources of the user's own modules. Reads only what was generated; knows no compiler.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { printManifest } from "../../introspector/render/manifest.ts";
import { layout } from "../../introspector/project/layout.ts";
import type { GenerateReport, ModuleReport } from "../../introspector/report.ts";
import type { Manifest } from "../../runtime/wire/call-table.ts";
import { slashed } from "../ts-patch/compiler.ts";

/** A name that no Python module should have; what lies under it belongs to this package alone. */
export const OUTPUT_FOLDER = "_snakebridge";

export interface OutputPlan {
  /** Absolute path of the project folder. */
  readonly root: string;
  /** Absolute path of the folder to fill: `<outDir>/_snakebridge`. */
  readonly folder: string;
  /** What the generator said of the imported modules. */
  readonly modules: GenerateReport["modules"];
  /** The modules that the output may import; one that is used as a type only is not among them. */
  readonly imported: ReadonlySet<string>;
}

/**
 * Writes what differs and removes what no longer belongs; says whether anything did.
 * @throws Error from the file system
 */
export function writeOutput(plan: OutputPlan): boolean {
  const wanted = plan.imported.size === 0 ? new Map<string, Buffer>() : outputFiles(plan);
  let changed = false;
  for (const [name, content] of wanted) changed = writeIfChanged(join(plan.folder, name), content) || changed;
  for (const name of filesIn(plan.folder)) {
    if (wanted.has(name)) continue;
    rmSync(join(plan.folder, name), { force: true });
    changed = true;
  }
  return changed;
}

function outputFiles(plan: OutputPlan): ReadonlyMap<string, string | Buffer> {
  const manifest = JSON.parse(readFileSync(layout(plan.root).manifest, "utf8")) as Manifest;
  const bindings = bindingFiles(plan);
  return new Map<string, string | Buffer>([
    // The bindings are ES modules whatever the project's own package.json says.
    ["package.json", '{ "type": "module" }\n'],
    ["$manifest.js", printManifest(manifestOf(plan, manifest, bindings))],
    ...bindings,
    ...pythonFiles(plan, manifest.paths),
  ]);
}

/** The bindings of the imported modules and all that these import from their own folder. */
function bindingFiles({ root, imported }: OutputPlan): ReadonlyMap<string, string> {
  const { modules } = layout(root);
  const files = new Map<string, string>();
  const open = [...imported].sort().map((module) => `${module}.js`);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const path = join(modules, name);
    if (files.has(name) || !existsSync(path)) continue;
    const text = readFileSync(path, "utf8");
    files.set(name, text);
    for (const [, other] of text.matchAll(/^(?:import|export)\b[^;\n]*"\.\/([^"/]+\.js)"/gm)) {
      if (other !== undefined && other !== "$manifest.js") open.push(other);
    }
  }
  return files;
}

/** The project's manifest, without the modules that this output does not have. */
function manifestOf(plan: OutputPlan, manifest: Manifest, bindings: ReadonlyMap<string, string>): Manifest {
  const present = Object.entries(manifest.modules).filter(([module]) => bindings.has(`${module}.js`));
  return { ...manifest, root: slashed(relative(plan.folder, plan.root)), modules: Object.fromEntries(present) };
}

function pythonFiles({ root, modules, imported }: OutputPlan, paths: readonly string[]): ReadonlyMap<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (const [name, module] of Object.entries(modules)) {
    if (!imported.has(name)) continue;
    for (const source of module.sources) {
      const inside = pathInPython(root, paths, module, source);
      if (inside !== null && existsSync(source)) files.set(join("python", inside), readFileSync(source));
    }
  }
  return files;
}

/** A source's path below its search folder, which is what Python's import asks for. */
function pathInPython(root: string, paths: readonly string[], module: ModuleReport, source: string): string | null {
  for (const folder of [...(module.root === undefined ? [] : [module.root]), ...paths]) {
    const inside = relative(resolve(root, folder), source);
    if (inside !== "" && !inside.startsWith("..") && !isAbsolute(inside)) return inside;
  }
  return null;
}

/** A reader never sees half a file. */
function writeIfChanged(path: string, content: string | Buffer): boolean {
  const bytes = Buffer.from(content);
  if (existsSync(path) && readFileSync(path).equals(bytes)) return false;
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, bytes);
  renameSync(temporary, path);
  return true;
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}
