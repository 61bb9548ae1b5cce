/**
 * Where a program's output goes, and what is done to it there: bindings are put beside it, and its imports lead to them.
 */
import { dirname, join, relative, resolve } from "node:path";
import type ts from "typescript";
import { failed, type GenerateReport } from "../introspector/report.ts";
import { type CompilerOptions, type CompilerProgram, slashed, type TypeScript } from "./compiler.ts";
import { OUTPUT_FOLDER, writeOutput } from "./output.ts";
import { rewriteSpecifiers } from "./source.ts";

export interface Output {
  /** Absolute path of `_snakebridge`. */
  readonly folder: string;
  /** Absolute path of the folder that a source file's output goes to. */
  readonly folderOf: (fileName: string) => string;
}

/** `null`: the program writes no JavaScript. */
export function outputOf(program: ts.Program): Output | null {
  const options = program.getCompilerOptions() as CompilerOptions;
  if (options.noEmit === true || options.emitDeclarationOnly === true) return null;
  const common = (program as CompilerProgram).getCommonSourceDirectory();
  if (options.outDir === undefined) return { folder: join(common, OUTPUT_FOLDER), folderOf: dirname };
  const outDir = resolve(program.getCurrentDirectory(), options.outDir);
  return {
    folder: join(outDir, OUTPUT_FOLDER),
    folderOf: (fileName) => join(outDir, relative(common, dirname(fileName))),
  };
}

/** Brings the bindings up to date; what goes wrong with that becomes a problem of the report. */
export function publish(
  report: GenerateReport,
  root: string,
  output: Output | null,
  imported: ReadonlySet<string>,
): GenerateReport {
  if (output === null || report.status === "failed") return report;
  const { folder } = output;
  try {
    writeOutput({ root, folder, modules: report.modules, imported });
    return report;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const { problems } = failed("OUTPUT_FAILED", `The bindings cannot be written to ${folder}: ${reason}`);
    return { ...report, status: "problems", problems: [...report.problems, ...problems] };
  }
}

/** Makes a program print imports of bindings where its sources import Python modules. */
export function rewriteOnEmit(typescript: TypeScript, program: ts.Program, { folder, folderOf }: Output): void {
  const rewrite = rewriteSpecifiers(typescript, (fileName, module) => {
    const path = slashed(relative(folderOf(fileName), join(folder, `${module}.js`)));
    return path.startsWith(".") ? path : `./${path}`;
  });
  const emit = program.emit as (...args: readonly unknown[]) => ts.EmitResult;
  // Builders pass more arguments than are documented.
  program.emit = (file, write, token, onlyDts, transformers, ...rest: unknown[]) => {
    const after = [...(transformers?.after ?? []), rewrite];
    return emit(file, write, token, onlyDts, { ...transformers, after }, ...rest);
  };
}
