/** How the bridge recognises its own proxies: a key that nothing outside can know. */
import type { Standing } from "./proxy.ts";

/** Reads the standing behind a proxy; undefined on everything else. */
export const state: unique symbol = Symbol("snakebridge.state");

/** What stands behind `value`, if it is a proxy of the bridge. */
export function standingOf(value: unknown): Standing | undefined {
  return typeof value === "function" ? (value as { [state]?: Standing })[state] : undefined;
}
