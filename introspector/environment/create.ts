/**
 * Makes the project's `.venv` if there is no environment to use. Nothing is ever removed: an environment that does not
 * fit is an error.
 */
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { OLDEST_PYTHON } from "../../runtime/workers/executables.ts";
import type { Progress } from "../progress.ts";
import { notWritable } from "../project/files.ts";
import { type Environment, locate, OWNED_MARK } from "./locate.ts";
import { readPyproject } from "./pyproject.ts";
import { findFirstPython, type Python, probe, requireSupported } from "./python.ts";
import { ensureUv, findUv, runUv, type Uv } from "./uv.ts";

export interface EnvironmentOptions {
  readonly root: string;
  /** `--python` or the option of the configuration. */
  readonly python: string | null;
  readonly env: NodeJS.ProcessEnv;
  readonly progress: Progress;
}

export interface ReadyEnvironment {
  readonly environment: Environment;
  readonly uv: Uv;
  readonly created: boolean;
}

/** Returns the environment to install into; makes it if there is none. @throws UserError */
export async function ensureEnvironment(options: EnvironmentOptions): Promise<ReadyEnvironment> {
  const { root, env, progress } = options;
  const located = await locate(options);
  const uv = await ensureUv(root, env, progress, located?.python.command ?? null);
  if (located !== null && located.kind !== "base") return { environment: located, uv, created: false };

  const base = located?.python ?? (await chooseBase(options, uv));
  const folder = join(root, ".venv");
  await progress
    .step(`making .venv with Python ${base.version}`, (onLine) =>
      runUv(uv, ["venv", "--python", base.command, folder], { cwd: root, onLine }),
    )
    .catch((error: unknown) => {
      throw notWritable(error, root);
    });
  writeFileSync(join(folder, OWNED_MARK), "snakebridge made this folder and keeps it as uv.lock says.\n");
  const environment = await locate({ ...options, python: null, env: { ...env, VIRTUAL_ENV: undefined } });
  if (environment === null) throw new Error(`uv made no ${folder}`);
  return { environment, uv, created: true };
}

/** Returns the interpreter that a new project would get. Makes nothing. @throws UserError */
export async function previewPython(options: EnvironmentOptions): Promise<Python> {
  return (await locate(options))?.python ?? (await chooseBase(options, await findUv(options.root, options.env)));
}

/**
 * Chooses the interpreter that `.venv` is made from. uv reads `requires-python` and `.python-version`, and knows the
 * Pythons that it manages. Without these, it is the first one on the PATH.
 */
async function chooseBase({ root, env }: EnvironmentOptions, uv: Uv | null): Promise<Python> {
  const particular = readPyproject(root) === "project" || existsSync(join(root, ".python-version"));
  if (uv === null || !particular) {
    try {
      return await findFirstPython(env);
    } catch (error) {
      const kept =
        uv === null ? null : await findByUv(root, uv, env, [`>=${OLDEST_PYTHON.join(".")}`]).catch(() => null);
      if (kept !== null) return kept;
      throw error;
    }
  }
  return requireSupported(await findByUv(root, uv, env, []));
}

async function findByUv(root: string, uv: Uv, env: NodeJS.ProcessEnv, request: readonly string[]): Promise<Python> {
  const { stdout } = await runUv(uv, ["python", "find", "--system", ...request], {
    cwd: root,
    env: { PATH: env.PATH, VIRTUAL_ENV: undefined, CONDA_PREFIX: undefined },
    remedy: "Install such a Python, or name one with --python.",
  });
  return probe(stdout.trim());
}
