/**
 * Introspections kept by content: the same modules of the same versions, read by the same interpreter and the same
 * version of this package, are not read twice. Knows nothing of what they are used for.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { notWritable, readText, writeText } from "./files.ts";
import { type FileStats, Inputs, type Listings, sameFolders, statOf } from "./inputs.ts";
import type { Introspection } from "./schema.ts";

/** More are of use only to someone who switches between branches; each may be some megabytes. */
const KEPT = 4;

/** Everything an introspection depends on but the sources themselves. */
export interface CacheKey {
  readonly python: { readonly version: string; readonly implementation: string; readonly prefix: string };
  readonly platform: string;
  /** Version of this package. */
  readonly generator: string;
  readonly project: string;
  readonly paths: readonly string[];
  readonly modules: readonly string[];
}

interface Entry {
  readonly files: FileStats;
  readonly folders: Listings;
  /** By absolute path: digest of the content, for a file that was touched but not changed. */
  readonly hashes: Readonly<Record<string, string>>;
  readonly introspection: Introspection;
}

/** @param folders where a new file or package would change what is found */
export function saveIntrospection(
  cache: string,
  key: CacheKey,
  introspection: Introspection,
  folders: readonly string[],
): void {
  const inputs = new Inputs();
  const sources = introspection.modules.flatMap((module) => module.sources);
  for (const { path } of sources) inputs.file(path);
  for (const folder of folders) inputs.folder(folder);
  const entry: Entry = {
    files: inputs.files,
    folders: inputs.folders,
    hashes: Object.fromEntries(sources.map(({ path, hash }) => [path, hash])),
    introspection,
  };
  writeText(pathOf(cache, key), JSON.stringify(entry));
  prune(cache);
}

/** `null`: there is none, or something it was read from is different now. */
export function cachedIntrospection(cache: string, key: CacheKey): Introspection | null {
  const text = readText(pathOf(cache, key));
  if (text === null) return null;
  try {
    const entry = JSON.parse(text) as Entry;
    const same = Object.entries(entry.files).every(
      ([path, stat]) => statOf(path) === stat || hashOf(path) === entry.hashes[path],
    );
    return same && sameFolders(entry.folders) ? entry.introspection : null;
  } catch {
    // Cut short by a full disk, or edited: it is made again.
    return null;
  }
}

function hashOf(path: string): string | null {
  try {
    return createHash("sha256").update(readFileSync(path)).digest("hex");
  } catch {
    return null;
  }
}

function pathOf(cache: string, key: CacheKey): string {
  const digest = createHash("sha256").update(JSON.stringify(key)).digest("hex").slice(0, 24);
  return join(cache, `ir-${digest}.json`);
}

function prune(cache: string): void {
  const files = readdirSync(cache).filter((name) => /^ir-\w+\.json$/.test(name));
  const byAge = files
    .map((name) => ({
      path: join(cache, name),
      time: statSync(join(cache, name), { throwIfNoEntry: false })?.mtimeMs ?? 0,
    }))
    .sort((a, b) => b.time - a.time);
  for (const { path } of byAge.slice(KEPT)) {
    try {
      rmSync(path, { force: true });
    } catch (error) {
      throw notWritable(error, cache);
    }
  }
}
