/**
 * Reports problems as the compiler reports its own: as semantic diagnostics of the file, so that `-p`, `--incremental`,
 * `-b` and `--watch` print them, count them and set the exit status. No other file turns a problem into a diagnostic.
 */
import { createHash } from "node:crypto";
import type ts from "typescript";
import type { UserErrorCode } from "../../introspector/errors.ts";
import type { FailureIR } from "../../introspector/ir/ir.ts";
import { toSlashes } from "../../introspector/project/layout.ts";
import type { ImportProblem } from "../../introspector/project/specifier.ts";
import type { GenerateReport, Problem } from "../../introspector/report.ts";
import type { CompilerProgram, CompilerSourceFile, TypeScript } from "./compiler.ts";
import type { ImportsByFile } from "./program-imports.ts";

/** The numbers that `error TS…` shows. A number never gets a second meaning. */
export const DIAGNOSTIC_NUMBERS: Readonly<
  Record<FailureIR["code"] | ImportProblem["code"] | UserErrorCode | TransformerCode, number>
> = {
  MODULE_NOT_FOUND: 910001,
  NAME_NOT_FOUND: 910002,
  NOT_INSTALLED: 910003,
  SYNTAX: 910004,
  INVALID_SPECIFIER: 910005,
  SYNC_SPECIFIER: 910006,
  COMPUTED_SPECIFIER: 910007,
  NO_DEFAULT_EXPORT: 910008,
  GENERATOR_FAILED: 910009,
  OUTPUT_FAILED: 910010,
  NO_ENVIRONMENT: 910011,
  ENVIRONMENT_MISMATCH: 910012,
  NO_PYTHON: 910013,
  OLD_PYTHON: 910014,
  BROKEN_PYTHON: 910015,
  NO_VENV_MODULE: 910016,
  NO_UV: 910017,
  UV_FAILED: 910018,
  INTROSPECTION_FAILED: 910019,
  NOT_WRITABLE: 910020,
  BUSY: 910021,
  CONFIG: 910022,
  NO_PROJECT: 910023,
  TSCONFIG: 910024,
  PACKAGE_JSON: 910025,
  PYPROJECT: 910026,
  LOCK_FILE: 910027,
  PACKAGE_MANAGER_FAILED: 910028,
  USAGE: 910029,
};

type TransformerCode = "GENERATOR_FAILED" | "OUTPUT_FAILED";

/** The number of a code that this file does not know. */
const UNKNOWN_NUMBER = 910000;

/** The compiler's own errors about an import that leads to no module, or to no such name. */
const CONSEQUENCE_NUMBERS = new Set([1192, 2305, 2306, 2307, 2613, 2614, 2694, 2724, 2792, 2882, 7016]);

interface ShownProblem {
  readonly code: string;
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

/** The problems of one file. */
export interface FileProblems {
  readonly shown: readonly ShownProblem[];
  /** Whether the compiler's own errors are hidden: without declarations they mean nothing. */
  readonly muted: boolean;
}

/** Files without problems are left out. */
export type ProblemsByFile = ReadonlyMap<ts.SourceFile, FileProblems>;

/**
 * Assigns the problems that the syntax shows and those that the generator reports to the program's files.
 * @param files All of the program's own files.
 */
export function assignProblems(
  files: readonly ts.SourceFile[],
  importsByFile: ImportsByFile,
  report: GenerateReport,
): ProblemsByFile {
  const problemsByFile = new Map<ts.SourceFile, FileProblems>();
  const unplaced = report.problems.filter(({ file }) => file === null);
  const muted = report.status === "failed";
  for (const file of files) {
    const imports = importsByFile.get(file) ?? [];
    const shown: ShownProblem[] = imports.flatMap((pyImport) => [...pyImport.problems]);
    for (const problem of report.problems) {
      if (!isInFile(file, problem)) continue;
      const { code, message, start, length } = problem;
      if (!shown.some((problem) => problem.start === start)) shown.push({ code, message, start, end: start + length });
    }
    // A problem of no file is reported once, at the first import of the program.
    const [first] = imports;
    if (first !== undefined) {
      const { start, end } = first;
      shown.push(...unplaced.splice(0).map(({ code, message }) => ({ code, message, start, end })));
    }
    if (shown.length > 0 || muted) problemsByFile.set(file, { shown, muted });
  }
  return problemsByFile;
}

function isInFile(file: ts.SourceFile, problem: Problem): boolean {
  return problem.file !== null && toSlashes(problem.file) === file.fileName;
}

/** Adds the problems to a program's diagnostics. The program must not have been asked for diagnostics before. */
export function addDiagnostics(typescript: TypeScript, given: ts.Program, problemsByFile: ProblemsByFile): void {
  const program = given as CompilerProgram;
  const { getSemanticDiagnostics, getBindAndCheckDiagnostics } = program;
  const ours = (file: ts.SourceFile): ts.DiagnosticWithLocation[] =>
    (problemsByFile.get(file)?.shown ?? []).map((problem) => createDiagnostic(typescript, file, problem));

  program.getBindAndCheckDiagnostics = (file, token) => [
    ...getBindAndCheckDiagnostics(file, token).filter((found) => !isHidden(problemsByFile, found)),
    ...ours(file),
  ];
  program.getSemanticDiagnostics = (file, token) => [
    ...getSemanticDiagnostics(file, token).filter((found) => !isHidden(problemsByFile, found)),
    ...(file === undefined ? [...problemsByFile.keys()] : [file]).flatMap(ours),
  ];
}

/** Whether an error of the compiler only repeats a problem. */
function isHidden(problemsByFile: ProblemsByFile, { file, start = 0, length = 0, code }: ts.Diagnostic): boolean {
  const problems = file === undefined ? undefined : problemsByFile.get(file);
  if (problems === undefined) return false;
  if (problems.muted) return true;
  const end = start + length;
  return CONSEQUENCE_NUMBERS.has(code) && problems.shown.some((problem) => problem.start < end && start < problem.end);
}

function createDiagnostic(
  typescript: TypeScript,
  file: ts.SourceFile,
  problem: ShownProblem,
): ts.DiagnosticWithLocation {
  return {
    category: typescript.DiagnosticCategory.Error,
    code: (DIAGNOSTIC_NUMBERS as Readonly<Record<string, number>>)[problem.code] ?? UNKNOWN_NUMBER,
    source: "snakebridge",
    messageText: problem.message,
    file,
    start: problem.start,
    length: problem.end - problem.start,
  };
}

const plainVersions = new WeakMap<ts.SourceFile, string>();

/**
 * Makes the problems of a file part of its version. A builder keeps the diagnostics of a file while its version is the
 * same, but problems can appear and disappear without a change of any text that the compiler reads.
 */
export function updateVersions(files: readonly ts.SourceFile[], problemsByFile: ProblemsByFile): void {
  for (const file of files) {
    const versioned = file as CompilerSourceFile;
    const plain = plainVersions.get(file) ?? versioned.version;
    if (plain === undefined) continue;
    plainVersions.set(file, plain);
    const problems = problemsByFile.get(file);
    versioned.version = problems === undefined ? plain : `${plain}-${digestProblems(problems)}`;
  }
}

function digestProblems(problems: FileProblems): string {
  return createHash("sha256").update(JSON.stringify(problems)).digest("hex").slice(0, 16);
}
