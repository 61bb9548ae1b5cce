/** Simulates users' machines on this one: a PATH with only the programs that a test puts there. */
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { findOnPath } from "../../runtime/workers/executables.ts";
import type { Folder } from "./folder.ts";
import { findTestPython } from "./python.ts";

/** The interpreter of the machine, outside any virtual environment. */
export const basePython: string = execFileSync(
  findTestPython(),
  ["-c", "import sys, os; print(os.path.realpath(sys._base_executable))"],
  { encoding: "utf8" },
).trim();

const uvFolder: string = dirname(findTestPython());

/**
 * Adds programs to a folder of the test.
 * @param scripts by name, the path of a program to link to, or the text of a shell script
 * @returns the folder for a PATH
 */
export function addPrograms(folder: Folder, scripts: Readonly<Record<string, string>>): string {
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

/** Returns environment variables without those that point to a Python environment of this machine. */
export function createVariables(path: readonly string[], variables: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const { VIRTUAL_ENV: _v, CONDA_PREFIX: _c, SNAKEBRIDGE_PYTHON: _p, ...rest } = process.env;
  return { ...rest, PATH: path.join(":"), ...variables };
}

/** Returns a PATH with Python, uv and the usual programs. */
export function makeUsualPath(folder: Folder): string[] {
  return [addPrograms(folder, { python3: basePython, uv: join(uvFolder, "uv") }), "/usr/bin", "/bin"];
}

/** Makes a virtual environment without packages, by uv because that is fast. */
export function makeVenv(path: string): void {
  execFileSync(join(uvFolder, "uv"), ["venv", "--quiet", "--no-python-downloads", "--python", basePython, path]);
}

/** Installs packages into an environment, as its owner might have done. */
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

/** Returns the names of the distributions in an environment. */
export function listInstalled(environment: string): string[] {
  const python = join(environment, "bin/python");
  const ask = "import importlib.metadata as m; print(*sorted(d.name for d in m.distributions()))";
  return execFileSync(python, ["-c", ask], { encoding: "utf8" }).trim().split(" ").filter(Boolean);
}
