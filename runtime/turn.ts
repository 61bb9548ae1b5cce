/** The end of a turn of the event loop: everything that runs without waiting has run, so the batch of calls is complete. */

/**
 * Runs `action` after the microtasks of this turn. It queues a microtask first, because in a timer or an event handler
 * `nextTick` alone would run before the microtasks, and so before an `await` has attached itself to the call that it awaits.
 */
export function atEndOfTurn(action: () => void): void {
  queueMicrotask(() => process.nextTick(action));
}
