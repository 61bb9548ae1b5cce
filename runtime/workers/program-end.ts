/** What becomes of running workers when the program ends. Knows no more of them than that. */

export interface Running {
  /** Calls wait for an answer. */
  readonly busy: boolean;
  /** Ends it in order, keeping the program alive until then. */
  close(): void;
  kill(): void;
}

const running = new Set<Running>();

/**
 * A program that has nothing left to do ends its workers in order, so that what Python printed last is not lost. One that
 * exits in the middle of a call does not leave the call running. The worker that is idle then sees the end of its input.
 */
export function endWithProgram(worker: Running): void {
  if (running.size === 0) {
    process.on("beforeExit", closeAll);
    process.on("exit", killBusy);
  }
  running.add(worker);
}

/** It has ended by itself. */
export function ended(worker: Running): void {
  if (!running.delete(worker) || running.size > 0) return;
  process.off("beforeExit", closeAll);
  process.off("exit", killBusy);
}

function closeAll(): void {
  for (const worker of running) worker.close();
}

function killBusy(): void {
  for (const worker of running) if (worker.busy) worker.kill();
}
