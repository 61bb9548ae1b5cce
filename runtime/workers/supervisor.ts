/**
 * Starts workers, one after another when they end, and explains how each one ended. Decides when the next may start; what
 * a worker does is its own business, and how a process is started is the launcher's.
 */
import { EnvironmentError, ProtocolError, SnakeBridgeError, WorkerCrashedError } from "../errors.ts";
import type { Permissions } from "../connection/permissions.ts";
import { unregisterWorker, registerWorker, type RunningWorker } from "./program-end.ts";
import { showCallSite } from "../proxies/python-error.ts";
import type { Transport, TransportEnd, TransportListener } from "../transports/transport.ts";
import { type Limits, type DisconnectReason, Connection } from "../connection/connection.ts";

/** Starts the process of a worker. */
export interface Launcher {
  /** How long, in milliseconds, it may take until it answers. */
  readonly startTimeout: number;
  /** @throws EnvironmentError when there is nothing to start. */
  open(listener: TransportListener): Transport;
  /** What is known about a worker that ended before it was ready, in one sentence. */
  explain(end: TransportEnd): string;
}

/** A worker that lived this long, in milliseconds, did not fail to start. */
const STABLE_AFTER_MS = 10_000;

/** How long, in milliseconds, the next start waits after so many workers that ended early in a row. */
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

  /** A worker that takes calls at once; its process starts now or, after early failures, a little later. */
  start(): Connection {
    let isReady = false;
    const worker = new Connection(this.#permissions, this.#limits, () => {
      isReady = true;
    });
    const launch = () => this.#launch(worker, () => isReady);
    const delay = backoffDelay(this.#failures);
    if (delay === 0) launch();
    else setTimeout(launch, delay);
    return worker;
  }

  #launch(worker: Connection, isReady: () => boolean): void {
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
      onFrame: (body) => worker.receive(body),
      onEnd: (end) => {
        clearTimeout(timer);
        if (running !== undefined) unregisterWorker(running);
        this.#failures = performance.now() - begun < STABLE_AFTER_MS ? this.#failures + 1 : 0;
        worker.end(this.#reasonOf(end, isReady(), late ? startTimeout : null));
      },
    };
    try {
      const transport = this.#launcher.open(listener);
      running = toRunningWorker(worker, transport);
      registerWorker(running);
      worker.attach(transport);
    } catch (error) {
      clearTimeout(timer);
      worker.end(() => (error instanceof SnakeBridgeError ? error : createStartError(error)));
    }
  }

  #reasonOf(end: TransportEnd, isReady: boolean, lateAfter: number | null): DisconnectReason {
    if (lateAfter !== null) {
      return () =>
        new EnvironmentError(`Python did not start within ${lateAfter} ms, the option \`startTimeout\`${stderrSuffix(end)}`);
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
      const error = new WorkerCrashedError(`the Python worker ended (${describeExit(end)})${before}${stderrSuffix(end)}`, end);
      if (lost !== undefined) showCallSite(error, lost.site);
      return error;
    };
  }
}

function toRunningWorker(worker: Connection, transport: Transport): RunningWorker {
  return {
    get busy() {
      return worker.busy;
    },
    close() {
      worker.end(() => new EnvironmentError("the program had ended, and its Python worker with it"));
      transport.close();
    },
    kill: () => transport.kill(),
  };
}

function createStartError(cause: unknown): EnvironmentError {
  return new EnvironmentError(`the Python worker could not be started: ${(cause as Error).message}`, { cause });
}

/** `exit code 1`, `SIGKILL`. */
export function describeExit({ exitCode, signal }: TransportEnd): string {
  return signal ?? `exit code ${exitCode}`;
}

function stderrSuffix({ stderr }: TransportEnd): string {
  return stderr.length === 0 ? "" : `; it said last:\n${stderr.map((line) => `  ${line}`).join("\n")}`;
}
