/**
 * Builds what is generated for a set of imports: the rendered files, the manifests, and the entries of snakebridge.lock.
 */
import { rmSync } from "node:fs";
import { relative } from "node:path";
import type { CallableEntry, CallTable } from "../../runtime/wire/call-table.ts";
import { compare } from "../compare.ts";
import type { Introspection, ModuleIR } from "../ir/ir.ts";
import type { ModuleUsage } from "../project/discover.ts";
import { notWritable } from "../project/files.ts";
import {
  bindingFile,
  COVERAGE_FILE,
  declarationFile,
  FOLDERS,
  GENERATED_FOLDER,
  layout,
  MANIFEST_FILE,
  MANIFEST_MODULE,
  tableFile,
  toSlashes,
} from "../project/layout.ts";
import { buildManifest, printManifest } from "../render/manifest.ts";
import { render } from "../render/render.ts";
import { digest, type LockedModule } from "./lockfile.ts";
import { type GeneratedFile, writeFiles } from "./write-files.ts";

export interface Bindings {
  /** Relative to the generated folder, with `/`. */
  readonly files: readonly GeneratedFile[];
  /** Entries of the lock by imported module. */
  readonly locked: Readonly<Record<string, LockedModule>>;
}

export interface BindingOptions {
  readonly root: string;
  /** Version of snakebridge. */
  readonly version: string;
  /** Folders of the user's own modules, relative to the project. */
  readonly paths: readonly string[];
  /** What the project uses, by module. Modules that do not exist are left out. */
  readonly usage: ReadonlyMap<string, ModuleUsage>;
}

/** Builds the bindings. The same arguments give the same texts. */
export function buildBindings(introspection: Introspection, options: BindingOptions): Bindings {
  const { root, version, paths, usage } = options;
  const rendering = render(introspection, { version });
  const names = Object.fromEntries([...usage].map(([module, { names }]) => [module, names]));
  const manifest = buildManifest(introspection, { version, root: "../..", paths, names });
  const texts = new Map(rendering.files.map(({ path, text }) => [path, text]));
  const locked = [...usage].map(([name, { names }]) => {
    const modules = withSubmodules(introspection.modules, name);
    return [name, buildLockedModule(root, modules, names, texts)] as const;
  });
  return {
    files: [
      ...rendering.files,
      { path: `${FOLDERS.modules}/${MANIFEST_MODULE}`, text: printManifest(manifest) },
      // The same data for people and other tools, one folder higher.
      { path: MANIFEST_FILE, text: printJson({ ...manifest, root: ".." }) },
      { path: COVERAGE_FILE, text: printJson(rendering.coverage) },
    ],
    locked: Object.fromEntries(locked),
  };
}

/**
 * Writes the files that differ and removes those that are no longer generated.
 * @returns The paths of both, relative to the project.
 * @throws UserError NOT_WRITABLE naming the folder
 */
export function writeBindings(root: string, { files }: Bindings): string[] {
  const { folder, types, support, modules } = layout(root);
  try {
    const { written, removed } = writeFiles(folder, files);
    for (const subfolder of [types, support, modules]) {
      const prefix = `${relative(folder, subfolder)}/`;
      if (!files.some(({ path }) => path.startsWith(prefix))) rmSync(subfolder, { recursive: true, force: true });
    }
    return [...written, ...removed].map((path) => `${GENERATED_FOLDER}/${path}`);
  } catch (error) {
    throw notWritable(error, folder);
  }
}

/**
 * Lists the keyword verdicts of a module's own callables. A method has the name of its class before its own. Classes of
 * other modules are left out: they are in the table of their module as well.
 */
export function listVerdicts(table: CallTable): Record<string, string> {
  const verdicts: Record<string, string> = {};
  for (const [name, entry] of Object.entries(table.callables)) verdicts[name] = readVerdict(entry);
  for (const { name, methods } of Object.values(table.classes)) {
    if (name === null) continue;
    for (const [method, entry] of Object.entries(methods)) verdicts[`${name}.${method}`] = readVerdict(entry);
  }
  return verdicts;
}

/** Reads the call table in a generated file: plain data after `export default`. @returns `null`: there is none. */
export function parseTable(text: string): CallTable | null {
  const data = /^export default (\{[\s\S]*\});\s*$/m.exec(text)?.[1];
  return data === undefined ? null : (JSON.parse(data.replaceAll('["__proto__"]:', '"__proto__":')) as CallTable);
}

function readVerdict(entry: CallableEntry): string {
  return typeof entry === "string" ? entry : entry.keywords;
}

/** Returns a module and its public submodules: an import of a package brings them. */
function withSubmodules(modules: readonly ModuleIR[], name: string): ModuleIR[] {
  const found = modules.find((module) => module.bound && module.name === name);
  if (found === undefined) return [];
  return [found, ...found.submodules.flatMap((submodule) => withSubmodules(modules, submodule))];
}

function buildLockedModule(
  root: string,
  modules: readonly ModuleIR[],
  names: "*" | readonly string[],
  texts: ReadonlyMap<string, string>,
): LockedModule {
  const [main] = modules as readonly [ModuleIR, ...ModuleIR[]];
  const { origin } = main;
  const keywords: Record<string, string> = {};
  const written: string[] = [];
  for (const { name } of modules) {
    const tablePath = `${FOLDERS.modules}/${tableFile(name)}`;
    const files = [`${FOLDERS.types}/${declarationFile(name)}`, `${FOLDERS.modules}/${bindingFile(name)}`, tablePath];
    written.push(...files.map((path) => texts.get(path) ?? ""));
    const table = parseTable(texts.get(tablePath) ?? "");
    const prefix = name === main.name ? "" : `${name.slice(main.name.length + 1)}.`;
    for (const [callable, verdict] of Object.entries(table === null ? {} : listVerdicts(table))) {
      keywords[prefix + callable] = verdict;
    }
  }
  const sources = modules.flatMap((module) => module.sources);
  return {
    names,
    origin: origin.kind,
    ...(origin.kind === "distribution" ? { distribution: `${origin.name} ${origin.version}` } : {}),
    source: digest(sources.map(({ hash }) => hash).sort(compare)),
    ...(origin.kind === "user" ? { files: listUserFiles(root, sources) } : {}),
    binding: digest(written),
    keywords,
  };
}

/** Lists the files in the project with their digests. A file of an installed package is known by the package's version. */
function listUserFiles(root: string, sources: ModuleIR["sources"]): Record<string, string> {
  const inside = sources.flatMap(({ path, hash }) => {
    const short = toSlashes(relative(root, path));
    return short.startsWith("..") || short.startsWith(".") ? [] : [[short, hash] as const];
  });
  return Object.fromEntries(inside.sort(([a], [b]) => compare(a, b)));
}

function printJson(data: unknown): string {
  return `${JSON.stringify(data, null, 2)}\n`;
}
