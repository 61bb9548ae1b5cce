/** Which process a worker is: the interpreter, the worker's file, its folders. Knows nothing of what it is told. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findPython } from "./find-python.ts";
import type { Permissions } from "../connection/permissions.ts";
import type { Settings } from "../options.ts";
import { openStdio } from "../transports/stdio.ts";
import { how, type Launcher } from "./supervisor.ts";
import type { Transport, TransportEnd, TransportListener } from "../transports/transport.ts";

const oldest = [3, 10] as const;

export class ProcessLauncher implements Launcher {
  readonly #permissions: Permissions;
  readonly #settings: () => Settings;
  readonly #frameLimit: number;
  #python = "python3";

  /** `settings` is asked at each start. */
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
    return openStdio({ file: this.#python, args: [workerFile(), ...packages] }, this.#frameLimit, listener);
  }

  explain(end: TransportEnd): string {
    const python = this.#python;
    if (end.startFailure !== null) return `${python} could not be started: ${end.startFailure.message}; ${advice}`;
    const version = versionOf(python);
    if (version === undefined) return `${python} is no working Python (${how(end)}); ${advice}`;
    const [major = 0, minor = 0] = version.split(".").map(Number);
    if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) {
      return `${python} is Python ${version}, and snakebridge needs ${oldest.join(".")} or newer; ${advice}`;
    }
    return `Python ${version} (${python}) ended before it was ready (${how(end)})`;
  }
}

const advice = "`npx snakebridge doctor` shows what is used, `npx snakebridge sync` makes the project's environment";

/** `python/worker.py` of this package: beside `runtime/` in the sources, one level further up in what is published. */
function workerFile(): string {
  const here = fileURLToPath(new URL(".", import.meta.url));
  const places = [join(here, "../../python/worker.py"), join(here, "../../../python/worker.py")];
  return places.find((place) => existsSync(place)) ?? (places[1] as string);
}

function versionOf(python: string): string | undefined {
  try {
    const ask = "import sys; sys.stdout.write('.'.join(map(str, sys.version_info[:3])))";
    return execFileSync(python, ["-c", ask], { encoding: "utf8", timeout: 5000, stdio: ["ignore", "pipe", "ignore"] });
  } catch {
    return undefined;
  }
}
