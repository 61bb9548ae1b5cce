/**
 * The user's Python packages: recorded in pyproject.toml, locked in uv.lock, installed in the environment. uv does the
 * work; this file chooses its arguments. Nothing is ever uninstalled from an environment that this tool did not make.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../errors.ts";
import type { Progress } from "../progress.ts";
import { makeFolder, readText } from "../project/files.ts";
import { layout } from "../project/layout.ts";
import type { ReadyEnvironment } from "./create.ts";
import type { Environment } from "./locate.ts";
import { declaresDependencies, readPyproject } from "./pyproject.ts";
import { runUv, type Uv } from "./uv.ts";

/**
 * Records, locks and installs packages.
 * @param specs Packages as pip names them.
 * @throws UserError UV_FAILED; pyproject.toml and uv.lock are unchanged then
 */
export async function addPackages(
  root: string,
  { environment, uv }: ReadyEnvironment,
  specs: readonly string[],
  progress: Progress,
): Promise<void> {
  const { flags, env } = selectEnvironment(environment);
  const install = environment.kind === "conda" ? ["--no-sync"] : [];
  await progress.step(`adding ${specs.join(", ")}`, (onLine) =>
    runUv(uv, ["add", ...flags, ...install, "--", ...specs], {
      cwd: root,
      env,
      onLine,
      remedy: "Check the names and versions; nothing was changed.",
    }),
  );
  if (environment.kind === "conda") await installExported(root, { environment, uv }, progress);
}

/**
 * Installs what uv.lock says. A project without a `[project]` table has nothing to install.
 * @param frozen Leaves the lock alone: one that is missing or out of date is an error.
 * @throws UserError LOCK_FILE or UV_FAILED
 */
export async function syncPackages(
  root: string,
  ready: Pick<ReadyEnvironment, "environment" | "uv">,
  frozen: boolean,
  progress: Progress,
): Promise<void> {
  if (readPyproject(root) !== "project") return;
  const locked = readText(join(root, "uv.lock")) !== null;
  if (frozen && !locked) {
    if (!declaresDependencies(readFileSync(join(root, "pyproject.toml"), "utf8"))) return;
    throw new UserError(
      "LOCK_FILE",
      "pyproject.toml asks for packages, but there is no uv.lock",
      "Run `npx snakebridge sync` and commit uv.lock.",
    );
  }
  const { environment, uv } = ready;
  const { flags, env } = selectEnvironment(environment);
  const remedy = frozen
    ? "Run `npx snakebridge sync` without --frozen, and commit uv.lock."
    : "Fix pyproject.toml, or remove what cannot be installed from it.";
  if (environment.kind === "conda") {
    await progress.step("locking Python packages", (onLine) =>
      runUv(uv, ["lock", ...flags, ...(frozen ? ["--check"] : [])], { cwd: root, env, onLine, remedy }),
    );
    return installExported(root, ready, progress);
  }
  const strictness = [...(environment.owned ? [] : ["--inexact"]), ...(frozen ? ["--locked"] : [])];
  await progress.step("installing Python packages", (onLine) =>
    runUv(uv, ["sync", ...flags, ...strictness], { cwd: root, env, onLine, remedy }),
  );
}

/** Names an environment to uv. With `--python`, uv fails instead of replacing an environment of another version. */
function selectEnvironment(environment: Environment): {
  readonly flags: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
} {
  const python = ["--python", environment.python.command];
  if (environment.kind === "conda") return { flags: python, env: { VIRTUAL_ENV: undefined } };
  if (environment.source === ".venv") {
    return { flags: python, env: { VIRTUAL_ENV: undefined, UV_PROJECT_ENVIRONMENT: environment.folder } };
  }
  return { flags: ["--active", ...python], env: { VIRTUAL_ENV: environment.folder } };
}

/** Installs what uv.lock says into an environment that uv does not manage. */
async function installExported(
  root: string,
  { environment, uv }: Pick<ReadyEnvironment, "environment" | "uv">,
  progress: Progress,
): Promise<void> {
  const exported = join(layout(root).cache, "requirements.txt");
  makeFolder(layout(root).cache);
  await progress.step("installing Python packages", async (onLine) => {
    const quiet = ["--quiet", "--frozen", "--no-emit-project", "--output-file", exported];
    await runUv(uv, ["export", ...selectEnvironment(environment).flags, ...quiet], { cwd: root });
    await runUv(uv, ["pip", "install", "--python", environment.python.command, "--requirements", exported], {
      cwd: root,
      onLine,
    });
  });
}

/** Whether the environment holds what uv.lock says, and the lock fits pyproject.toml. Uses no network. */
export async function isLocked(root: string, environment: Environment, uv: Uv): Promise<boolean> {
  const { flags, env } = selectEnvironment(environment);
  const check = ["sync", ...flags, "--check", "--locked", "--inexact", "--offline"];
  try {
    await runUv(uv, check, { cwd: root, env });
    return true;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}
