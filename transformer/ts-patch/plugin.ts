/**
 * The plugin that ts-patch runs on every program that the compiler makes. It generates declarations and bindings of the
 * imported Python modules, gives the compiler a program that knows them, and makes the output import the bindings.
 * Decides the order of these steps; other files know how each is done.
 */
import { dirname, resolve } from "node:path";
import type ts from "typescript";
import { findPackageRoot, layout } from "../../introspector/project/layout.ts";
import { getProjectState } from "../build/project-state.ts";
import { type CompilerOptions, createPlainProgram, type TypeScript } from "./compiler.ts";
import { deriveHost, locateDeclarations } from "./compiler-host.ts";
import { addDiagnostics, assignProblems, updateVersions } from "./diagnostics.ts";
import { publishBindings, readOutput, rewriteOnEmit } from "./emit.ts";
import {
  createImportsKey,
  findImportsByFile,
  listModules,
  listOwnFiles,
  listRuntimeModules,
  resolvesAllImports,
} from "./program-imports.ts";
import { findWatchedFolders, isWatching, triggerRecompile } from "./watch.ts";

/** The last argument that ts-patch passes to a program transformer. */
export interface TransformerExtras {
  readonly ts: TypeScript;
}

/** The entry of the plugin: `{ "transform": "snakebridge/transformer", "transformProgram": true }`. */
export default function transformProgram(
  given: ts.Program,
  host: ts.CompilerHost | undefined,
  _config: unknown,
  { ts: typescript }: TransformerExtras,
): ts.Program {
  const options = given.getCompilerOptions() as CompilerOptions;
  const tsconfig = resolve(given.getCurrentDirectory(), options.configFilePath ?? "tsconfig.json");
  const root = findPackageRoot(dirname(tsconfig));
  const generated = layout(root);
  const givenImports = findImportsByFile(typescript, listOwnFiles(given, generated));
  if (givenImports.size === 0) return given;

  const state = getProjectState({ root, tsconfig });
  const report = state.requestReport(createImportsKey(givenImports));
  const watching = isWatching(options);
  const stale = report.written.length > 0 || !resolvesAllImports(given, givenImports, generated);
  // Watch mode remembers the listings of folders, and `-b` needs another root.
  const mustRecreate = stale || watching || options.tscBuild === true;
  const program = mustRecreate ? recreateProgram(typescript, given, host, root, listModules(givenImports)) : given;

  const files = listOwnFiles(program, generated);
  const imports = findImportsByFile(typescript, files);
  const output = readOutput(program);
  const runtimeModules = listRuntimeModules(imports);
  const problems = assignProblems(files, imports, publishBindings(report, root, output, runtimeModules));
  addDiagnostics(typescript, program, problems);
  updateVersions(files, problems);
  rewriteOnEmit(typescript, program, output, root);
  if (watching) {
    const { folders, isRelevant } = findWatchedFolders(root, imports, report);
    state.watcher.watch(folders, isRelevant, () => {
      const next = publishBindings(state.renewReport(), root, output, runtimeModules);
      // The compiler itself notices changed declarations.
      if (next.status !== "ok" || report.status !== "ok") triggerRecompile(program, imports, generated);
    });
  }
  return program;
}

/** Makes the program again, with a host that sees the generated files. */
function recreateProgram(
  typescript: TypeScript,
  given: ts.Program,
  host: ts.CompilerHost | undefined,
  root: string,
  modules: ReadonlySet<string>,
): ts.Program {
  const options = given.getCompilerOptions() as CompilerOptions;
  const generated = layout(root);
  const derived = deriveHost(typescript, host ?? typescript.createCompilerHost(options), given, generated);
  const rootNames = [...given.getRootFileNames()];
  if (options.tscBuild === true) {
    // `tsc -b` opens a project if a root of its last build is not in the tsconfig. It must open this one each time: no
    // file that `-b` compares by itself changes when Python or the environment changes.
    const declared = [...modules].map((module) => locateDeclarations(generated, module));
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
