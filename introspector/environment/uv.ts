/**
 * uv, which resolves, locks and installs: the one on the PATH, else a private one in `.snakebridge/uv`. The user's own uv
 * comes first although its version is not the pinned one: it writes the project's uv.lock, and two versions of uv would
 * rewrite that file in turn. What this tool installs by itself has hashes, so every uv installs the same bytes. Knows
 * nothing of the packages.
 */
import { existsSync, renameSync, rmSync } from "node:fs";
import { findOnPath, locateInterpreter, OLDEST_PYTHON } from "../../runtime/workers/executables.ts";
import { tail, UserError } from "../errors.ts";
import { locateRequirements, readPinnedVersions } from "../pins.ts";
import type { Progress } from "../progress.ts";
import { layout } from "../project/layout.ts";
import { candidates } from "./python.ts";
import { runTool, type ToolResult } from "./tool.ts";

/** The oldest uv that is accepted on a PATH: `uv.test.ts` runs every command of ours with it. */
export const OLDEST_UV = [0, 7] as const;

export interface Uv {
  readonly command: string;
  readonly version: string;
}

/** Finds uv. @returns `null`: neither the PATH nor the project has one that works. */
export async function findUv(root: string, env: NodeJS.ProcessEnv): Promise<Uv | null> {
  const onThePath = await probeUv(root, findOnPath("uv", env));
  if (onThePath !== null && isAccepted(onThePath.version)) return onThePath;
  const own = await probeUv(root, privateUv(root));
  // The private one of another release of snakebridge is replaced.
  return own?.version === readPinnedVersions(["uv"]).uv ? own : null;
}

/** Runs uv for its version. @returns `null`: it does not exist or does not run. */
async function probeUv(root: string, command: string | null): Promise<Uv | null> {
  if (command === null || !existsSync(command)) return null;
  const { ok, stdout } = await runTool(command, ["--version"], { cwd: root });
  const version = /^uv (\d+\.\S+)/.exec(stdout)?.[1];
  return ok && version !== undefined ? { command, version } : null;
}

function isAccepted(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > OLDEST_UV[0] || minor >= OLDEST_UV[1];
}

/**
 * Returns uv; installs a private one if there is none.
 * @param preferred The interpreter to install it with, before those on the PATH.
 * @throws UserError NO_PYTHON, NO_VENV_MODULE or NO_UV
 */
export async function ensureUv(
  root: string,
  env: NodeJS.ProcessEnv,
  progress: Progress,
  preferred: string | null = null,
): Promise<Uv> {
  const found = await findUv(root, env);
  if (found !== null) return found;
  await progress.step("installing uv into .snakebridge/uv", (detail) => install(root, env, preferred, detail));
  const installed = await findUv(root, env);
  if (installed !== null) return installed;
  throw new UserError("NO_UV", `the uv in ${layout(root).uv} does not run`, "Install uv and put it on the PATH.");
}

/**
 * Runs uv. It never downloads a Python.
 * @throws UserError UV_FAILED with the last lines that uv printed
 */
export async function runUv(
  uv: Uv,
  args: readonly string[],
  options: {
    readonly cwd: string;
    readonly env?: Readonly<Record<string, string | undefined>>;
    readonly onLine?: (line: string) => void;
    readonly remedy?: string;
  },
): Promise<ToolResult> {
  const env = { UV_NO_PROGRESS: "1", UV_PYTHON: undefined, UV_PROJECT_ENVIRONMENT: undefined, ...options.env };
  const result = await runTool(uv.command, [...args.slice(0, 1), "--no-python-downloads", ...args.slice(1)], {
    ...options,
    env,
  });
  if (result.ok) return result;
  throw new UserError(
    "UV_FAILED",
    `uv ${args.slice(0, args[0] === "pip" ? 2 : 1).join(" ")} failed:\n${tail(result.stderr)}`,
    options.remedy ?? `To see it again: ${result.command}`,
  );
}

function privateUv(root: string): string {
  const python = locateInterpreter(layout(root).uv);
  return python.replace(/python(\.exe)?$/, "uv$1");
}

/** Installs it beside its place and moves it there whole. */
async function install(
  root: string,
  env: NodeJS.ProcessEnv,
  preferred: string | null,
  detail: (line: string) => void,
): Promise<void> {
  const folder = `${layout(root).uv}.${process.pid}`;
  const python = preferred ?? candidates().flatMap((name) => findOnPath(name, env) ?? [])[0];
  if (python === undefined) {
    throw new UserError(
      "NO_PYTHON",
      `neither uv nor Python found: looked for uv, ${candidates().join(", ")} on the PATH`,
      `Install Python ${OLDEST_PYTHON.join(".")} or newer (Debian, Ubuntu: sudo apt install python3 python3-venv), or uv.`,
    );
  }
  detail(`${python} -m venv`);
  rmSync(folder, { recursive: true, force: true });
  const made = await runTool(python, ["-m", "venv", folder], { cwd: root });
  if (!made.ok) {
    rmSync(folder, { recursive: true, force: true });
    throw new UserError(
      "NO_VENV_MODULE",
      `uv is not on the PATH, and ${python} cannot make a virtual environment to install it in:\n${tail(made.stdout + made.stderr, 4)}`,
      "Debian, Ubuntu: sudo apt install python3-venv. Elsewhere install uv, or a Python that has venv and pip.",
    );
  }
  detail(`pip install uv ${readPinnedVersions(["uv"]).uv}`);
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "--requirement"];
  const installed = await runTool(locateInterpreter(folder), [...pip, locateRequirements("uv")], {
    cwd: root,
    onLine: detail,
  });
  if (installed.ok) {
    rmSync(layout(root).uv, { recursive: true, force: true });
    renameSync(folder, layout(root).uv);
    return;
  }
  rmSync(folder, { recursive: true, force: true });
  throw new UserError(
    "NO_UV",
    `uv is not on the PATH, and pip could not install it:\n${tail(installed.stderr, 6)}`,
    "Check the network, or install uv and put it on the PATH.",
  );
}
