/**
 * Watch mode for Python files, which the compiler does not watch: finds the folders to watch, and makes the compiler
 * compile again.
 */
import { existsSync, utimesSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type ts from "typescript";
import type { GenerateReport } from "../../introspector/report.ts";
import type { CompilerOptions, CompilerSourceFile } from "./compiler.ts";
import { type GeneratedFolder, isGeneratedPath } from "./compiler-host.ts";
import { type ImportsByFile, listModules } from "./program-imports.ts";

/** Whether the compiler is in watch mode. */
export function isWatching(options: CompilerOptions): boolean {
  // `tsc -b --watch` does not pass the switch on.
  const switched = options.tscBuild === true && process.argv.some((argument) => /^--?w(?:atch)?$/i.test(argument));
  return options.watch === true || switched;
}

export interface WatchedFolders {
  readonly folders: ReadonlySet<string>;
  /** Whether a change of this name in one of them may change the report. */
  readonly isRelevant: (name: string) => boolean;
}

/** Finds the folders of the modules that exist, and those where the missing ones may be created. */
export function findWatchedFolders(root: string, imports: ImportsByFile, report: GenerateReport): WatchedFolders {
  const sources = Object.values(report.modules).flatMap((module) => [...module.sources]);
  const missing = [...listModules(imports)].filter((module) => report.modules[module] === undefined);
  const candidates = missing.flatMap((module) => {
    const names = module.split(".");
    return names.flatMap((_, depth) => report.paths.map((path) => resolve(root, path, ...names.slice(0, depth))));
  });
  const parts = new Set(missing.flatMap((module) => module.split(".")));
  return {
    folders: new Set([...sources.map((source) => dirname(source)), ...candidates]),
    isRelevant: (name) => /\.pyi?$/.test(name) || parts.has(name),
  };
}

/**
 * Makes watch mode compile again although no text that it reads has changed. It checks when a watched file is written,
 * and compiles if the version of a file changed.
 */
export function triggerRecompile(program: ts.Program, imports: ImportsByFile, generated: GeneratedFolder): void {
  for (const file of imports.keys()) {
    const versioned = file as CompilerSourceFile;
    if (versioned.version !== undefined) versioned.version = `${versioned.version}-stale`;
  }
  const watched = program.getSourceFiles().find(({ fileName }) => isGeneratedPath(generated, fileName));
  const now = new Date();
  if (watched !== undefined && existsSync(watched.fileName)) utimesSync(watched.fileName, now, now);
}
