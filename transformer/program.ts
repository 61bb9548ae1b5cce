/**
 * The plugin that ts-patch runs on every program the compiler makes. It sees to it that declarations and bindings of the
 * imported Python modules exist, gives the compiler a program that knows them, and arranges that the output imports the
 * bindings. Decides only in what order; how each step is done is the other files' business.
 */
import { existsSync, utimesSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import type ts from "typescript";
import { layout, packageRoot } from "../introspector/project.ts";
import { findPyImports, type PyImport } from "./analyze.ts";
import {
  type CompilerOptions,
  type CompilerProgram,
  type CompilerSourceFile,
  createPlainProgram,
  slashed,
  type TypeScript,
} from "./compiler.ts";
import { type Mentions, place, report as reportIn, versionFiles } from "./diagnostics.ts";
import type { Question, Report } from "./generator.ts";
import { declarationFile, deriveHost, isGenerated } from "./host.ts";
import { OUTPUT_FOLDER, writeOutput } from "./output.ts";
import { packageVersion } from "./package.ts";
import { sessionFor } from "./session.ts";
import { addTo, rewriteSpecifiers } from "./source.ts";
import { isWatching } from "./watch.ts";

/** What ts-patch hands to a program transformer. */
export interface TransformerExtras {
  readonly ts: TypeScript;
}

/** Entry of the plugin: `{ "transform": "snakebridge/transformer", "transformProgram": true }`. */
export default function transformProgram(
  given: ts.Program,
  host: ts.CompilerHost | undefined,
  _config: unknown,
  { ts: typescript }: TransformerExtras,
): ts.Program {
  const options = given.getCompilerOptions() as CompilerOptions;
  const tsconfig = resolve(given.getCurrentDirectory(), options.configFilePath ?? "tsconfig.json");
  const root = packageRoot(dirname(tsconfig));
  const mentions = mentionsOf(typescript, given, root);
  if (mentions.size === 0) return given;

  const session = sessionFor(tsconfig);
  const question: Question = { root, tsconfig };
  const watching = isWatching(options);
  const answer = session.ask(question, wantedBy(mentions));
  const stale = answer.written.length > 0 || !resolves(given, mentions, root);
  // Watch mode looks for files in folders as it remembers them, and `-b` needs another root.
  const program =
    stale || watching || options.tscBuild === true ? recreate(typescript, given, host, root, answer) : given;

  const emitting = options.noEmit !== true && options.emitDeclarationOnly !== true;
  const folder = join(outputRoot(program, options), OUTPUT_FOLDER);
  const publish = (report: Report): Report =>
    emitting && report.status !== "failed" ? published(report, root, folder, mentions) : report;
  const notices = place(mentions, publish(answer));
  reportIn(typescript, program, notices);
  versionFiles(mentions, notices);
  if (emitting) rewriteOnEmit(typescript, program, options, folder);
  if (watching) {
    const { folders, isRelevant } = pythonOf(root, mentions, answer);
    session.watcher.watch(folders, isRelevant, () => {
      publish(session.renew(question));
      wake(program, mentions, root);
    });
  }
  return program;
}

/** The files of the program itself that name Python modules, in the program's order. */
function mentionsOf(typescript: TypeScript, program: ts.Program, root: string): Mentions {
  const found = new Map<ts.SourceFile, readonly PyImport[]>();
  for (const file of program.getSourceFiles()) {
    if (isGenerated(layout(root), file.fileName)) continue;
    if (program.isSourceFileDefaultLibrary(file) || program.isSourceFileFromExternalLibrary(file)) continue;
    const imports = findPyImports(typescript, file);
    if (imports.length > 0) found.set(file, imports);
  }
  return found;
}

/** The modules that the output may import: not those used as types only. */
function importedBy(mentions: Mentions): ReadonlySet<string> {
  const imports = [...mentions.values()].flat().filter(({ typeOnly }) => !typeOnly);
  return new Set(imports.map(({ module }) => module).filter((module) => module !== null));
}

/** All that a generation depends on as far as TypeScript sources say it, whatever its place. */
function wantedBy(mentions: Mentions): string {
  const wanted = [...mentions.values()].flat().map(({ specifier, typeOnly, names, nameSpans }) => {
    return [specifier, typeOnly, names, nameSpans.map((span) => [span.name, span.typeOnly])];
  });
  return JSON.stringify(wanted);
}

/** Whether the compiler found every declaration that there is. */
function resolves(given: ts.Program, mentions: Mentions, root: string): boolean {
  const program = given as CompilerProgram;
  const modes: readonly ts.ResolutionMode[] = [undefined, 1, 99];
  for (const [file, imports] of mentions) {
    for (const { specifier, module } of imports) {
      if (module === null) continue;
      const declared = declarationFile(layout(root), module);
      const found = modes.some(
        (mode) => program.getResolvedModule(file, specifier, mode)?.resolvedModule?.resolvedFileName === declared,
      );
      if (!found) return false;
    }
  }
  return true;
}

function recreate(
  typescript: TypeScript,
  given: ts.Program,
  host: ts.CompilerHost | undefined,
  root: string,
  answer: Report,
): ts.Program {
  const options = given.getCompilerOptions() as CompilerOptions;
  const generated = layout(root);
  const derived = deriveHost(typescript, host ?? typescript.createCompilerHost(options), given, generated);
  const rootNames = [...given.getRootFileNames()];
  if (options.tscBuild === true) {
    // `tsc -b` opens a project when a root of the last build is not in its tsconfig. It has to be opened each time: no
    // file it compares by itself changes when Python or the environment does.
    const declared = Object.keys(answer.modules).map((module) => declarationFile(generated, module));
    rootNames.push(...declared.filter((file) => derived.fileExists(file)).slice(0, 1));
  }
  const projectReferences = given.getProjectReferences();
  return createPlainProgram(typescript, {
    rootNames,
    options,
    host: derived,
    configFileParsingDiagnostics: given.getConfigFileParsingDiagnostics(),
    ...(projectReferences === undefined ? {} : { projectReferences }),
  });
}

/** The folder that output paths are relative to: `outDir`, or the sources' own folder. */
function outputRoot(program: ts.Program, options: CompilerOptions): string {
  const common = (program as CompilerProgram).getCommonSourceDirectory();
  return resolve(program.getCurrentDirectory(), options.outDir ?? common);
}

function published(report: Report, root: string, folder: string, mentions: Mentions): Report {
  const imported = importedBy(mentions);
  try {
    writeOutput({ root, bindings: layout(root).modules, folder, report, imported, version: packageVersion() });
    return report;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `The bindings cannot be written to ${folder}: ${reason}`;
    const problem = { code: "OUTPUT_FAILED", message, file: null, start: 0, length: 0 };
    return { ...report, status: "problems", problems: [...report.problems, problem] };
  }
}

function rewriteOnEmit(typescript: TypeScript, program: ts.Program, options: CompilerOptions, folder: string): void {
  const common = (program as CompilerProgram).getCommonSourceDirectory();
  const target = outputRoot(program, options);
  const rewrite = rewriteSpecifiers(typescript, (fileName, module) => {
    const emitted =
      options.outDir === undefined ? dirname(fileName) : join(target, relative(common, dirname(fileName)));
    const path = slashed(relative(emitted, join(folder, `${module}.js`)));
    return path.startsWith(".") ? path : `./${path}`;
  });
  const emit = program.emit as (...args: Parameters<ts.Program["emit"]>) => ts.EmitResult;
  // Builders pass more arguments than are documented.
  program.emit = (file, write, token, onlyDts, transformers, ...rest: unknown[]) =>
    emit(file, write, token, onlyDts, addTo(transformers, rewrite), ...(rest as []));
}

/** The folders whose Python files matter: of modules that were found, and where the others may come to be. */
function pythonOf(root: string, mentions: Mentions, answer: Report) {
  const sources = Object.values(answer.modules).flatMap((module) => [...module.sources]);
  const missing = [...mentions.values()].flat().flatMap(({ module }) => module ?? []);
  const parts = missing.filter((module) => answer.modules[module] === undefined).map((module) => module.split("."));
  const candidates = parts.flatMap((names) =>
    names.flatMap((_, depth) => answer.paths.map((path) => resolve(root, path, ...names.slice(0, depth)))),
  );
  const packages = new Set(parts.flat());
  return {
    folders: new Set([...sources.map(dirname), ...candidates]),
    isRelevant: (name: string): boolean => /\.pyi?$/.test(name) || packages.has(name),
  };
}

/**
 * Makes watch mode compile again, though nothing it reads may differ. It looks when a file it watches is written, and
 * compiles when a version is not what it was.
 */
function wake(program: ts.Program, mentions: Mentions, root: string): void {
  for (const file of mentions.keys()) {
    const versioned = file as CompilerSourceFile;
    if (versioned.version !== undefined) versioned.version = `${versioned.version}-stale`;
  }
  const watched = program.getSourceFiles().find(({ fileName }) => isGenerated(layout(root), fileName));
  const now = new Date();
  if (watched !== undefined && existsSync(watched.fileName)) utimesSync(watched.fileName, now, now);
}
