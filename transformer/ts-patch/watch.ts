/**
 * Watch mode's ears for Python: the compiler watches no `.py`. Says which folders matter and how to make the compiler
 * look again.
 */
import { existsSync, utimesSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type ts from "typescript";
import type { GenerateReport } from "../../introspector/report.ts";
import type { CompilerOptions, CompilerSourceFile } from "./compiler.ts";
import { type GeneratedFolder, isGenerated } from "./compiler-host.ts";
import { type Mentions, modulesOf } from "./program-imports.ts";

export function isWatching(options: CompilerOptions): boolean {
  // `tsc -b --watch` keeps the switch to itself.
  const switched = options.tscBuild === true && process.argv.some((argument) => /^--?w(?:atch)?$/i.test(argument));
  return options.watch === true || switched;
}

export interface PythonPlaces {
  readonly folders: ReadonlySet<string>;
  /** Whether a change of this name in one of them may change an answer. */
  readonly isRelevant: (name: string) => boolean;
}

/** The folders of the modules that were found, and those where the others may come to be. */
export function pythonPlaces(root: string, mentions: Mentions, answer: GenerateReport): PythonPlaces {
  const sources = Object.values(answer.modules).flatMap((module) => [...module.sources]);
  const missing = [...modulesOf(mentions)].filter((module) => answer.modules[module] === undefined);
  const candidates = missing.flatMap((module) => {
    const names = module.split(".");
    return names.flatMap((_, depth) => answer.paths.map((path) => resolve(root, path, ...names.slice(0, depth))));
  });
  const parts = new Set(missing.flatMap((module) => module.split(".")));
  return {
    folders: new Set([...sources.map((source) => dirname(source)), ...candidates]),
    isRelevant: (name) => /\.pyi?$/.test(name) || parts.has(name),
  };
}

/**
 * Makes watch mode compile again though no text it reads differs. It looks when a file it watches is written, and
 * compiles when a version is not what it was.
 */
export function wake(program: ts.Program, mentions: Mentions, generated: GeneratedFolder): void {
  for (const file of mentions.keys()) {
    const versioned = file as CompilerSourceFile;
    if (versioned.version !== undefined) versioned.version = `${versioned.version}-stale`;
  }
  const watched = program.getSourceFiles().find(({ fileName }) => isGenerated(generated, fileName));
  const now = new Date();
  if (watched !== undefined && existsSync(watched.fileName)) utimesSync(watched.fileName, now, now);
}
