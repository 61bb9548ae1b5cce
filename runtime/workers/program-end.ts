/** What becomes of running workers when the program ends. Knows no more of them than that. */

export interface RunningWorker {
  /** Calls wait for an answer. */
  readonly busy: boolean;
  /** Ends it in order, keeping the program alive until then. */
  close(): void;
  kill(): void;
}

const runningWorkers = new Set<RunningWorker>();

/**
 * A program that has nothing left to do ends its workers in order, so that what Python printed last is not lost. One that
 * exits in the middle of a call does not leave the call running. The worker that is idle then sees the end of its input.
 */
export function registerWorker(worker: RunningWorker): void {
  if (runningWorkers.size === 0) {
    process.on("beforeExit", closeAll);
    process.on("exit", killBusy);
  }
  runningWorkers.add(worker);
}

/** It has ended by itself. */
export function unregisterWorker(worker: RunningWorker): void {
  if (!runningWorkers.delete(worker) || runningWorkers.size > 0) return;
  process.off("beforeExit", closeAll);
  process.off("exit", killBusy);
}

function closeAll(): void {
  for (const worker of runningWorkers) worker.close();
}

function killBusy(): void {
  for (const worker of runningWorkers) if (worker.busy) worker.kill();
}
