/**
 * The Python packages that this release installs by itself: exact versions with hashes, in `python/requirements/`. No
 * other file of the product names a version. `npm run update` renews them.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageFolder } from "./package.ts";

/** `bridge`: what the worker and the introspector use. `uv`: the private uv of a project that finds none. */
export type PinSet = "bridge" | "uv";

const PIN_SETS: readonly PinSet[] = ["bridge", "uv"];

/** @returns the absolute path of a requirements file with hashes */
export function locateRequirements(set: PinSet): string {
  return join(packageFolder, "python", "requirements", `${set}.txt`);
}

/** The pinned version of each package, by distribution name. */
export function readPinnedVersions(sets: readonly PinSet[] = PIN_SETS): Readonly<Record<string, string>> {
  return Object.fromEntries(
    sets.flatMap((set) => {
      const text = readFileSync(locateRequirements(set), "utf8");
      return [...text.matchAll(/^([\w.-]+)==([^\s;\\]+)/gm)].map(([, name = "", version = ""]) => [name, version]);
    }),
  );
}

/** Changes with every version and every hash. */
export function digestPins(sets: readonly PinSet[] = PIN_SETS): string {
  const hash = createHash("sha256");
  for (const set of sets) hash.update(readFileSync(locateRequirements(set)));
  return hash.digest("hex").slice(0, 32);
}
