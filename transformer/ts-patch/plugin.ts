/**
 * The plugin that ts-patch runs on every program the compiler makes. It sees to it that declarations and bindings of the
 * imported Python modules exist, gives the compiler a program that knows them, and arranges that the output imports the
 * bindings. Decides only in what order; how each step is done is the other files' business.
 */
import { dirname, resolve } from "node:path";
import type ts from "typescript";
import { findPackageRoot, layout } from "../../introspector/project/layout.ts";
import { sessionFor } from "../build/project-state.ts";
import { type CompilerOptions, createPlainProgram, type TypeScript } from "./compiler.ts";
import { deriveHost, locateDeclarations } from "./compiler-host.ts";
import { place, sayProblems, versionFiles } from "./diagnostics.ts";
import { outputOf, publish, rewriteOnEmit } from "./emit.ts";
import { importedBy, mentionsIn, modulesOf, ownFiles, resolvesAll, wantedBy } from "./program-imports.ts";
import { isWatching, pythonPlaces, wake } from "./watch.ts";

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
  const root = findPackageRoot(dirname(tsconfig));
  const generated = layout(root);
  const named = mentionsIn(typescript, ownFiles(given, generated));
  if (named.size === 0) return given;

  const session = sessionFor({ root, tsconfig });
  const answer = session.ask(wantedBy(named));
  const watching = isWatching(options);
  const stale = answer.written.length > 0 || !resolvesAll(given, named, generated);
  // Watch mode remembers the listings of folders, and `-b` needs another root.
  const again = stale || watching || options.tscBuild === true;
  const program = again ? recreate(typescript, given, host, root, modulesOf(named)) : given;

  const files = ownFiles(program, generated);
  const mentions = mentionsIn(typescript, files);
  const output = outputOf(program);
  const imported = importedBy(mentions);
  const placed = place(files, mentions, publish(answer, root, output, imported));
  sayProblems(typescript, program, placed);
  versionFiles(files, placed);
  rewriteOnEmit(typescript, program, output, root);
  if (watching) {
    const { folders, isRelevant } = pythonPlaces(root, mentions, answer);
    session.watcher.watch(folders, isRelevant, () => {
      const next = publish(session.renew(), root, output, imported);
      // Changed declarations are noticed by the compiler itself.
      if (next.status !== "ok" || answer.status !== "ok") wake(program, mentions, generated);
    });
  }
  return program;
}

function recreate(
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
    // `tsc -b` opens a project when a root of its last build is not in the tsconfig. It has to be opened each time: no
    // file that `-b` compares by itself changes when Python or the environment does.
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
