/** Ends the running workers when the program ends. */

export interface RunningWorker {
  /** Whether calls wait for an answer. */
  readonly busy: boolean;
  /** Lets the worker finish and exit; keeps the program alive until then. */
  close(): void;
  kill(): void;
}

const runningWorkers = new Set<RunningWorker>();

/**
 * Registers a worker to be ended with the program. A program that has nothing left to do closes its workers, so that what
 * Python printed last is not lost. A program that exits in the middle of a call kills the worker of that call. An idle worker
 * sees the end of its input.
 */
export function registerWorker(worker: RunningWorker): void {
  if (runningWorkers.size === 0) {
    process.on("beforeExit", closeAll);
    process.on("exit", killBusy);
  }
  runningWorkers.add(worker);
}

/** Removes a worker that has ended by itself. */
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
