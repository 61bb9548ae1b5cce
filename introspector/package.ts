/** This installation of snakebridge: its folder, its version, and a stamp of the code that generates. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

/** The folder of this package: it holds `python/` beside `dist/` or the sources. */
export const packageFolder: string = (() => {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    if (existsSync(join(folder, "python", "introspect.py"))) return folder;
    if (dirname(folder) === folder) return dirname(import.meta.dirname);
  }
})();

/** Returns the version of this package. */
export function packageVersion(): string {
  const text = readFileSync(join(packageFolder, "package.json"), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}

/**
 * Returns a text that changes whenever the code that generates may have changed: with each installation and, in a source
 * checkout, with each edit. It is never part of a committed file.
 */
export function generatorStamp(): string {
  // A package manager gives files the times of the archive. Only this time says when they were installed.
  const installed = statSync(join(packageFolder, "package.json")).ctimeMs;
  const sources = ["introspector", "dist/introspector", "python/snakebridge/introspect"];
  const isCheckout = existsSync(join(packageFolder, "introspector"));
  const newest = isCheckout ? Math.max(...sources.map((folder) => findNewestTime(join(packageFolder, folder)))) : 0;
  return `${packageVersion()} ${installed} ${newest}`;
}

function findNewestTime(folder: string): number {
  let newest = 0;
  for (const entry of existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : []) {
    if (entry.name === "__pycache__") continue;
    const path = join(folder, entry.name);
    newest = Math.max(newest, entry.isDirectory() ? findNewestTime(path) : statSync(path).mtimeMs);
  }
  return newest;
}
