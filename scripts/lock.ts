/**
 * Brings the lock files in line with what `package.json` and `python/pyproject.toml` ask for; versions that still fit stay.
 * `npm run lock` after a change of either; `npm run update` for newer versions.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { interpreters, pythonEnvironment } from "./python-env.ts";
import { root, run } from "./run.ts";

/** Requirements with hashes, for every platform and every supported Python at once. In this order: one constrains the next. */
const PYTHON_LOCKS = [
  { file: "bridge", groups: ["bridge"], constraints: [], options: [] },
  { file: "uv", groups: ["uv"], constraints: [], options: [] },
  { file: "oldest-uv", groups: ["uv"], constraints: [], options: ["--resolution", "lowest-direct"] },
  { file: "test", groups: ["bridge", "uv", "dev"], constraints: ["bridge", "uv"], options: [] },
] as const;

export interface LockOptions {
  /** Take the newest versions that are asked for, instead of those that the lock has. @default false */
  readonly upgrade?: boolean;
}

/** Writes `python/requirements/*.txt`. No index address is in them: uv writes one only when it is told to. */
export async function lockPython({ upgrade = false }: LockOptions = {}): Promise<void> {
  const [interpreter = "python3"] = interpreters();
  const { python } = await pythonEnvironment(interpreter);
  const uv = join(dirname(python), process.platform === "win32" ? "uv.exe" : "uv");
  const path = (file: string) => `python/requirements/${file}.txt`;
  for (const { file, groups, constraints, options } of PYTHON_LOCKS) {
    await run(uv, [
      ...["pip", "compile", "--quiet", "--universal", "--python-version", "3.10", "--generate-hashes"],
      ...["--custom-compile-command", "npm run lock"],
      ...groups.flatMap((group) => ["--group", `python/pyproject.toml:${group}`]),
      ...constraints.flatMap((constraint) => ["--constraints", path(constraint)]),
      ...options,
      ...(upgrade ? ["--upgrade"] : []),
      ...["--output-file", path(file)],
    ]);
  }
}

/** Writes `package-lock.json`, and installs nothing. */
export async function lockNpm(): Promise<void> {
  await run("npm", ["install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund"]);
  dropLibc();
}

/**
 * npm 10 cannot write the field `libc`, npm 11 can: with it in the lock, `npm install` of either would undo what the other
 * wrote. Without it Linux installs a few optional packages for both C libraries.
 */
export function dropLibc(): void {
  const path = join(root, "package-lock.json");
  const lock = JSON.parse(readFileSync(path, "utf8")) as { packages: Record<string, { libc?: unknown }> };
  for (const entry of Object.values(lock.packages)) delete entry.libc;
  writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
}

if (import.meta.main) {
  await lockPython();
  await lockNpm();
}
