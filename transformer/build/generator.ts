/**
 * Asks the command line for declarations and bindings: `snakebridge generate --json` in a process of its own, so that
 * what it needs (ts-morph, zod, Python) is never loaded into the compiler. Where the last answer still holds, which file
 * stats alone tell, no process is started. Knows no compiler.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { CONFIG_FILE } from "../../introspector/config.ts";
import { readUnchangedReport } from "../../introspector/generation/up-to-date.ts";
import { packageFolder } from "../../introspector/package.ts";
import type { Project } from "../../introspector/project/layout.ts";
import { createFailedReport, type GenerateReport } from "../../introspector/report.ts";

/** Never throws: a failure is a report. May block for as long as a generation takes. */
export function upToDate(project: Project): GenerateReport {
  // A configuration is code: what it says now only a run of it tells.
  const last = existsSync(join(project.root, CONFIG_FILE))
    ? null
    : readUnchangedReport({ project, config: null, python: null, env: process.env });
  return last ?? generate(project);
}

/** Progress goes to stderr as it comes. */
export function generate({ root, tsconfig }: Project): GenerateReport {
  const command = join(packageFolder, "bin/snakebridge.js");
  const finished = spawnSync(process.execPath, [command, "generate", "--json", "--project", tsconfig], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
  });
  return parseReport(finished.stdout) ?? createFailedReport("GENERATOR_FAILED", withoutReport(finished));
}

function parseReport(text: string | null): GenerateReport | null {
  try {
    const report = JSON.parse(text ?? "") as Partial<GenerateReport> | null;
    const { status, problems, modules, paths } = report ?? {};
    return status !== undefined && problems && modules && paths ? (report as GenerateReport) : null;
  } catch {
    return null;
  }
}

function withoutReport({ error, signal, status }: ReturnType<typeof spawnSync>): string {
  const end = error?.message ?? (signal === null ? `exit code ${status}` : `signal ${signal}`);
  return `snakebridge generate ended without a report (${end}). Its own messages are above; \`npx snakebridge doctor\` checks the installation.`;
}
