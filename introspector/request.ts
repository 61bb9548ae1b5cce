/**
 * Opens a request to generate, and runs it. Whether there is anything to do is known before a parser is loaded or Python
 * is started.
 */
import { join, resolve } from "node:path";
import { type Config, checkConfig, readConfig } from "./config.ts";
import { UserError } from "./errors.ts";
import { readUnchangedReport } from "./generation/up-to-date.ts";
import { Reader } from "./ir/introspect.ts";
import { findProject, type GenerateRequest } from "./project/layout.ts";
import type { CheckReport, GenerateReport } from "./report.ts";

export interface RequestOptions {
  /** @default process.cwd() */
  readonly cwd?: string | undefined;
  /** A tsconfig or its folder, relative to `cwd`. */
  readonly project?: string | undefined;
  readonly python?: string | null | undefined;
}

/**
 * Finds the project and reads its configuration, once for all that follows.
 * @throws UserError for a project or a configuration that cannot be read
 */
export async function openRequest(options: RequestOptions): Promise<GenerateRequest> {
  const cwd = resolve(options.cwd ?? process.cwd());
  const found = findProject({ cwd, tsconfig: options.project });
  const config = await readConfig(found.root);
  const configured = (config as { readonly tsconfig?: unknown } | null)?.tsconfig;
  const tsconfig =
    options.project === undefined && typeof configured === "string" ? join(found.root, configured) : found.tsconfig;
  return { project: { root: found.root, tsconfig }, config, python: options.python ?? null, env: process.env };
}

/**
 * Returns the report of the last generation if it still holds; otherwise generates.
 * @param frozen Leaves snakebridge.lock alone. The last report says nothing of the lock, so bindings are generated.
 * @throws UserError for what keeps anything from being generated
 */
export async function bringUpToDate(request: GenerateRequest, frozen: boolean): Promise<GenerateReport> {
  return (frozen ? null : readUnchangedReport(request)) ?? generateBindings(request, frozen);
}

/**
 * Generates, for a caller that knows already that something changed.
 * @throws UserError for what keeps anything from being generated
 */
export async function generateBindings(request: GenerateRequest, frozen: boolean): Promise<GenerateReport> {
  const config = await checkConfig(request.config);
  return openReader(request, config, async (reader) => {
    const { runGeneration } = await import("./generation/generation.ts");
    return runGeneration(request, config, { frozen, reader });
  });
}

/** Compares the committed files with each other. @throws UserError for files that cannot be read */
export async function checkDrift(request: GenerateRequest): Promise<CheckReport> {
  const config = await checkConfig(request.config);
  const { runCheck } = await import("./generation/drift.ts");
  return runCheck(request, config, (work) => openReader(request, config, work));
}

/** Python starts up while the parser is loaded, which blocks this thread: therefore Python is started first. */
async function openReader<T>(
  request: GenerateRequest,
  config: Config,
  work: (reader: Promise<Reader>) => Promise<T>,
): Promise<T> {
  const reader = Reader.open(request, config);
  // A project that imports nothing needs no Python. Only work that awaits the reader learns why there is none.
  const opened = await reader.catch(() => null);
  try {
    return await work(reader);
  } finally {
    opened?.close();
  }
}

/** Turns a mistake that the user can fix into a report. @throws any other error */
export async function reportUserErrors<T>(
  work: () => Promise<T>,
  report: (code: string, message: string) => T,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UserError) return report(error.code, withRemedy(error));
    throw error;
  }
}

/** Joins message and remedy. A message that quotes another program's lines gets the remedy on a line of its own. */
function withRemedy({ message, remedy }: UserError): string {
  return message.includes("\n") ? `${message}\n${remedy}` : `${message.replace(/\.$/, "")}. ${remedy}`;
}
