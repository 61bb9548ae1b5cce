/**
 * What is generated for a set of imports: the rendered files, the manifests, and their entries in snakebridge.lock.
 */
import { rmSync } from "node:fs";
import { relative, sep } from "node:path";
import type { CallableEntry, CallTable } from "../../runtime/wire/call-table.ts";
import type { Wanted } from "../project/discover.ts";
import { type EmittedFile, emit } from "./write-files.ts";
import { notWritable } from "../project/files.ts";
import type { Introspection, ModuleIR } from "../ir/ir.ts";
import { digest, type LockedModule } from "./lockfile.ts";
import { buildManifest, printManifest } from "../render/manifest.ts";
import { layout } from "../project/layout.ts";
import { render } from "../render/render.ts";

export interface Bindings {
  /** Relative to the generated folder, with `/`. */
  readonly files: readonly EmittedFile[];
  /** By imported module. */
  readonly locked: Readonly<Record<string, LockedModule>>;
}

export interface BindOptions {
  readonly root: string;
  /** Of snakebridge. */
  readonly version: string;
  /** Folders of the user's own modules, relative to the project. */
  readonly paths: readonly string[];
  /** What is imported, by module; modules that do not exist are not among them. */
  readonly wanted: ReadonlyMap<string, Wanted>;
}

/** Pure. */
export function bind(introspection: Introspection, options: BindOptions): Bindings {
  const { root, version, paths, wanted } = options;
  const rendering = render(introspection, { version });
  const names = Object.fromEntries([...wanted].map(([module, { names }]) => [module, names]));
  const manifest = buildManifest(introspection, { version, root: "../..", paths, names });
  const texts = new Map(rendering.files.map(({ path, text }) => [path, text]));
  const locked = [...wanted].map(([name, { names }]) => {
    const modules = withSubmodules(introspection.modules, name);
    return [name, lockedModule(root, modules, names, texts)] as const;
  });
  return {
    files: [
      ...rendering.files,
      { path: "modules/$manifest.js", text: printManifest(manifest) },
      // For people and other tools: this one lies a folder higher.
      { path: "manifest.json", text: json({ ...manifest, root: ".." }) },
      { path: "coverage.json", text: json(rendering.coverage) },
    ],
    locked: Object.fromEntries(locked),
  };
}

/**
 * Writes what differs and removes what is no longer generated. Resolves to the paths, relative to the project.
 * @throws UserError NOT_WRITABLE naming the folder
 */
export async function writeBindings(root: string, { files }: Bindings): Promise<string[]> {
  const { folder, types, support, modules } = layout(root);
  try {
    const { written, removed } = await emit(folder, files);
    for (const subfolder of [types, support, modules]) {
      const prefix = `${relative(folder, subfolder)}/`;
      if (!files.some(({ path }) => path.startsWith(prefix))) rmSync(subfolder, { recursive: true, force: true });
    }
    return [...written, ...removed].map((path) => `.snakebridge/${path}`);
  } catch (error) {
    throw notWritable(error, folder);
  }
}

/**
 * Keyword verdicts by callable, a method's headed by its class's name. Of the module's own callables: a class of another
 * module is in that one's table as well.
 */
export function keywordsOf(table: CallTable): Record<string, string> {
  const verdicts: Record<string, string> = {};
  for (const [name, entry] of Object.entries(table.callables)) verdicts[name] = verdictOf(entry);
  for (const { name, methods } of Object.values(table.classes)) {
    if (name === null) continue;
    for (const [method, entry] of Object.entries(methods)) verdicts[`${name}.${method}`] = verdictOf(entry);
  }
  return verdicts;
}

/** The call table in a generated `$table.js`: plain data after `export default`. */
export function parseTable(text: string): CallTable | null {
  const data = /^export default (\{[\s\S]*\});\s*$/m.exec(text)?.[1];
  return data === undefined ? null : (JSON.parse(data.replaceAll('["__proto__"]:', '"__proto__":')) as CallTable);
}

function verdictOf(entry: CallableEntry): string {
  return typeof entry === "string" ? entry : entry.keywords;
}

/** An import of a package brings its public submodules. */
function withSubmodules(modules: readonly ModuleIR[], name: string): ModuleIR[] {
  const found = modules.find((module) => module.bound && module.name === name);
  if (found === undefined) return [];
  return [found, ...found.submodules.flatMap((submodule) => withSubmodules(modules, submodule))];
}

function lockedModule(
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
    const files = [`types/${name}.d.ts`, `modules/${name}.js`, `modules/${name}.$table.js`];
    written.push(...files.map((path) => texts.get(path) ?? ""));
    const table = parseTable(texts.get(`modules/${name}.$table.js`) ?? "");
    const prefix = name === main.name ? "" : `${name.slice(main.name.length + 1)}.`;
    for (const [callable, verdict] of Object.entries(table === null ? {} : keywordsOf(table))) {
      keywords[prefix + callable] = verdict;
    }
  }
  const sources = modules.flatMap((module) => module.sources);
  return {
    names,
    origin: origin.kind,
    ...(origin.kind === "distribution" ? { distribution: `${origin.name} ${origin.version}` } : {}),
    source: digest(sources.map(({ hash }) => hash).sort()),
    ...(origin.kind === "user" ? { files: userFiles(root, sources) } : {}),
    binding: digest(written),
    keywords,
  };
}

/** Those of the project itself; an installed package's have its version. */
function userFiles(root: string, sources: ModuleIR["sources"]): Record<string, string> {
  const inside = sources.flatMap(({ path, hash }) => {
    const short = relative(root, path).split(sep).join("/");
    return short.startsWith("..") || short.startsWith(".") ? [] : [[short, hash] as const];
  });
  return Object.fromEntries(inside.sort());
}

function json(data: unknown): string {
  return `${JSON.stringify(data, null, 2)}\n`;
}
