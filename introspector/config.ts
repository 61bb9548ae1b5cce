/**
 * `snakebridge.config.ts`: its options, their defaults, and how it is read. A project without the file has all defaults.
 * Zod is loaded only if there is a file to check.
 */
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { UserError } from "./errors.ts";

/** The name of the file, in the project's folder. */
export const CONFIG_FILE = "snakebridge.config.ts";

/** The options that a user may write. */
export interface UserConfig {
  /**
   * The Python to use: an environment's folder or interpreter, or an interpreter that the project's `.venv` is made
   * from (a path relative to this file, or a command like `python3.12`).
   * @default the first that exists of the project's .venv, VIRTUAL_ENV and CONDA_PREFIX, else a new .venv
   */
  readonly python?: string;
  /**
   * Folders of the project's own Python modules, relative to this file. A module is taken from the first that has it.
   * @default [".", "python", "src"]
   */
  readonly paths?: readonly string[];
  /**
   * The tsconfig whose files are searched for `py:` imports, relative to this file.
   * @default "tsconfig.json"
   */
  readonly tsconfig?: string;
}

/** The options with their defaults. */
export interface Config {
  /** `null`: not set. */
  readonly python: string | null;
  readonly paths: readonly string[];
  readonly tsconfig: string;
}

/** The options of a project without the file. */
export const DEFAULTS: Config = { python: null, paths: [".", "python", "src"], tsconfig: "tsconfig.json" };

/** Returns its argument. Gives completion in the editor. */
export function defineConfig(config: UserConfig): UserConfig {
  return config;
}

/**
 * Runs the file. It is code and may depend on the environment, so it runs each time.
 * @returns Its default export, not checked yet; `null`: there is no file.
 * @throws UserError CONFIG if it cannot be run
 */
export async function readConfig(root: string): Promise<unknown> {
  const file = join(root, CONFIG_FILE);
  if (!existsSync(file)) return null;
  // Without the time, Node would return the first export again in a process that lives on.
  const url = `${pathToFileURL(file)}?${statSync(file).mtimeMs}`;
  try {
    const module = (await import(url)) as { default?: unknown };
    return module.default ?? null;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError("CONFIG", `${CONFIG_FILE} cannot be loaded: ${reason}`, `Fix ${file}.`, { cause: error });
  }
}

/** Checks what the file exports and adds the defaults. @throws UserError CONFIG naming the option and its value */
export async function checkConfig(data: unknown): Promise<Config> {
  if (data === null) return DEFAULTS;
  const { z } = await import("zod");
  const schema = z.strictObject({
    python: z.string().min(1).optional(),
    paths: z.array(z.string().min(1)).optional(),
    tsconfig: z.string().min(1).optional(),
  });
  const parsed = schema.safeParse(data);
  if (parsed.success) {
    const { python = DEFAULTS.python, paths = DEFAULTS.paths, tsconfig = DEFAULTS.tsconfig } = parsed.data;
    return { python, paths, tsconfig };
  }
  const issue = parsed.error.issues[0];
  const options = Object.keys(schema.shape).join(", ");
  if (issue?.code === "unrecognized_keys") {
    const key = issue.keys[0] ?? "";
    const value = JSON.stringify((data as Record<string, unknown>)[key]);
    throw new UserError(
      "CONFIG",
      `${CONFIG_FILE}: there is no option "${key}" (its value is ${value})`,
      `The options are: ${options}.`,
    );
  }
  if (issue === undefined || issue.path.length === 0) {
    throw new UserError(
      "CONFIG",
      `${CONFIG_FILE} exports ${JSON.stringify(data)}`,
      "Write `export default defineConfig({ … });`, with defineConfig from snakebridge/config.",
    );
  }
  const name = issue.path.map((part, at) => (typeof part === "number" ? `[${part}]` : (at ? "." : "") + String(part)));
  const value = issue.path.reduce<unknown>((at, part) => (at as Record<PropertyKey, unknown>)?.[part], data);
  throw new UserError(
    "CONFIG",
    `${CONFIG_FILE}: option "${name.join("")}" is ${JSON.stringify(value)}: ${issue.message}`,
    `Fix it in ${CONFIG_FILE}; without it the default is ${JSON.stringify(DEFAULTS[issue.path[0] as keyof Config])}.`,
  );
}

/** Reads and checks the configuration of a project. @throws UserError CONFIG */
export async function loadConfig(root: string): Promise<Config> {
  return checkConfig(await readConfig(root));
}
