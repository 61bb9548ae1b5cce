/**
 * Finds the `py:` imports of a project: in the files of its tsconfigs, and in whatever those import from the project.
 * Syntax and paths only: nothing of Python, nothing is written.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { ts } from "ts-morph";
import { findPyImports, type PyImport } from "./find-imports.ts";
import { readTsconfig } from "./tsconfig.ts";
import { Inputs, isSkippedFolder } from "./fingerprints.ts";
import { compare } from "../compare.ts";
import { fromExportName } from "../names.ts";
import type { Problem } from "../report.ts";

/** One place where a module is named. */
interface Mention {
  readonly file: string;
  readonly module: string;
  /** Where a problem with the module is shown. */
  readonly place: Place;
  /** Names that must exist, each with its own place. */
  readonly names: readonly { readonly name: string; readonly place: Place }[];
}

export interface Place {
  readonly start: number;
  readonly length: number;
  readonly line: number;
  readonly column: number;
}

/** What is asked of one module. */
export interface Wanted {
  /** What a program may use at run time. */
  readonly names: "*" | readonly string[];
  /** What must exist: imported names, types included. */
  readonly required: readonly string[];
}

export interface Discovery {
  /** By module, sorted. */
  readonly modules: ReadonlyMap<string, Wanted>;
  readonly mentions: readonly Mention[];
  readonly problems: readonly Problem[];
  /** All that were read, through references. */
  readonly tsconfigs: readonly string[];
}

/** @throws UserError TSCONFIG for a tsconfig that cannot be read; one that does not exist has no files */
export function discover(tsconfigs: readonly string[], inputs: Inputs = new Inputs()): Discovery {
  const mentions: Mention[] = [];
  const problems: Problem[] = [];
  const usage = new Map<string, { names: Set<string>; all: boolean; required: Set<string> }>();
  const { parsed, configs } = importsOf(tsconfigs, inputs);
  for (const { source, found } of parsed) {
    for (const item of found) {
      problems.push(...item.problems.map((fault) => ({ ...fault, file: source.fileName, ...placeOf(source, fault) })));
      if (item.module === null) continue;
      mentions.push(mentionOf(source, item, item.module));
      const wanted = usage.get(item.module) ?? { names: new Set(), all: false, required: new Set() };
      usage.set(item.module, wanted);
      for (const { name, typeOnly } of item.nameSpans) {
        wanted.required.add(fromExportName(name));
        if (!typeOnly) wanted.names.add(fromExportName(name));
      }
      if (item.names === "*" && !item.typeOnly) wanted.all = true;
    }
  }
  const modules = new Map<string, Wanted>();
  for (const [module, wanted] of [...usage].sort(([a], [b]) => compare(a, b))) {
    const names = wanted.all ? "*" : [...wanted.names].sort(compare);
    modules.set(module, { names, required: [...wanted.required].sort(compare) });
  }
  return { modules, mentions, problems, tsconfigs: configs };
}

// The same compiler by another name: the two packages' declarations of it are not assignable to each other.
const compiler = ts as unknown as Parameters<typeof findPyImports>[0];

interface Parsed {
  readonly source: ts.SourceFile;
  readonly found: readonly PyImport[];
}

/** In a stable order: tsconfig by tsconfig, file by file, then what they import. */
function importsOf(tsconfigs: readonly string[], inputs: Inputs): { parsed: Parsed[]; configs: string[] } {
  const parsed: Parsed[] = [];
  const configs = new Set<string>();
  const files = new Set<string>();
  const follow = (config: string): void => {
    if (configs.has(config)) return;
    configs.add(config);
    inputs.file(config);
    if (!existsSync(config)) return;
    const command = readTsconfig(config);
    for (const extended of extendedBy(command)) inputs.file(extended);
    for (const folder of foldersOf(command)) inputs.folder(folder);
    const cache = ts.createModuleResolutionCache(dirname(config), (name) => name, command.options);
    const queue = [...command.fileNames];
    for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
      if (files.has(path)) continue;
      files.add(path);
      inputs.file(path);
      inputs.folder(dirname(path));
      const text = readFileSync(path, "utf8");
      queue.push(...importedFiles(path, text, command.options, cache, inputs));
      if (!text.includes("py:") && !text.includes("py+sync:")) continue;
      const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
      const found = findPyImports(compiler, source as never);
      if (found.length > 0) parsed.push({ source, found });
    }
    for (const reference of command.projectReferences ?? []) follow(ts.resolveProjectReferencePath(reference));
  };
  for (const config of tsconfigs) follow(config);
  return { parsed, configs: [...configs] };
}

/** Files of the project that a file imports; packages are not entered. */
function importedFiles(
  path: string,
  text: string,
  options: ts.CompilerOptions,
  cache: ts.ModuleResolutionCache,
  inputs: Inputs,
): string[] {
  const { importedFiles: imports } = ts.preProcessFile(text, true, true);
  return imports.flatMap(({ fileName: specifier }) => {
    if (/^(?:py|node|py\+sync):/.test(specifier)) return [];
    const { resolvedModule } = ts.resolveModuleName(specifier, path, options, ts.sys, cache);
    if (resolvedModule === undefined) {
      // It may come to be: the folder it is looked for in is watched.
      if (specifier.startsWith(".")) inputs.folder(dirname(resolve(dirname(path), specifier)));
      return [];
    }
    const { resolvedFileName: file, isExternalLibraryImport: external, extension } = resolvedModule;
    return external || extension === ".json" || file.includes("/node_modules/") ? [] : [file];
  });
}

/** Files a tsconfig `extends`, directly or not. TypeScript keeps them on the parsed source. */
function extendedBy(command: ts.ParsedCommandLine): readonly string[] {
  const source = command.options.configFile as { readonly extendedSourceFiles?: readonly string[] } | undefined;
  return source?.extendedSourceFiles ?? [];
}

/** Every folder where a new file would become part of the program. */
function foldersOf(command: ts.ParsedCommandLine): string[] {
  const { outDir, declarationDir } = command.options;
  const outputs = new Set([outDir, declarationDir].filter((folder) => folder !== undefined));
  const found: string[] = [];
  const walk = (folder: string, deep: boolean): void => {
    if (outputs.has(folder) || found.includes(folder)) return;
    found.push(folder);
    if (!deep || !existsSync(folder)) return;
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory() && !isSkippedFolder(entry.name)) walk(join(folder, entry.name), true);
    }
  };
  for (const [folder, flags] of Object.entries(command.wildcardDirectories ?? {})) {
    walk(resolve(folder), flags === ts.WatchDirectoryFlags.Recursive);
  }
  return found;
}

function mentionOf(source: ts.SourceFile, item: PyImport, module: string): Mention {
  const names = item.nameSpans.map((span) => ({ name: fromExportName(span.name), place: placeOf(source, span) }));
  return { file: source.fileName, module, place: placeOf(source, item), names };
}

function placeOf(source: ts.SourceFile, span: { readonly start: number; readonly end: number }): Place {
  const { line, character } = source.getLineAndCharacterOfPosition(span.start);
  return { start: span.start, length: span.end - span.start, line: line + 1, column: character + 1 };
}

/**
 * The tsconfigs of a project: the one that is named, the one beside package.json and, where there is none, those in
 * folders below that belong to the same package. The same set whichever of them is being built, so that building one
 * never takes away what another needs.
 */
export function tsconfigsOf(root: string, named: string, inputs: Inputs = new Inputs()): string[] {
  const main = join(root, "tsconfig.json");
  inputs.file(main);
  const configs = new Set([named]);
  if (existsSync(main)) configs.add(main);
  else for (const config of below(root, root, inputs)) configs.add(config);
  return [...configs].sort((a, b) => compare(relative(root, a), relative(root, b)));
}

function below(root: string, folder: string, inputs: Inputs): string[] {
  inputs.folder(folder);
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (!entry.isDirectory() || isSkippedFolder(entry.name)) return [];
    const inner = join(folder, entry.name);
    if (existsSync(join(inner, "package.json"))) return [];
    const config = join(inner, "tsconfig.json");
    return [...(existsSync(config) ? [config] : []), ...below(root, inner, inputs)];
  });
}
