/**
 * Says problems the way the compiler says its own: as semantic diagnostics of the file, so that `-p`, `--incremental`,
 * `-b` and `--watch` print them, count them and exit with them. The one place where a problem becomes a diagnostic.
 */
import { createHash } from "node:crypto";
import type ts from "typescript";
import type { GenerateReport, Problem } from "../introspector/report.ts";
import { type CompilerProgram, type CompilerSourceFile, slashed, type TypeScript } from "./compiler.ts";
import type { Mentions } from "./mentions.ts";

/** What `error TS…` shows. Numbers are never given a second meaning. */
export const CODES: Readonly<Record<string, number>> = {
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
};

/** Everything else that `generate` may report: the environment, the configuration, the file system. */
const OTHER = 910000;

/** What the compiler itself says of an import that leads nowhere, or to no such name. */
const CONSEQUENCES = new Set([1192, 2305, 2306, 2307, 2613, 2614, 2694, 2724, 2792, 2882, 7016]);

interface Span {
  readonly start: number;
  readonly end: number;
}

interface Notice extends Span {
  readonly code: string;
  readonly message: string;
}

export interface Notices {
  readonly shown: readonly Notice[];
  /** Where the compiler's own complaint would say the same again. */
  readonly hidden: readonly Span[];
}

/** Puts what syntax shows and what the generator reports at their places. */
export function place(mentions: Mentions, report: GenerateReport): ReadonlyMap<ts.SourceFile, Notices> {
  const placed = new Map<ts.SourceFile, Notices>();
  const homeless = report.problems.filter(({ file }) => file === null);
  for (const [file, imports] of mentions) {
    const shown: Notice[] = imports.flatMap((mention) => [...mention.problems]);
    for (const problem of report.problems) {
      if (!isAt(file, problem)) continue;
      const { code, message, start, length } = problem;
      if (!shown.some((notice) => notice.start === start)) shown.push({ code, message, start, end: start + length });
    }
    // Without a place it is said once, at the first import there is.
    const [first] = imports;
    for (const { code, message } of homeless.splice(0)) {
      if (first !== undefined) shown.push({ code, message, start: first.start, end: first.end });
    }
    const all = imports.flatMap((mention) => [mention as Span, ...mention.nameSpans]);
    const hidden = report.status === "failed" ? all : shown;
    if (hidden.length > 0) placed.set(file, { shown, hidden });
  }
  return placed;
}

function isAt(file: ts.SourceFile, problem: Problem): boolean {
  return problem.file !== null && slashed(problem.file) === file.fileName;
}

/** Makes a program answer with these problems beside its own. The program must not have been asked before. */
export function sayProblems(
  typescript: TypeScript,
  given: ts.Program,
  notices: ReadonlyMap<ts.SourceFile, Notices>,
): void {
  const program = given as CompilerProgram;
  const { getSemanticDiagnostics, getBindAndCheckDiagnostics } = program;
  const ours = (file: ts.SourceFile): ts.DiagnosticWithLocation[] =>
    (notices.get(file)?.shown ?? []).map((notice) => diagnostic(typescript, file, notice));

  program.getBindAndCheckDiagnostics = (file, token) => [
    ...getBindAndCheckDiagnostics(file, token).filter((found) => !repeats(notices, found)),
    ...ours(file),
  ];
  program.getSemanticDiagnostics = (file, token) => [
    ...getSemanticDiagnostics(file, token).filter((found) => !repeats(notices, found)),
    ...(file === undefined ? [...notices.keys()] : [file]).flatMap(ours),
  ];
}

function repeats(notices: ReadonlyMap<ts.SourceFile, Notices>, { file, start, length, code }: ts.Diagnostic): boolean {
  if (file === undefined || start === undefined || !CONSEQUENCES.has(code)) return false;
  const end = start + (length ?? 0);
  return notices.get(file)?.hidden.some((span) => span.start < end && start < span.end) === true;
}

function diagnostic(typescript: TypeScript, file: ts.SourceFile, notice: Notice): ts.DiagnosticWithLocation {
  return {
    category: typescript.DiagnosticCategory.Error,
    code: CODES[notice.code] ?? OTHER,
    source: "snakebridge",
    messageText: notice.message,
    file,
    start: notice.start,
    length: notice.end - notice.start,
  };
}

const plainVersions = new WeakMap<ts.SourceFile, string>();

/**
 * Makes the problems of a file part of its version. A builder keeps the diagnostics of a file whose version is the same,
 * but these can come and go while no text that the compiler reads has changed.
 */
export function versionFiles(mentions: Mentions, notices: ReadonlyMap<ts.SourceFile, Notices>): void {
  for (const file of mentions.keys()) {
    const versioned = file as CompilerSourceFile;
    const plain = plainVersions.get(file) ?? versioned.version;
    if (plain === undefined) continue;
    plainVersions.set(file, plain);
    const shown = notices.get(file)?.shown ?? [];
    const salt = createHash("sha256").update(JSON.stringify(shown)).digest("hex").slice(0, 16);
    versioned.version = shown.length === 0 ? plain : `${plain}-${salt}`;
  }
}
