/**
 * Copies to a program's output everything that it needs to run elsewhere: the bindings that it imports, a manifest of its
 * own, and the Python files of the user's own modules. Reads only generated files. Knows no compiler.
 */
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { isAbsolute, join, relative, resolve } from "node:path";
import { writeAtomic } from "../../introspector/project/files.ts";
import {
  bindingFile,
  layout,
  MANIFEST_MODULE,
  OUTPUT_PYTHON_FOLDER,
  toSlashes,
} from "../../introspector/project/layout.ts";
import { printManifest } from "../../introspector/render/manifest.ts";
import type { GenerateReport, ModuleReport } from "../../introspector/report.ts";
import type { Manifest } from "../../runtime/wire/call-table.ts";

export interface CopyPlan {
  /** Absolute path of the project folder. */
  readonly root: string;
  /** Absolute path of the folder to fill: `<outDir>/_snakebridge`. */
  readonly folder: string;
  /** The generator's report of the imported modules. */
  readonly modules: GenerateReport["modules"];
  /** The modules that the output may import. A module that is used as a type only is left out. */
  readonly imported: ReadonlySet<string>;
  /** Whether all that the program imports was generated. If not, what an earlier build left stays. */
  readonly isComplete: boolean;
}

/**
 * Writes the files that differ. Removes all others from the folder once everything new is there.
 * @returns Whether anything changed.
 * @throws Error from the file system
 */
export function copyBindings(plan: CopyPlan): boolean {
  const files = plan.imported.size === 0 ? new Map<string, Buffer>() : collectFiles(plan);
  let changed = false;
  for (const [name, content] of files) changed = writeIfChanged(join(plan.folder, name), content) || changed;
  for (const name of plan.isComplete ? listFiles(plan.folder) : []) {
    if (files.has(name)) continue;
    rmSync(join(plan.folder, name), { force: true });
    changed = true;
  }
  return changed;
}

function collectFiles(plan: CopyPlan): ReadonlyMap<string, string | Buffer> {
  const manifest = JSON.parse(readFileSync(layout(plan.root).manifest, "utf8")) as Manifest;
  const bindings = collectBindings(plan);
  return new Map<string, string | Buffer>([
    // The bindings are ES modules, even if the project's own package.json says otherwise.
    ["package.json", '{ "type": "module" }\n'],
    [MANIFEST_MODULE, printManifest(keepPermissions(plan, selectManifest(plan, manifest, bindings)))],
    ...bindings,
    ...collectPythonFiles(plan, manifest.paths),
  ]);
}

/** Reads the bindings of the imported modules and all files that these import from their own folder. */
function collectBindings({ root, imported }: CopyPlan): ReadonlyMap<string, string> {
  const { modules } = layout(root);
  const files = new Map<string, string>();
  const open = [...imported].sort().map(bindingFile);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const path = join(modules, name);
    if (files.has(name) || !existsSync(path)) continue;
    const text = readFileSync(path, "utf8");
    files.set(name, text);
    for (const [, other] of text.matchAll(/^(?:import|export)\b[^;\n]*"\.\/([^"/]+\.js)"/gm)) {
      if (other !== undefined && other !== MANIFEST_MODULE) open.push(other);
    }
  }
  return files;
}

/** Makes the manifest of this output: the project's manifest without the modules that the output does not have. */
function selectManifest(plan: CopyPlan, manifest: Manifest, bindings: ReadonlyMap<string, string>): Manifest {
  const present = Object.entries(manifest.modules).filter(([module]) => bindings.has(bindingFile(module)));
  return { ...manifest, root: toSlashes(relative(plan.folder, plan.root)), modules: Object.fromEntries(present) };
}

/** Adds what an earlier build permitted to the bindings that stay, so that a program that was built still runs. */
function keepPermissions(plan: CopyPlan, manifest: Manifest): Manifest {
  const before = plan.isComplete ? null : readManifest(join(plan.folder, MANIFEST_MODULE));
  return before === null ? manifest : { ...manifest, modules: { ...before.modules, ...manifest.modules } };
}

/** Reads a printed manifest. @returns `null`: there is none that this version has printed */
function readManifest(file: string): Manifest | null {
  if (!existsSync(file)) return null;
  const data = /^registerManifest\((.*), import\.meta\.url\);$/ms.exec(readFileSync(file, "utf8"))?.[1];
  try {
    return data === undefined ? null : (JSON.parse(data) as Manifest);
  } catch {
    return null;
  }
}

function collectPythonFiles(
  { root, modules, imported }: CopyPlan,
  paths: readonly string[],
): ReadonlyMap<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (const [name, module] of Object.entries(modules)) {
    if (!imported.has(name)) continue;
    for (const source of module.sources) {
      const inside = findPathInPython(root, paths, module, source);
      if (inside !== null && existsSync(source)) files.set(join(OUTPUT_PYTHON_FOLDER, inside), readFileSync(source));
    }
  }
  return files;
}

/** Returns a source's path relative to its search folder, by which Python imports it. @returns `null`: it lies in none. */
function findPathInPython(root: string, paths: readonly string[], module: ModuleReport, source: string): string | null {
  for (const folder of [...(module.root === undefined ? [] : [module.root]), ...paths]) {
    const inside = relative(resolve(root, folder), source);
    if (inside !== "" && !inside.startsWith("..") && !isAbsolute(inside)) return inside;
  }
  return null;
}

function writeIfChanged(path: string, content: string | Buffer): boolean {
  const bytes = Buffer.from(content);
  if (existsSync(path) && readFileSync(path).equals(bytes)) return false;
  writeAtomic(path, bytes);
  return true;
}

function listFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}
