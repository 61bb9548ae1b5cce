/** Finds the Python that a running program uses. Looks at files and variables only; starts nothing. */
import { dirname, join, resolve } from "node:path";
import { EnvironmentError } from "../errors.ts";
import { findOnPath, isExecutable, locateInterpreter } from "./executables.ts";

export interface PythonSearch {
  /** `configure({ python })`. */
  readonly option: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The program's folders. A `.venv` is searched in each and above it, in this order. */
  readonly folders: readonly string[];
}

const REMEDY =
  "run `npx snakebridge sync` to make the project's environment, or name an interpreter in SNAKEBRIDGE_PYTHON";

/** Returns the path of the interpreter. @throws EnvironmentError naming every place that was searched */
export function findPython({ option, env, folders }: PythonSearch): string {
  const looked: string[] = [];
  for (const [name, value] of [
    ["configure({ python })", option],
    ["SNAKEBRIDGE_PYTHON", env.SNAKEBRIDGE_PYTHON],
  ] as const) {
    if (value) return findNamed(name, value, env);
    looked.push(`${name}: not set`);
  }
  return (
    findInProject(folders, looked) ??
    findInEnvironment("VIRTUAL_ENV", env, looked) ??
    findInEnvironment("CONDA_PREFIX", env, looked) ??
    findCommand(["python3", "python"], env, looked) ??
    throwNotFound(looked)
  );
}

/** Finds a Python that the user named. There is no fallback: another Python would have other packages. */
function findNamed(name: string, value: string, env: PythonSearch["env"]): string {
  const found = /[/\\]/.test(value) ? resolve(value) : findOnPath(value, env);
  if (found === null || !isExecutable(found))
    throw new EnvironmentError(`${name} is ${JSON.stringify(value)}, which is no program; ${REMEDY}`);
  return found;
}

function findInEnvironment(variable: string, env: PythonSearch["env"], looked: string[]): string | undefined {
  const folder = env[variable];
  if (!folder) {
    looked.push(`${variable}: not set`);
    return undefined;
  }
  const python = locateInterpreter(folder);
  if (isExecutable(python)) return python;
  looked.push(`${variable}: no Python in ${folder}`);
  return undefined;
}

function findInProject(folders: readonly string[], looked: string[]): string | undefined {
  for (const start of folders) {
    for (let folder = resolve(start), above = ""; folder !== above; above = folder, folder = dirname(folder)) {
      const python = locateInterpreter(join(folder, ".venv"));
      if (isExecutable(python)) return python;
    }
  }
  looked.push(`.venv: none in ${[...new Set(folders)].join(", ")} or above`);
  return undefined;
}

function findCommand(names: readonly string[], env: PythonSearch["env"], looked: string[]): string | undefined {
  for (const name of names) {
    const found = findOnPath(name, env);
    if (found !== null) return found;
  }
  looked.push(`PATH: neither ${names.join(" nor ")}`);
  return undefined;
}

function throwNotFound(looked: readonly string[]): never {
  throw new EnvironmentError(
    `no Python was found: ${REMEDY}. Looked at:\n${looked.map((line) => `  ${line}`).join("\n")}`,
  );
}
