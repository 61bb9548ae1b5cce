/** Runs an action when the garbage collector has taken an object. One registry serves the process. */

const registry = new FinalizationRegistry<() => void>((action) => action());

/** Runs `action` some time after nothing can reach `object` any more. `action` must not reference `object`. */
export function runWhenCollected(object: object, action: () => void): void {
  registry.register(object, action);
}
