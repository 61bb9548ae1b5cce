/**
 * Starts workers, decides when the next one may start, and explains how each one ended. The launcher knows how a process is
 * started; the connection knows what it does.
 */
import { Connection, type DisconnectReason, type Limits } from "../connection/connection.ts";
import type { Permissions } from "../connection/permissions.ts";
import { EnvironmentError, ProtocolError, SnakeBridgeError, WorkerCrashedError } from "../errors.ts";
import { showCallSite } from "../proxies/python-error.ts";
import type { Transport, TransportEnd, TransportListener } from "../transports/transport.ts";
import { toMinorVersion } from "./executables.ts";
import { type RunningWorker, registerWorker, unregisterWorker } from "./program-end.ts";

/** Starts the process of a worker. */
export interface Launcher {
  /** How long a worker may take until it answers, in milliseconds. */
  readonly startTimeout: number;
  /** Starts a worker. @throws EnvironmentError when there is nothing to start */
  open(listener: TransportListener): Transport;
  /** The minor versions of Python that the program accepts (`3.12`); empty: every version. */
  readonly acceptedPythons: readonly string[];
  /** Explains why the program, which accepts other versions of Python, does not use a worker of this one. */
  explainVersion(version: string, accepted: readonly string[]): string;
  /** Explains in one sentence why a worker ended before it was ready. */
  explain(end: TransportEnd): string;
}

/** A worker that lived this long did not fail to start. */
const STABLE_AFTER_MS = 10_000;

/** Returns how long the next start waits, in milliseconds, after `failures` workers in a row ended early. */
export function backoffDelay(failures: number): number {
  return failures < 2 ? 0 : Math.min(100 * 2 ** (failures - 2), 5000);
}

export class Supervisor {
  readonly #permissions: Permissions;
  readonly #limits: Limits;
  readonly #launcher: Launcher;
  #failures = 0;

  constructor(permissions: Permissions, limits: Limits, launcher: Launcher) {
    this.#permissions = permissions;
    this.#limits = limits;
    this.#launcher = launcher;
  }

  /** Returns a connection that takes calls at once. Its process starts now or, after early failures, a little later. */
  start(): Connection {
    let isReady = false;
    const accepted = this.#launcher.acceptedPythons;
    const connection = new Connection(this.#permissions, this.#limits, accepted, ({ python }) => {
      isReady = true;
      if (accepted.length === 0 || accepted.includes(toMinorVersion(python))) return;
      // The worker refuses as well: it runs none of the calls that it has received.
      const reason = this.#launcher.explainVersion(python, accepted);
      connection.stop(() => new EnvironmentError(reason));
    });
    const launch = () => this.#launch(connection, () => isReady);
    const delay = backoffDelay(this.#failures);
    if (delay === 0) launch();
    else setTimeout(launch, delay);
    return connection;
  }

  #launch(connection: Connection, isReady: () => boolean): void {
    const begun = performance.now();
    const { startTimeout } = this.#launcher;
    let late = false;
    let running: RunningWorker | undefined;
    const timer = setTimeout(() => {
      if (isReady()) return;
      late = true;
      running?.kill();
    }, startTimeout);
    timer.unref();
    const listener: TransportListener = {
      onFrame: (body) => connection.receive(body),
      onEnd: (end) => {
        clearTimeout(timer);
        if (running !== undefined) unregisterWorker(running);
        this.#failures = performance.now() - begun < STABLE_AFTER_MS ? this.#failures + 1 : 0;
        connection.end(this.#reasonOf(end, isReady(), late ? startTimeout : null));
      },
    };
    try {
      const transport = this.#launcher.open(listener);
      running = toRunningWorker(connection, transport);
      registerWorker(running);
      connection.attach(transport);
    } catch (error) {
      clearTimeout(timer);
      connection.end(() => (error instanceof SnakeBridgeError ? error : createStartError(error)));
    }
  }

  #reasonOf(end: TransportEnd, isReady: boolean, lateAfter: number | null): DisconnectReason {
    if (lateAfter !== null) {
      return () =>
        new EnvironmentError(
          `Python did not start within ${lateAfter} ms, the option \`startTimeout\`${stderrSuffix(end)}`,
        );
    }
    if (end.broken !== null) {
      return () => new ProtocolError(`the Python worker was ended, because it sent ${end.broken}`);
    }
    if (!isReady) {
      const explanation = this.#launcher.explain(end);
      return () => new EnvironmentError(explanation + stderrSuffix(end));
    }
    return (lost) => {
      const before = lost === undefined ? "" : ` before ${lost.label} answered`;
      const error = new WorkerCrashedError(
        `the Python worker ended (${describeExit(end)})${before}${stderrSuffix(end)}`,
        end,
      );
      if (lost !== undefined) showCallSite(error, lost.site);
      return error;
    };
  }
}

function toRunningWorker(connection: Connection, transport: Transport): RunningWorker {
  return {
    get busy() {
      return connection.busy;
    },
    close() {
      connection.end(() => new EnvironmentError("the program had ended, and its Python worker with it"));
      transport.close();
    },
    kill: () => transport.kill(),
  };
}

function createStartError(cause: unknown): EnvironmentError {
  return new EnvironmentError(`the Python worker could not be started: ${(cause as Error).message}`, { cause });
}

/** Returns `exit code 1` or `SIGKILL`. */
export function describeExit({ exitCode, signal }: TransportEnd): string {
  return signal ?? `exit code ${exitCode}`;
}

function stderrSuffix({ stderr }: TransportEnd): string {
  return stderr.length === 0 ? "" : `; it said last:\n${stderr.map((line) => `  ${line}`).join("\n")}`;
}
