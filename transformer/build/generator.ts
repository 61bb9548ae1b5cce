/**
 * Runs `snakebridge generate --json` in a process of its own, so that ts-morph, zod and Python are never loaded into the
 * compiler. File stats show whether the last report still holds; then no process is started. Knows no compiler.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { CONFIG_FILE } from "../../introspector/config.ts";
import { readUnchangedReport } from "../../introspector/generation/up-to-date.ts";
import { packageFolder } from "../../introspector/package.ts";
import type { Project } from "../../introspector/project/layout.ts";
import { createFailedReport, type GenerateReport } from "../../introspector/report.ts";

/** Brings the bindings up to date. Never throws: a failure is a report. Blocks for as long as a generation takes. */
export function ensureBindings(project: Project): GenerateReport {
  // A configuration is code: only a run of it shows its present options.
  const last = existsSync(join(project.root, CONFIG_FILE))
    ? null
    : readUnchangedReport({ project, config: null, python: null, env: process.env });
  return last ?? runGenerator(project);
}

/** Runs the generator. Its progress goes to standard error as it comes. */
export function runGenerator({ root, tsconfig }: Project): GenerateReport {
  const command = join(packageFolder, "bin/snakebridge.js");
  const finished = spawnSync(process.execPath, [command, "generate", "--json", "--project", tsconfig], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
  });
  return parseReport(finished.stdout) ?? createFailedReport("GENERATOR_FAILED", describeMissingReport(finished));
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

function describeMissingReport({ error, signal, status }: ReturnType<typeof spawnSync>): string {
  const end = error?.message ?? (signal === null ? `exit code ${status}` : `signal ${signal}`);
  return `snakebridge generate ended without a report (${end}). Its own messages are above; \`npx snakebridge doctor\` checks the installation.`;
}
