/**
 * Finds the folders of a program's output, copies the bindings there, and makes the output's imports lead to them.
 */
import { basename, dirname, join, relative, resolve } from "node:path";
import type ts from "typescript";
import { bindingFile, layout, OUTPUT_FOLDER, toSlashes } from "../../introspector/project/layout.ts";
import { formatSpecifier } from "../../introspector/project/specifier.ts";
import { createProblem, type GenerateReport } from "../../introspector/report.ts";
import { copyBindings } from "../build/copy-bindings.ts";
import type { CompilerOptions, CompilerProgram, TypeScript } from "./compiler.ts";
import { isGeneratedPath } from "./compiler-host.ts";
import { rewriteDeclarations, rewriteSpecifiers } from "./rewrite-output.ts";

/** The folders of a program's output. */
export interface Output {
  /** Absolute path of `_snakebridge`; `null`: the program writes no JavaScript. */
  readonly folder: string | null;
  /** Absolute path of the folder that a source file's JavaScript goes to. */
  readonly scriptFolder: (fileName: string) => string;
  readonly declarationFolder: (fileName: string) => string;
}

/** Reads from the compiler options where the output goes. */
export function readOutput(program: ts.Program): Output {
  const options = program.getCompilerOptions() as CompilerOptions;
  const common = (program as CompilerProgram).getCommonSourceDirectory();
  const here = program.getCurrentDirectory();
  const below = (folder: string | undefined) => (fileName: string) =>
    folder === undefined ? dirname(fileName) : join(resolve(here, folder), relative(common, dirname(fileName)));
  const silent = options.noEmit === true || options.emitDeclarationOnly === true;
  return {
    folder: silent ? null : join(resolve(here, options.outDir ?? common), OUTPUT_FOLDER),
    scriptFolder: below(options.outDir),
    declarationFolder: below(options.declarationDir ?? options.outDir),
  };
}

/** Copies the bindings to the output. A failure becomes a problem of the report. */
export function publishBindings(
  report: GenerateReport,
  root: string,
  { folder }: Output,
  imported: ReadonlySet<string>,
): GenerateReport {
  if (folder === null || report.status === "failed") return report;
  try {
    copyBindings({ root, folder, modules: report.modules, imported, isComplete: report.status === "ok" });
    return report;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const problem = createProblem("OUTPUT_FAILED", `The bindings cannot be written to ${folder}: ${reason}`);
    return { ...report, status: "problems", problems: [...report.problems, problem] };
  }
}

/** Makes a program print imports of bindings where its sources import Python modules. */
export function rewriteOnEmit(typescript: TypeScript, program: ts.Program, output: Output, root: string): void {
  const { folder, scriptFolder, declarationFolder } = output;
  const generated = layout(root);
  const after = rewriteSpecifiers(typescript, (fileName, module) =>
    relativeSpecifier(scriptFolder(fileName), join(folder ?? "", bindingFile(module))),
  );
  // A type that a file does not import itself is named by a path from its source, which may lie at another depth.
  const afterDeclarations = rewriteDeclarations(typescript, (fileName, specifier) => {
    const target = resolve(dirname(fileName), specifier);
    if (!specifier.startsWith(".") || !isGeneratedPath(generated, target)) return null;
    if (dirname(target) === generated.types) return formatSpecifier(basename(target, ".js"));
    return relativeSpecifier(declarationFolder(fileName), target);
  });
  const emit = program.emit as (...args: readonly unknown[]) => ts.EmitResult;
  // Builders pass more arguments than the documentation says.
  program.emit = (file, write, token, onlyDts, given, ...rest: unknown[]) => {
    const transformers: ts.CustomTransformers = {
      ...given,
      after: [...(given?.after ?? []), after],
      afterDeclarations: [...(given?.afterDeclarations ?? []), afterDeclarations],
    };
    return emit(file, write, token, onlyDts, transformers, ...rest);
  };
}

function relativeSpecifier(folder: string, file: string): string {
  const path = toSlashes(relative(folder, file));
  return path.startsWith(".") ? path : `./${path}`;
}
