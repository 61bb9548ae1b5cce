/**
 * `snakebridge/generate`: the work of the command as functions, for other tools. None of them uses the network.
 */
import { readUnchangedReport } from "./generation/up-to-date.ts";
import { type CheckReport, createFailedCheck, createFailedReport, type GenerateReport } from "./report.ts";
import { bringUpToDate, checkDrift, openRequest, reportUserErrors } from "./request.ts";

export type { CheckReport, GenerateReport, ModuleReport, Problem } from "./report.ts";

export interface GenerateOptions {
  /**
   * The project's folder, or one inside it.
   * @default process.cwd()
   */
  readonly cwd?: string;
  /**
   * The tsconfig of the program, or its folder, relative to `cwd`.
   * @default the configuration's `tsconfig`, else "tsconfig.json" beside package.json
   */
  readonly project?: string;
  /**
   * Environment or interpreter, as for `--python`.
   * @default the configuration's `python`, else .venv, VIRTUAL_ENV or CONDA_PREFIX
   */
  readonly python?: string | null;
  /**
   * Leave snakebridge.lock alone, and report what differs from it as problems.
   * @default false
   */
  readonly frozen?: boolean;
}

/** What a project imports, by the name of the Python module. */
export type Discovered = Readonly<Record<string, { readonly names: "*" | readonly string[] }>>;

/**
 * Writes declarations, bindings, manifest and lock for every `py:` import of a project.
 * @returns A report. A mistake that the user can fix is a report with status `failed`, not a rejection.
 */
export async function generate(options: GenerateOptions = {}): Promise<GenerateReport> {
  return reportUserErrors(
    async () => bringUpToDate(await openRequest(options), options.frozen === true),
    createFailedReport,
  );
}

/**
 * Returns the report of the last generation if another one would find nothing to do. Loads neither a parser nor Python.
 * @returns `null`: there is something to do.
 */
export async function lastReport(options: GenerateOptions = {}): Promise<GenerateReport | null> {
  return readUnchangedReport(await openRequest(options));
}

/**
 * Compares imports, uv.lock and snakebridge.lock. Needs no Python; where there is one, the report also names callables
 * that take keywords differently now.
 */
export async function check(options: Omit<GenerateOptions, "frozen"> = {}): Promise<CheckReport> {
  return reportUserErrors(async () => checkDrift(await openRequest(options)), createFailedCheck);
}

/** Returns the `py:` imports of a project. @throws UserError for a tsconfig or configuration that cannot be read */
export async function discover(options: Pick<GenerateOptions, "cwd" | "project"> = {}): Promise<Discovered> {
  const { project } = await openRequest(options);
  const { discover: discoverImports, tsconfigsOf } = await import("./project/discover.ts");
  const { modules } = discoverImports(tsconfigsOf(project.root, project.tsconfig));
  return Object.fromEntries([...modules].map(([name, { names }]) => [name, { names }]));
}
