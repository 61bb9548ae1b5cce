/**
 * Finds the Python environment that a project uses: the first that exists of the option, the project's .venv, VIRTUAL_ENV
 * and CONDA_PREFIX. Changes nothing; `create.ts` makes an environment.
 */
import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { findOnPath, locateInterpreter } from "../../runtime/workers/executables.ts";
import { UserError } from "../errors.ts";
import { type Python, probe, requireSupported } from "./python.ts";

export interface Environment {
  /** `base`: an interpreter outside any environment. Packages are read from it and never installed into it. */
  readonly kind: "virtual" | "conda" | "base";
  /** How it was found. */
  readonly source: "--python" | "VIRTUAL_ENV" | ".venv" | "CONDA_PREFIX";
  readonly folder: string;
  readonly python: Python;
  /** Whether this tool made it. Packages that are no longer required may be uninstalled then. */
  readonly owned: boolean;
}

export interface LocateOptions {
  readonly root: string;
  /** `--python` or the option of the configuration. */
  readonly python: string | null;
  readonly env: NodeJS.ProcessEnv;
}

/** Names a file in each `.venv` that this tool made. */
export const OWNED_MARK = "made-by-snakebridge";

/**
 * Finds the environment of a project.
 * @returns `null`: there is none, and the user named none.
 * @throws UserError OLD_PYTHON, BROKEN_PYTHON, NO_PYTHON or ENVIRONMENT_MISMATCH for one that cannot be used
 */
export async function locate(options: LocateOptions): Promise<Environment | null> {
  const { root, env } = options;
  const own = join(root, ".venv");
  if (options.python !== null) return locateByOption(options.python, options, own);
  if (existsSync(own)) return locateInFolder(own, ".venv", adviseReplacement(own));
  if (env.VIRTUAL_ENV) {
    return locateInFolder(env.VIRTUAL_ENV, "VIRTUAL_ENV", "Run `deactivate`, or unset VIRTUAL_ENV.");
  }
  if (env.CONDA_PREFIX) {
    return locateInFolder(env.CONDA_PREFIX, "CONDA_PREFIX", "Run `conda deactivate`, or name a Python with --python.");
  }
  return null;
}

async function locateByOption(text: string, { root, env }: LocateOptions, own: string): Promise<Environment> {
  const path = resolve(root, text);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    return locateInFolder(path, "--python", "Name an environment's folder or an interpreter with --python.");
  }
  const command = existsSync(path) ? path : (findOnPath(text, env) ?? findOnPath(`python${text}`, env));
  if (command === null) {
    throw new UserError(
      "NO_PYTHON",
      `there is no Python ${JSON.stringify(text)}: neither a file ${path} nor a command on the PATH`,
      "Give --python an environment's folder, an interpreter's path or a command such as python3.12.",
    );
  }
  const environment = describeEnvironment(requireSupported(await probe(command)), "--python");
  if (environment.kind !== "base" || !existsSync(own)) return environment;
  // An interpreter outside any environment means the project's .venv, which is made from it.
  const project = await locateInFolder(own, ".venv", adviseReplacement(own));
  if (project.python.minor === environment.python.minor) return project;
  throw new UserError(
    "ENVIRONMENT_MISMATCH",
    `--python asks for Python ${environment.python.minor} (${command}), but ${own} is Python ${project.python.version}`,
    `Leave --python out to use ${own}. ${adviseReplacement(own)}`,
  );
}

async function locateInFolder(folder: string, source: Environment["source"], remedy: string): Promise<Environment> {
  const command = locateInterpreter(folder);
  if (!existsSync(command)) {
    throw new UserError("BROKEN_PYTHON", `${source} is ${folder}, which has no working Python (${command})`, remedy);
  }
  const python = await probe(command).catch((error: unknown) => {
    throw error instanceof UserError ? new UserError(error.code, error.message, remedy, { cause: error }) : error;
  });
  return describeEnvironment(requireSupported(python), source, folder);
}

/** Says how a `.venv` that cannot be used is replaced. Only what this tool made may be deleted. */
function adviseReplacement(own: string): string {
  const sync = "run `npx snakebridge sync`";
  return existsSync(join(own, OWNED_MARK))
    ? `Snakebridge made ${own}: delete it and ${sync} to have it made anew.`
    : `Snakebridge did not make ${own}, so repair it, or rename it and ${sync}; or name another Python with --python.`;
}

function describeEnvironment(
  python: Python,
  source: Environment["source"],
  folder: string = python.prefix,
): Environment {
  if (source === "CONDA_PREFIX" || existsSync(join(python.prefix, "conda-meta"))) {
    return { kind: "conda", source, folder, python, owned: false };
  }
  const kind = python.prefix === python.basePrefix ? "base" : "virtual";
  return { kind, source, folder, python, owned: kind === "virtual" && existsSync(join(folder, OWNED_MARK)) };
}
