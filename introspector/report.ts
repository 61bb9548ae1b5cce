/**
 * What a generation says: to `--json`, to the transformer, to callers of `snakebridge/generate`. Types, and their text
 * for people.
 */
import { relative } from "node:path";

export interface GenerateReport {
  /**
   * `problems`: some imports cannot be bound, everything else was. `failed`: nothing was generated, for the one reason
   * that `problems` holds (no environment yet, a folder that cannot be written, …).
   */
  readonly status: "ok" | "problems" | "failed";
  readonly problems: readonly Problem[];
  /** Changes of meaning since snakebridge.lock was written: callables whose keyword verdict flipped. */
  readonly breaking: readonly string[];
  /** What else a person should know (stubs newer than the interpreter, …). */
  readonly notes: readonly string[];
  /** Files written, relative to the project, in order. */
  readonly written: readonly string[];
  /** By Python module, as imported. */
  readonly modules: Readonly<Record<string, ModuleReport>>;
  /** Folders searched for the user's own modules, relative to the project. */
  readonly paths: readonly string[];
  /** The interpreter that was asked; `null` when the run did not come to that. */
  readonly python: string | null;
}

/** Something wrong, at a place in a file where there is one. */
export interface Problem {
  readonly code: string;
  /** With what to do about it. */
  readonly message: string;
  /** Absolute; `null`: it concerns no file in particular. */
  readonly file: string | null;
  /** Offset and length in UTF-16 units. */
  readonly start: number;
  readonly length: number;
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

export interface ModuleReport {
  /** What a program may use of it at run time; empty: its types alone are imported. */
  readonly names: "*" | readonly string[];
  readonly origin: "stdlib" | "distribution" | "user";
  /** `numpy 2.4.6`. */
  readonly distribution?: string;
  /** Absolute files of the user's own Python modules: to watch, and to copy beside what is built. */
  readonly sources: readonly string[];
  /** For those, the folder they were found under, relative to the project. */
  readonly root?: string;
}

export interface CheckReport {
  /** `drift`: a committed file does not fit the imports, or another one. */
  readonly status: "ok" | "drift" | "failed";
  /** Imports that are wrong in themselves, or the reason why nothing could be checked. */
  readonly problems: readonly Problem[];
  readonly drift: readonly { readonly module: string; readonly message: string; readonly breaking: boolean }[];
}

/** Reports that nothing was generated, for one reason. */
export function createFailedReport(code: string, message: string): GenerateReport {
  return {
    status: "failed",
    problems: [createProblem(code, message)],
    breaking: [],
    notes: [],
    written: [],
    modules: {},
    paths: [],
    python: null,
  };
}

/** Reports that nothing could be checked, for one reason. */
export function createFailedCheck(code: string, message: string): CheckReport {
  return { status: "failed", problems: [createProblem(code, message)], drift: [] };
}

/** A problem that concerns no file in particular. */
export function createProblem(code: string, message: string): Problem {
  return { code, message, file: null, start: 0, length: 0, line: 0, column: 0 };
}

/** Writes a problem as compilers do: `src/main.ts:3:21 - message`. */
export function formatProblem(problem: Problem, cwd: string): string {
  if (problem.file === null) return problem.message;
  return `${relative(cwd, problem.file)}:${problem.line}:${problem.column} - ${problem.message}`;
}
