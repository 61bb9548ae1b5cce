/**
 * The reports of a generation and of a check, for `--json`, for the transformer and for callers of
 * `snakebridge/generate`, and their text for people.
 */
import { relative } from "node:path";

export interface GenerateReport {
  /**
   * `problems`: some imports cannot be bound; everything else is generated. `failed`: nothing is generated, for the one
   * reason in `problems` (no environment yet, a folder that cannot be written, …).
   */
  readonly status: "ok" | "problems" | "failed";
  readonly problems: readonly Problem[];
  /** Changes of meaning since snakebridge.lock was written: callables that take keywords differently now. */
  readonly breaking: readonly string[];
  /** Other facts that a person should know (stubs that are newer than the interpreter, …). */
  readonly notes: readonly string[];
  /** Files written, relative to the project, in order. */
  readonly written: readonly string[];
  /** By the name of the imported Python module. */
  readonly modules: Readonly<Record<string, ModuleReport>>;
  /** Folders searched for the user's own modules, relative to the project. */
  readonly paths: readonly string[];
  /** The interpreter that read the modules; `null`: none was needed, or the run failed before. */
  readonly python: string | null;
}

/** Something wrong, with its place in a file if it has one. */
export interface Problem {
  readonly code: string;
  /** Says what is wrong and how to fix it. */
  readonly message: string;
  /** Absolute; `null`: the problem concerns no file in particular. */
  readonly file: string | null;
  /** Offset and length in UTF-16 units. */
  readonly start: number;
  readonly length: number;
  /** Counts from 1, as `column` does. */
  readonly line: number;
  readonly column: number;
}

export interface ModuleReport {
  /** The names that the program may use at run time; empty: only types are imported. */
  readonly names: "*" | readonly string[];
  readonly origin: "stdlib" | "distribution" | "user";
  /** `numpy 2.4.6`. */
  readonly distribution?: string;
  /** Files of the user's own Python modules, absolute: they are watched, and copied beside the output. */
  readonly sources: readonly string[];
  /** The search folder of those files, relative to the project. */
  readonly root?: string;
}

/** The result of comparing the committed files. */
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

/** Creates a problem that concerns no file in particular. */
export function createProblem(code: string, message: string): Problem {
  return { code, message, file: null, start: 0, length: 0, line: 0, column: 0 };
}

/** Writes a problem as compilers do: `src/main.ts:3:21 - message`. */
export function formatProblem(problem: Problem, cwd: string): string {
  if (problem.file === null) return problem.message;
  return `${relative(cwd, problem.file)}:${problem.line}:${problem.column} - ${problem.message}`;
}
