/**
 * Finds programs among files, and the interpreter of a Python environment; reads versions. Starts no program. It imports nothing of this
 * package, so that the introspector can use it as well.
 */
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";

/** The oldest version of Python that the bridge supports: major and minor. */
export const OLDEST_PYTHON = [3, 10] as const;

/** Returns the minor version of a version of Python: `3.12` of `3.12.1`. */
export function toMinorVersion(version: string): string {
  return version.split(".").slice(0, 2).join(".");
}

/**
 * Returns the absolute path of a program, as a shell would find it.
 * @returns `null`: no folder of the PATH has the program.
 */
export function findOnPath(name: string, env: Readonly<Record<string, string | undefined>>): string | null {
  const file = process.platform === "win32" && !name.endsWith(".exe") ? `${name}.exe` : name;
  const folders = (env.PATH ?? env.Path ?? "").split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, file)).find(isExecutable) ?? null;
}

/**
 * Returns the interpreter of an environment: the first of the usual files that can be run.
 * @param folder The environment's folder.
 * @returns The path where the interpreter belongs if none of the files can be run.
 */
export function locateInterpreter(folder: string): string {
  const [usual, other] =
    process.platform === "win32"
      ? (["Scripts/python.exe", "python.exe"] as const)
      : (["bin/python", "bin/python3"] as const);
  const paths = [join(folder, usual), join(folder, other)] as const;
  return paths.find(isExecutable) ?? paths[0];
}

/** Whether the path leads to a file that this process may run. */
export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
