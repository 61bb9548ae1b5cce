/**
 * Finds the `py:` imports of a project: in the files of its tsconfigs, and in the files of the project that those import.
 * Works on syntax and paths. Knows nothing of Python and writes nothing.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { ts } from "ts-morph";
import { compare } from "../compare.ts";
import { fromExportName } from "../names.ts";
import type { Problem } from "../report.ts";
import { findPyImports, type PyImport } from "./find-imports.ts";
import { Inputs, isSkippedFolder } from "./fingerprints.ts";
import { mentionsPython, parseSpecifier } from "./specifier.ts";
import { readTsconfig } from "./tsconfig.ts";

/** An import of a Python module, with its file. */
interface LocatedImport {
  readonly file: string;
  readonly module: string;
  /** A problem with the module is shown here. */
  readonly span: SourceSpan;
  /** Names that must exist. A problem with one is shown at its own span. */
  readonly names: readonly { readonly name: string; readonly span: SourceSpan }[];
}

/** A part of a source file. Offset and length count UTF-16 units; line and column count from 1. */
export interface SourceSpan {
  readonly start: number;
  readonly length: number;
  readonly line: number;
  readonly column: number;
}

/** What a project uses of one module. */
export interface ModuleUsage {
  /** The names that the program may use at run time. */
  readonly names: "*" | readonly string[];
  /** The names that must exist: all imported names, types included. */
  readonly required: readonly string[];
}

export interface Discovery {
  /** By module, sorted. */
  readonly modules: ReadonlyMap<string, ModuleUsage>;
  readonly imports: readonly LocatedImport[];
  readonly problems: readonly Problem[];
  /** All tsconfigs that were read, through references. */
  readonly tsconfigs: readonly string[];
}

/**
 * Finds all `py:` imports of some tsconfigs. A tsconfig that does not exist has no files.
 * @param inputs Records every file and folder that the result depends on.
 * @throws UserError TSCONFIG for a tsconfig that cannot be read
 */
export function discover(tsconfigs: readonly string[], inputs: Inputs = new Inputs()): Discovery {
  const imports: LocatedImport[] = [];
  const problems: Problem[] = [];
  const usage = new Map<string, { names: Set<string>; all: boolean; required: Set<string> }>();
  const { parsed, configs } = readImports(tsconfigs, inputs);
  for (const { source, found } of parsed) {
    for (const item of found) {
      problems.push(
        ...item.problems.map((fault) => ({ ...fault, file: source.fileName, ...locateSpan(source, fault) })),
      );
      if (item.module === null) continue;
      imports.push(locateImport(source, item, item.module));
      const entry = usage.get(item.module) ?? { names: new Set(), all: false, required: new Set() };
      usage.set(item.module, entry);
      for (const { name, typeOnly } of item.nameSpans) {
        entry.required.add(fromExportName(name));
        if (!typeOnly) entry.names.add(fromExportName(name));
      }
      if (item.names === "*" && !item.typeOnly) entry.all = true;
    }
  }
  const modules = new Map<string, ModuleUsage>();
  for (const [module, entry] of [...usage].sort(([a], [b]) => compare(a, b))) {
    const names = entry.all ? "*" : [...entry.names].sort(compare);
    modules.set(module, { names, required: [...entry.required].sort(compare) });
  }
  return { modules, imports: imports, problems, tsconfigs: configs };
}

// ts-morph holds the same compiler, but its declarations are not assignable to those of the package `typescript`.
const compiler = ts as unknown as Parameters<typeof findPyImports>[0];

interface ParsedFile {
  readonly source: ts.SourceFile;
  readonly found: readonly PyImport[];
}

/** Reads all files in a stable order: tsconfig by tsconfig, file by file, then the files that they import. */
function readImports(tsconfigs: readonly string[], inputs: Inputs): { parsed: ParsedFile[]; configs: string[] } {
  const parsed: ParsedFile[] = [];
  const configs = new Set<string>();
  const files = new Set<string>();
  const follow = (config: string): void => {
    if (configs.has(config)) return;
    configs.add(config);
    inputs.addFile(config);
    if (!existsSync(config)) return;
    const command = readTsconfig(config);
    for (const extended of extendedTsconfigs(command)) inputs.addFile(extended);
    for (const folder of listSourceFolders(command)) inputs.addFolder(folder);
    const cache = ts.createModuleResolutionCache(dirname(config), (name) => name, command.options);
    const queue = [...command.fileNames];
    for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
      if (files.has(path)) continue;
      files.add(path);
      inputs.addFile(path);
      inputs.addFolder(dirname(path));
      const text = readFileSync(path, "utf8");
      queue.push(...resolveImportedFiles(path, text, command.options, cache, inputs));
      if (!mentionsPython(text)) continue;
      const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
      const found = findPyImports(compiler, source as never);
      if (found.length > 0) parsed.push({ source, found });
    }
    for (const reference of command.projectReferences ?? []) follow(ts.resolveProjectReferencePath(reference));
  };
  for (const config of tsconfigs) follow(config);
  return { parsed, configs: [...configs] };
}

/** Returns the files of the project that a file imports. Files of packages are left out. */
function resolveImportedFiles(
  path: string,
  text: string,
  options: ts.CompilerOptions,
  cache: ts.ModuleResolutionCache,
  inputs: Inputs,
): string[] {
  const { importedFiles: imports } = ts.preProcessFile(text, true, true);
  return imports.flatMap(({ fileName: specifier }) => {
    if (parseSpecifier(specifier) !== null || specifier.startsWith("node:")) return [];
    const { resolvedModule } = ts.resolveModuleName(specifier, path, options, ts.sys, cache);
    if (resolvedModule === undefined) {
      // The file may be created later: the folder where it would be found is an input.
      if (specifier.startsWith(".")) inputs.addFolder(dirname(resolve(dirname(path), specifier)));
      return [];
    }
    const { resolvedFileName: file, isExternalLibraryImport: external, extension } = resolvedModule;
    return external || extension === ".json" || file.includes("/node_modules/") ? [] : [file];
  });
}

/** Returns the files that a tsconfig extends, directly or not. TypeScript keeps them on the parsed source. */
function extendedTsconfigs(command: ts.ParsedCommandLine): readonly string[] {
  const source = command.options.configFile as { readonly extendedSourceFiles?: readonly string[] } | undefined;
  return source?.extendedSourceFiles ?? [];
}

/** Lists every folder where a new file would become part of the program. */
function listSourceFolders(command: ts.ParsedCommandLine): string[] {
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

function locateImport(source: ts.SourceFile, item: PyImport, module: string): LocatedImport {
  const names = item.nameSpans.map((span) => ({ name: fromExportName(span.name), span: locateSpan(source, span) }));
  return { file: source.fileName, module, span: locateSpan(source, item), names };
}

function locateSpan(source: ts.SourceFile, span: { readonly start: number; readonly end: number }): SourceSpan {
  const { line, character } = source.getLineAndCharacterOfPosition(span.start);
  return { start: span.start, length: span.end - span.start, line: line + 1, column: character + 1 };
}

/**
 * Returns the tsconfigs of a project: the given one, the one beside package.json and, if that does not exist, those in
 * the folders below that belong to the same package. The set is the same whichever of them is built, so a build of one
 * never removes what another one needs.
 */
export function tsconfigsOf(root: string, given: string, inputs: Inputs = new Inputs()): string[] {
  const main = join(root, "tsconfig.json");
  inputs.addFile(main);
  const configs = new Set([given]);
  if (existsSync(main)) configs.add(main);
  else for (const config of findNestedTsconfigs(root, root, inputs)) configs.add(config);
  return [...configs].sort((a, b) => compare(relative(root, a), relative(root, b)));
}

function findNestedTsconfigs(root: string, folder: string, inputs: Inputs): string[] {
  inputs.addFolder(folder);
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (!entry.isDirectory() || isSkippedFolder(entry.name)) return [];
    const inner = join(folder, entry.name);
    if (existsSync(join(inner, "package.json"))) return [];
    const config = join(inner, "tsconfig.json");
    return [...(existsSync(config) ? [config] : []), ...findNestedTsconfigs(root, inner, inputs)];
  });
}
