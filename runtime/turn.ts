/** The end of a turn: when everything that runs without waiting has run, so that a batch of calls is complete. */

/**
 * Runs `action` after the microtasks of this turn. A microtask first: called from a timer or an event, `nextTick` alone
 * would come before the microtasks, and so before an `await` has attached itself to the call that it awaits.
 */
export function atEndOfTurn(action: () => void): void {
  queueMicrotask(() => process.nextTick(action));
}
