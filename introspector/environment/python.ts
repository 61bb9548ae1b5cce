/**
 * One Python interpreter: reads its version and folders, and finds one on the PATH. Knows nothing of projects or packages.
 */
import { execFile } from "node:child_process";
import { findOnPath, OLDEST_PYTHON, toMinorVersion } from "../../runtime/workers/executables.ts";
import { tail, UserError } from "../errors.ts";

/** The newest `python3.x` that is looked for by name. */
const NEWEST_KNOWN_MINOR = 14;

export interface Python {
  /** Absolute path of the interpreter. */
  readonly command: string;
  readonly version: string;
  /** `3.11`. */
  readonly minor: string;
  readonly implementation: string;
  /** Folder of the environment. */
  readonly prefix: string;
  /** Differs from `prefix` inside a virtual environment. */
  readonly basePrefix: string;
  /** Folders that hold installed packages. */
  readonly sitePackages: readonly string[];
}

/**
 * Runs on every Python since 2.7, so that an old one is reported by its version and not by a syntax error. Removes the
 * current folder from the search path first: a `json.py` of the user's would be imported instead of Python's.
 */
const PROBE_SCRIPT = `
import sys
sys.path[:] = [path for path in sys.path if path]
import json, sysconfig
v = sys.version_info
paths = sysconfig.get_paths()
sites = sorted(set([paths["purelib"], paths["platlib"]]))
name = getattr(getattr(sys, "implementation", None), "name", "cpython")
base = getattr(sys, "base_prefix", sys.prefix)
print(json.dumps(["%d.%d.%d" % tuple(v[:3]), name, sys.prefix, base, sites]))
`;

/** Runs an interpreter to learn what it is. @throws UserError BROKEN_PYTHON if it does not run, or prints anything else */
export async function probe(command: string): Promise<Python> {
  const { error, stdout, stderr } = await runProbe(command);
  const line = stdout.trim().split(/\r?\n/).at(-1) ?? "";
  if (error === null && line.startsWith("[")) {
    const [version, implementation, prefix, basePrefix, sitePackages] = JSON.parse(line) as [
      string,
      string,
      string,
      string,
      string[],
    ];
    const minor = toMinorVersion(version);
    return { command, version, minor, implementation, prefix, basePrefix, sitePackages };
  }
  const reason = tail(stderr, 3) || error?.message || "it printed nothing";
  throw new UserError("BROKEN_PYTHON", `${command} does not run as Python: ${reason}`, "Name another with --python.");
}

function runProbe(command: string): Promise<{ error: Error | null; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(command, ["-E", "-s", "-c", PROBE_SCRIPT], { timeout: 20_000 }, (error, stdout, stderr) =>
      resolve({ error, stdout, stderr }),
    );
  });
}

function isSupported(python: Python): boolean {
  const [major = 0, minor = 0] = python.version.split(".").map(Number);
  return major === OLDEST_PYTHON[0] && minor >= OLDEST_PYTHON[1];
}

/** Returns a Python that the bridge supports. @throws UserError OLD_PYTHON naming the version and the path */
export function requireSupported(python: Python): Python {
  if (isSupported(python)) return python;
  throw new UserError(
    "OLD_PYTHON",
    `${python.command} is Python ${python.version}; SnakeBridge needs ${OLDEST_PYTHON.join(".")} or newer`,
    `Install a newer Python, or name one: --python /path/to/python3.${NEWEST_KNOWN_MINOR - 1}`,
  );
}

/** Lists the commands that are tried on the PATH, in this order. */
export function candidates(): string[] {
  const named: string[] = [];
  for (let minor = NEWEST_KNOWN_MINOR; minor >= OLDEST_PYTHON[1]; minor--) named.push(`python3.${minor}`);
  return ["python3", "python", ...named];
}

/**
 * Finds the first supported Python on the PATH.
 * @throws UserError OLD_PYTHON if all are too old, NO_PYTHON if there is none
 */
export async function findFirstPython(env: NodeJS.ProcessEnv): Promise<Python> {
  const names = candidates();
  const seen: Python[] = [];
  for (const name of names) {
    const command = findOnPath(name, env);
    if (command === null) continue;
    // The shim of a version manager is no Python if that version is not installed.
    const python = await probe(command).catch(() => null);
    if (python === null) continue;
    if (isSupported(python)) return python;
    seen.push(python);
  }
  if (seen[0] !== undefined) return requireSupported(seen[0]);
  throw new UserError(
    "NO_PYTHON",
    `no Python found: looked for ${names.join(", ")} on the PATH`,
    `Install Python ${OLDEST_PYTHON.join(".")} or newer (Debian, Ubuntu: sudo apt install python3 python3-venv), or name one with --python.`,
  );
}
