/** Which snakebridge this is. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { packageFolder } from "./inspect.ts";

export function packageVersion(): string {
  const text = readFileSync(join(packageFolder, "package.json"), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}

/**
 * Changes whenever the code that generates may have changed: with each installation and, in a source checkout, with each
 * edit. Never part of anything that is committed.
 */
export function generatorStamp(): string {
  // A package manager gives files the times of the archive; only this one says when they came to lie here.
  const installed = statSync(join(packageFolder, "package.json")).ctimeMs;
  const sources = ["introspector", "dist/introspector", "python/snakebridge/introspect"];
  const isCheckout = existsSync(join(packageFolder, "introspector"));
  const newest = isCheckout ? Math.max(...sources.map((folder) => newestIn(join(packageFolder, folder)))) : 0;
  return `${packageVersion()} ${installed} ${newest}`;
}

function newestIn(folder: string): number {
  let newest = 0;
  for (const entry of existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : []) {
    if (entry.name === "__pycache__") continue;
    const path = join(folder, entry.name);
    newest = Math.max(newest, entry.isDirectory() ? newestIn(path) : statSync(path).mtimeMs);
  }
  return newest;
}
