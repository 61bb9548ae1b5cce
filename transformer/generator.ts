/**
 * Asks the command line for declarations and bindings: `snakebridge generate --json` in a process of its own, so that
 * nothing it needs (the introspector, zod, Python) is ever loaded into the compiler. Knows neither compiler nor files.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { packageFolder } from "./package.ts";

/** Something to be said at a place of the program; `file: null` has no place. Offsets count UTF-16 units. */
export interface ReportedProblem {
  readonly code: string;
  readonly message: string;
  readonly file: string | null;
  readonly start: number;
  readonly length: number;
}

export interface ReportedModule {
  /** Names taken from it, as the manifest lists them. */
  readonly names: "*" | readonly string[];
  readonly origin: "stdlib" | "distribution" | "user";
  readonly distribution?: string;
  /** Absolute paths of a user module's Python files and of those of the user modules it imports; else empty. */
  readonly sources: readonly string[];
  /** For a user module, the search folder it was found in, relative to the project. */
  readonly root?: string;
}

export interface Report {
  /** `problems`: what could be generated was. `failed`: nothing was, and the one problem says why. */
  readonly status: "ok" | "problems" | "failed";
  readonly problems: readonly ReportedProblem[];
  /** Files that were written because they were missing or differed, relative to the project. */
  readonly written: readonly string[];
  readonly modules: Readonly<Record<string, ReportedModule>>;
  /** Folders searched for the user's own modules, relative to the project. */
  readonly paths: readonly string[];
}

export interface Question {
  /** Absolute path of the project folder. */
  readonly root: string;
  /** Absolute path of the tsconfig. */
  readonly tsconfig: string;
}

/** Blocks until the answer is there; progress goes to stderr as it comes. Never throws: a failure is a report. */
export function generate({ root, tsconfig }: Question): Report {
  const command = join(packageFolder(), "bin/snakebridge.js");
  const finished = spawnSync(process.execPath, [command, "generate", "--json", "--project", tsconfig], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
  });
  const report = parseReport(finished.stdout);
  if (report !== null) return report;
  const end =
    finished.error?.message ??
    (finished.signal === null ? `exit code ${finished.status}` : `signal ${finished.signal}`);
  const message = `snakebridge generate ended without a report (${end}). Its own messages are above; \`npx snakebridge doctor\` checks the installation.`;
  const problem: ReportedProblem = { code: "GENERATOR_FAILED", message, file: null, start: 0, length: 0 };
  return { status: "failed", problems: [problem], written: [], modules: {}, paths: [] };
}

function parseReport(text: string | null): Report | null {
  try {
    const report = JSON.parse(text ?? "") as Partial<Report> | null;
    const complete = report?.status !== undefined && report.problems !== undefined && report.modules !== undefined;
    return complete ? ({ written: [], paths: [], ...report } as Report) : null;
  } catch {
    return null;
  }
}
