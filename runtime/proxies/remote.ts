/** How the bridge recognises its own proxies: a key that nothing outside can know. */
import type { RemoteProxy } from "./proxy.ts";

/** Reads the standing behind a proxy; undefined on everything else. */
export const remoteKey: unique symbol = Symbol("snakebridge.state");

/** What stands behind `value`, if it is a proxy of the bridge. */
export function remoteOf(value: unknown): RemoteProxy | undefined {
  return typeof value === "function" ? (value as { [remoteKey]?: RemoteProxy })[remoteKey] : undefined;
}
