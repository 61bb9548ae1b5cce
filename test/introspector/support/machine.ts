/** Machines as users have them, made from this one: a PATH that holds just what a test puts there. */
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { findOnPath } from "../../../runtime/workers/executables.ts";
import { testPython } from "../../support/python.ts";
import type { Folder } from "./folder.ts";

/** An interpreter outside any virtual environment, as the machine has it. */
export const basePython: string = execFileSync(
  testPython(),
  ["-c", "import sys, os; print(os.path.realpath(sys._base_executable))"],
  { encoding: "utf8" },
).trim();

const uvFolder: string = dirname(testPython());

/** Adds a program to a folder of the test's own, by link or by script, and returns the folder for a PATH. */
export function programs(folder: Folder, scripts: Readonly<Record<string, string>>): string {
  const bin = folder.at("bin");
  mkdirSync(bin, { recursive: true });
  for (const [name, script] of Object.entries(scripts)) {
    const path = join(bin, name);
    rmSync(path, { force: true });
    if (script.startsWith("/")) symlinkSync(script, path);
    else {
      writeFileSync(path, `#!/bin/sh\n${script}\n`);
      chmodSync(path, 0o755);
    }
  }
  return bin;
}

/** The variables of a process, with nothing that points to an environment of this machine's. */
export function machine(path: readonly string[], variables: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const { VIRTUAL_ENV: _v, CONDA_PREFIX: _c, SNAKEBRIDGE_PYTHON: _p, ...rest } = process.env;
  return { ...rest, PATH: path.join(":"), ...variables };
}

/** A PATH with Python, uv and the usual programs. */
export function usualPath(folder: Folder): string[] {
  return [programs(folder, { python3: basePython, uv: join(uvFolder, "uv") }), "/usr/bin", "/bin"];
}

/** A virtual environment without packages, in a tenth of a second. */
export function makeVenv(path: string): void {
  execFileSync(join(uvFolder, "uv"), ["venv", "--quiet", "--no-python-downloads", "--python", basePython, path]);
}

/** Puts a small package into an environment, as its owner might have. */
export function installInto(environment: string, ...packages: readonly string[]): void {
  const python = join(environment, "bin/python");
  execFileSync(findOnPath("uv", { PATH: uvFolder }) as string, [
    "pip",
    "install",
    "--quiet",
    "--python",
    python,
    ...packages,
  ]);
}

/** What an environment holds, by distribution name. */
export function installedIn(environment: string): string[] {
  const python = join(environment, "bin/python");
  const ask = "import importlib.metadata as m; print(*sorted(d.name for d in m.distributions()))";
  return execFileSync(python, ["-c", ask], { encoding: "utf8" }).trim().split(" ").filter(Boolean);
}
