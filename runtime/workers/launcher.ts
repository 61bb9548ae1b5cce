/** Chooses the process of a worker: the interpreter, the worker's file and its folders. Knows no message. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Permissions } from "../connection/permissions.ts";
import type { Settings } from "../options.ts";
import { openStdio } from "../transports/stdio.ts";
import type { Transport, TransportEnd, TransportListener } from "../transports/transport.ts";
import { OLDEST_PYTHON } from "./executables.ts";
import { findPython } from "./find-python.ts";
import { describeExit, type Launcher } from "./supervisor.ts";

export class ProcessLauncher implements Launcher {
  readonly #permissions: Permissions;
  readonly #settings: () => Settings;
  readonly #frameLimit: number;
  #python = "python3";

  /** @param settings Is called at each start. */
  constructor(permissions: Permissions, settings: () => Settings, frameLimit: number) {
    this.#permissions = permissions;
    this.#settings = settings;
    this.#frameLimit = frameLimit;
  }

  get startTimeout(): number {
    return this.#settings().startTimeout;
  }

  open(listener: TransportListener): Transport {
    const roots = this.#permissions.roots;
    const program = process.argv[1];
    this.#python = findPython({
      option: this.#settings().python,
      env: process.env,
      folders: [...roots, ...(program === undefined ? [] : [dirname(program)]), process.cwd()],
    });
    const packages = roots.flatMap((root) => ["--packages", join(root, ".snakebridge", "python")]).slice(0, 2);
    return openStdio({ file: this.#python, args: [findWorkerFile(), ...packages] }, this.#frameLimit, listener);
  }

  get acceptedPythons(): readonly string[] {
    return this.#settings().anyPython ? [] : this.#permissions.pythonVersions;
  }

  explainVersion(version: string, accepted: readonly string[]): string {
    const built = accepted.join(" and ");
    return (
      `${this.#python} is Python ${version}, and this program was built for Python ${built}: its types and its ` +
      "packages may differ. Run `npx snakebridge sync` to make the environment that it was built for, name one in " +
      "SNAKEBRIDGE_PYTHON, or allow this one with `configure({ anyPython: true })`"
    );
  }

  explain(end: TransportEnd): string {
    const python = this.#python;
    if (end.startFailure !== null) return `${python} could not be started: ${end.startFailure.message}; ${ADVICE}`;
    const version = readVersion(python);
    if (version === undefined) return `${python} is no working Python (${describeExit(end)}); ${ADVICE}`;
    const [major = 0, minor = 0] = version.split(".").map(Number);
    if (major < OLDEST_PYTHON[0] || (major === OLDEST_PYTHON[0] && minor < OLDEST_PYTHON[1])) {
      return `${python} is Python ${version}, and snakebridge needs ${OLDEST_PYTHON.join(".")} or newer; ${ADVICE}`;
    }
    return `Python ${version} (${python}) ended before it was ready (${describeExit(end)})`;
  }
}

const ADVICE = "`npx snakebridge doctor` shows what is used, `npx snakebridge sync` makes the project's environment";

/** `python/worker.py` of this package: beside `runtime/` in the sources, one level further up in what is published. */
function findWorkerFile(): string {
  const here = fileURLToPath(new URL(".", import.meta.url));
  const places = [join(here, "../../python/worker.py"), join(here, "../../../python/worker.py")];
  return places.find((place) => existsSync(place)) ?? (places[1] as string);
}

function readVersion(python: string): string | undefined {
  try {
    const ask = "import sys; sys.stdout.write('.'.join(map(str, sys.version_info[:3])))";
    return execFileSync(python, ["-c", ask], { encoding: "utf8", timeout: 5000, stdio: ["ignore", "pipe", "ignore"] });
  } catch {
    return undefined;
  }
}
