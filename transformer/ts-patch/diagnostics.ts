/**
 * Says problems the way the compiler says its own: as semantic diagnostics of the file, so that `-p`, `--incremental`,
 * `-b` and `--watch` print them, count them and exit with them. The one place where a problem becomes a diagnostic.
 */
import { createHash } from "node:crypto";
import type ts from "typescript";
import type { UserErrorCode } from "../../introspector/errors.ts";
import type { FailureIR } from "../../introspector/ir/ir.ts";
import { toSlashes } from "../../introspector/project/layout.ts";
import type { ImportProblem } from "../../introspector/project/specifier.ts";
import type { GenerateReport, Problem } from "../../introspector/report.ts";
import type { CompilerProgram, CompilerSourceFile, TypeScript } from "./compiler.ts";
import type { Mentions } from "./program-imports.ts";

/** What `error TS…` shows. Numbers are never given a second meaning. */
export const NUMBERS: Readonly<Record<FailureIR["code"] | ImportProblem["code"] | UserErrorCode | OwnCode, number>> = {
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

type OwnCode = "GENERATOR_FAILED" | "OUTPUT_FAILED";

/** A code that this file does not know. */
const UNKNOWN = 910000;

/** What the compiler itself says of an import that leads nowhere, or to no such name. */
const CONSEQUENCES = new Set([1192, 2305, 2306, 2307, 2613, 2614, 2694, 2724, 2792, 2882, 7016]);

interface Notice {
  readonly code: string;
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

/** What is said of one file. */
export interface Notices {
  readonly shown: readonly Notice[];
  /** The compiler's own errors are not told: without declarations they would be about nothing. */
  readonly muted: boolean;
}

export type Placed = ReadonlyMap<ts.SourceFile, Notices>;

/**
 * Puts what syntax shows and what the generator reports at their places.
 * @param files all of the program's own files
 */
export function place(files: readonly ts.SourceFile[], mentions: Mentions, report: GenerateReport): Placed {
  const placed = new Map<ts.SourceFile, Notices>();
  const homeless = report.problems.filter(({ file }) => file === null);
  const muted = report.status === "failed";
  for (const file of files) {
    const imports = mentions.get(file) ?? [];
    const shown: Notice[] = imports.flatMap((mention) => [...mention.problems]);
    for (const problem of report.problems) {
      if (!isAt(file, problem)) continue;
      const { code, message, start, length } = problem;
      if (!shown.some((notice) => notice.start === start)) shown.push({ code, message, start, end: start + length });
    }
    // Without a place it is said once, at the first import there is.
    const [first] = imports;
    if (first !== undefined) {
      const { start, end } = first;
      shown.push(...homeless.splice(0).map(({ code, message }) => ({ code, message, start, end })));
    }
    if (shown.length > 0 || muted) placed.set(file, { shown, muted });
  }
  return placed;
}

function isAt(file: ts.SourceFile, problem: Problem): boolean {
  return problem.file !== null && toSlashes(problem.file) === file.fileName;
}

/** Makes a program answer with these problems beside its own. The program must not have been asked before. */
export function sayProblems(typescript: TypeScript, given: ts.Program, placed: Placed): void {
  const program = given as CompilerProgram;
  const { getSemanticDiagnostics, getBindAndCheckDiagnostics } = program;
  const ours = (file: ts.SourceFile): ts.DiagnosticWithLocation[] =>
    (placed.get(file)?.shown ?? []).map((notice) => diagnostic(typescript, file, notice));

  program.getBindAndCheckDiagnostics = (file, token) => [
    ...getBindAndCheckDiagnostics(file, token).filter((found) => !isHidden(placed, found)),
    ...ours(file),
  ];
  program.getSemanticDiagnostics = (file, token) => [
    ...getSemanticDiagnostics(file, token).filter((found) => !isHidden(placed, found)),
    ...(file === undefined ? [...placed.keys()] : [file]).flatMap(ours),
  ];
}

/** Whether the compiler's own complaint says again what is said already. */
function isHidden(placed: Placed, { file, start = 0, length = 0, code }: ts.Diagnostic): boolean {
  const notices = file === undefined ? undefined : placed.get(file);
  if (notices === undefined) return false;
  if (notices.muted) return true;
  const end = start + length;
  return CONSEQUENCES.has(code) && notices.shown.some((notice) => notice.start < end && start < notice.end);
}

function diagnostic(typescript: TypeScript, file: ts.SourceFile, notice: Notice): ts.DiagnosticWithLocation {
  return {
    category: typescript.DiagnosticCategory.Error,
    code: (NUMBERS as Readonly<Record<string, number>>)[notice.code] ?? UNKNOWN,
    source: "snakebridge",
    messageText: notice.message,
    file,
    start: notice.start,
    length: notice.end - notice.start,
  };
}

const plainVersions = new WeakMap<ts.SourceFile, string>();

/**
 * Makes what is said of a file part of its version. A builder keeps the diagnostics of a file whose version is the same,
 * but these can come and go while no text that the compiler reads has changed.
 */
export function versionFiles(files: readonly ts.SourceFile[], placed: Placed): void {
  for (const file of files) {
    const versioned = file as CompilerSourceFile;
    const plain = plainVersions.get(file) ?? versioned.version;
    if (plain === undefined) continue;
    plainVersions.set(file, plain);
    const notices = placed.get(file);
    versioned.version = notices === undefined ? plain : `${plain}-${digest(notices)}`;
  }
}

function digest(notices: Notices): string {
  return createHash("sha256").update(JSON.stringify(notices)).digest("hex").slice(0, 16);
}
