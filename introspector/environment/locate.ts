/**
 * Which Python environment a project uses. The first that is there wins: the option, VIRTUAL_ENV, the project's .venv,
 * CONDA_PREFIX. Only looks; making one is `create.ts`.
 */
import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { findOnPath, locateInterpreter } from "../../runtime/workers/executables.ts";
import { UserError } from "../errors.ts";
import { type Python, probe, requireSupported } from "./python.ts";

export interface Environment {
  /** `base`: an interpreter outside any environment; it is read, never installed into. */
  readonly kind: "virtual" | "conda" | "base";
  /** What it was found by. */
  readonly source: "--python" | "VIRTUAL_ENV" | ".venv" | "CONDA_PREFIX";
  readonly folder: string;
  readonly python: Python;
  /** Made by this tool: what it no longer asks for may be uninstalled. */
  readonly owned: boolean;
}

export interface LocateOptions {
  readonly root: string;
  /** `--python` or the option of the configuration. */
  readonly python: string | null;
  readonly env: NodeJS.ProcessEnv;
}

/** In a `.venv` that this tool made. */
export const OWNED_MARK = "made-by-snakebridge";

/**
 * `null`: there is none, and nothing was asked for.
 * @throws UserError OLD_PYTHON, BROKEN_PYTHON, NO_PYTHON or ENVIRONMENT_MISMATCH for one that cannot be used
 */
export async function locate(options: LocateOptions): Promise<Environment | null> {
  const { root, env } = options;
  const own = join(root, ".venv");
  if (options.python !== null) return named(options.python, options, own);
  if (env.VIRTUAL_ENV) {
    return inFolder(env.VIRTUAL_ENV, "VIRTUAL_ENV", "Run `deactivate`, or unset VIRTUAL_ENV.");
  }
  if (existsSync(own)) {
    return inFolder(own, ".venv", `Remove ${own} and run \`npx snakebridge sync\`.`);
  }
  if (env.CONDA_PREFIX) {
    return inFolder(env.CONDA_PREFIX, "CONDA_PREFIX", "Run `conda deactivate`, or name a Python with --python.");
  }
  return null;
}

async function named(text: string, { root, env }: LocateOptions, own: string): Promise<Environment> {
  const path = resolve(root, text);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    return inFolder(path, "--python", "Name an environment's folder or an interpreter with --python.");
  }
  const command = existsSync(path) ? path : (findOnPath(text, env) ?? findOnPath(`python${text}`, env));
  if (command === null) {
    throw new UserError(
      "NO_PYTHON",
      `there is no Python ${JSON.stringify(text)}: neither a file ${path} nor a command on the PATH`,
      "Give --python an environment's folder, an interpreter's path or a command such as python3.12.",
    );
  }
  const environment = classify(requireSupported(await probe(command)), "--python");
  if (environment.kind !== "base" || !existsSync(own)) return environment;
  // An interpreter outside any environment stands for the project's .venv, which is made from it.
  const project = await inFolder(own, ".venv", `Remove ${own} and run \`npx snakebridge sync\`.`);
  if (project.python.minor === environment.python.minor) return project;
  throw new UserError(
    "ENVIRONMENT_MISMATCH",
    `--python asks for Python ${environment.python.minor} (${command}), but ${own} is Python ${project.python.version}`,
    `Remove ${own} to have it made anew, or leave --python out.`,
  );
}

async function inFolder(folder: string, source: Environment["source"], remedy: string): Promise<Environment> {
  const command = locateInterpreter(folder);
  if (!existsSync(command)) {
    throw new UserError("BROKEN_PYTHON", `${source} is ${folder}, which has no working Python (${command})`, remedy);
  }
  const python = await probe(command).catch((error: unknown) => {
    throw error instanceof UserError ? new UserError(error.code, error.message, remedy, { cause: error }) : error;
  });
  return classify(requireSupported(python), source, folder);
}

function classify(python: Python, source: Environment["source"], folder: string = python.prefix): Environment {
  if (source === "CONDA_PREFIX" || existsSync(join(python.prefix, "conda-meta"))) {
    return { kind: "conda", source, folder, python, owned: false };
  }
  const kind = python.prefix === python.basePrefix ? "base" : "virtual";
  return { kind, source, folder, python, owned: kind === "virtual" && existsSync(join(folder, OWNED_MARK)) };
}
