/**
 * `snakebridge/generate`: the command's work as functions, for other tools. Each first asks whether there is anything to
 * do; only then is a parser loaded or Python started. None of them uses the network.
 */
import { join, resolve } from "node:path";
import { type Config, checkConfig, readConfig } from "./config.ts";
import { UserError } from "./errors.ts";
import { findProject } from "./project/layout.ts";
import { Reader } from "./ir/introspect.ts";
import { failed, type GenerateReport, type Problem } from "./report.ts";
import { type Question, unchanged } from "./generation/up-to-date.ts";

export type { GenerateReport, ModuleReport, Problem } from "./report.ts";

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
   * @default the configuration's `python`, else VIRTUAL_ENV, .venv or CONDA_PREFIX
   */
  readonly python?: string | null;
  /**
   * Leave snakebridge.lock alone, and report what differs from it as problems.
   * @default false
   */
  readonly frozen?: boolean;
}

export interface CheckReport {
  /** `drift`: a committed file does not fit the imports, or another one. */
  readonly status: "ok" | "drift" | "failed";
  /** Imports that are wrong in themselves, or why nothing could be checked. */
  readonly problems: readonly Problem[];
  readonly drift: readonly { readonly module: string; readonly message: string; readonly breaking: boolean }[];
}

/** By Python module, as imported. */
export type Discovered = Readonly<Record<string, { readonly names: "*" | readonly string[] }>>;

/**
 * Writes declarations, bindings, manifest and lock for every `py:` import of a project. Never rejects for what a user can
 * mend: that is a report with status `failed`.
 */
export async function generate(options: GenerateOptions = {}): Promise<GenerateReport> {
  return reported(async () => {
    const question = await ask(options);
    const last = options.frozen === true ? null : unchanged(question);
    if (last !== null) return last;
    const config = await checkConfig(question.config);
    return withReader(question, config, async (reader) => {
      const { runGeneration } = await import("./generation/generation.ts");
      return runGeneration(question, config, { frozen: options.frozen === true, reader });
    });
  }, failed);
}

/** The report of the last generation, if another would find nothing to do; loads nothing. */
export async function lastReport(options: GenerateOptions = {}): Promise<GenerateReport | null> {
  return unchanged(await ask(options));
}

/** Compares imports, uv.lock and snakebridge.lock. Needs no Python; names flipped verdicts where there is one. */
export async function check(options: Omit<GenerateOptions, "frozen"> = {}): Promise<CheckReport> {
  return reported(
    async () => {
      const question = await ask(options);
      const config = await checkConfig(question.config);
      const { runCheck } = await import("./generation/drift.ts");
      return runCheck(question, config, (work) => withReader(question, config, work));
    },
    (code, message) => ({ status: "failed", problems: failed(code, message).problems, drift: [] }),
  );
}

/** The `py:` imports of a project. @throws UserError for a tsconfig or configuration that cannot be read */
export async function discover(options: Pick<GenerateOptions, "cwd" | "project"> = {}): Promise<Discovered> {
  const { project } = await ask(options);
  const { discover: find, tsconfigsOf } = await import("./project/discover.ts");
  const { modules } = find(tsconfigsOf(project.root, project.tsconfig));
  return Object.fromEntries([...modules].map(([name, { names }]) => [name, { names }]));
}

async function ask(options: GenerateOptions): Promise<Question> {
  const cwd = resolve(options.cwd ?? process.cwd());
  const found = findProject({ cwd, tsconfig: options.project });
  const config = await readConfig(found.root);
  const named = (config as { readonly tsconfig?: unknown } | null)?.tsconfig;
  const tsconfig =
    options.project === undefined && typeof named === "string" ? join(found.root, named) : found.tsconfig;
  return { project: { root: found.root, tsconfig }, config, python: options.python ?? null, env: process.env };
}

/** Python starts up while the parser is loaded, which blocks this thread: so it is started first. */
async function withReader<T>(
  question: Question,
  config: Config,
  work: (reader: Promise<Reader>) => Promise<T>,
): Promise<T> {
  const reader = Reader.open(question, config);
  // A project that imports nothing needs no Python: whoever awaits the reader learns why there is none.
  const opened = await reader.catch(() => null);
  try {
    return await work(reader);
  } finally {
    opened?.close();
  }
}

async function reported<T>(work: () => Promise<T>, report: (code: string, message: string) => T): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UserError) return report(error.code, explained(error));
    throw error;
  }
}

/** A message that quotes another program's lines is not continued on the last of them. */
function explained({ message, remedy }: UserError): string {
  return message.includes("\n") ? `${message}\n${remedy}` : `${message.replace(/\.$/, "")}. ${remedy}`;
}
