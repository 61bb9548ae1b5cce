/**
 * A cache of introspections: the same modules of the same versions, read by the same interpreter and the same version of
 * this package, are not read twice. Knows nothing of what introspections are used for.
 */
import { createHash } from "node:crypto";
import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { readJson, writeText } from "../project/files.ts";
import { digestFile, type FileStats, Inputs, type Listings, sameFolders, statOf } from "../project/fingerprints.ts";
import type { Introspection } from "./ir.ts";

/** Limit of the cache. Each introspection may have some megabytes; more of them help only when branches are switched. */
const MAX_INTROSPECTIONS = 4;

/** Everything that an introspection depends on, except the sources themselves. */
export interface CacheKey {
  readonly python: { readonly version: string; readonly implementation: string; readonly prefix: string };
  readonly platform: string;
  /** Version of this package. */
  readonly generator: string;
  /** Digest of the Python packages that this release installs. */
  readonly pins: string;
  readonly project: string;
  readonly paths: readonly string[];
  readonly modules: readonly string[];
}

/** Lies beside the introspection, so that the introspection can be judged without reading megabytes. */
interface CacheMetadata {
  readonly files: FileStats;
  readonly folders: Listings;
  /** Digests of the contents by absolute path, for a file that was touched but not changed. */
  readonly hashes: Readonly<Record<string, string>>;
}

/**
 * Adds an introspection to the cache and removes the oldest ones.
 * @param printed The introspection as Python printed it; printing some megabytes again would take time.
 * @param addFolders Adds the folders where a new file or package would change the result.
 */
export function saveIntrospection(
  cache: string,
  key: CacheKey,
  introspection: Introspection,
  printed: string,
  addFolders: (inputs: Inputs) => void,
): void {
  const inputs = new Inputs();
  const sources = introspection.modules.flatMap((module) => module.sources);
  for (const { path } of sources) inputs.addFile(path);
  addFolders(inputs);
  const hashes = Object.fromEntries(sources.map(({ path, hash }) => [path, hash]));
  const metadata: CacheMetadata = { files: inputs.files, folders: inputs.folders, hashes };
  const paths = cacheFiles(cache, key);
  // The metadata goes last: without it the introspection does not count.
  writeText(paths.introspection, printed);
  writeText(paths.metadata, JSON.stringify(metadata));
  removeOldest(cache);
}

/** Reads an introspection. @returns `null`: there is none, or one of its inputs changed. */
export function readCachedIntrospection(cache: string, key: CacheKey): Introspection | null {
  if (readCachedSources(cache, key) === null) return null;
  return readJson<Introspection>(cacheFiles(cache, key).introspection);
}

/** Returns the files that a cached introspection was read from. @returns `null`: there is none, or one of its inputs changed. */
export function readCachedSources(cache: string, key: CacheKey): readonly string[] | null {
  const metadata = readJson<CacheMetadata>(cacheFiles(cache, key).metadata);
  if (metadata === null || !sameFolders(metadata.folders)) return null;
  const files = Object.entries(metadata.files);
  const same = files.every(([path, stat]) => statOf(path) === stat || digestFile(path) === metadata.hashes[path]);
  return same ? files.map(([path]) => path) : null;
}

function cacheFiles(cache: string, key: CacheKey): { readonly introspection: string; readonly metadata: string } {
  const digest = createHash("sha256").update(JSON.stringify(key)).digest("hex").slice(0, 24);
  return { introspection: join(cache, `ir-${digest}.json`), metadata: join(cache, `ir-${digest}.metadata.json`) };
}

/** Removes all but the newest introspections. */
function removeOldest(cache: string): void {
  const kept = readdirSync(cache).filter((name) => /^ir-\w+\.json$/.test(name));
  const byAge = kept
    .map((name) => ({ name, time: statSync(join(cache, name), { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .sort((a, b) => b.time - a.time);
  for (const { name } of byAge.slice(MAX_INTROSPECTIONS)) {
    rmSync(join(cache, name), { force: true });
    rmSync(join(cache, name.replace(/\.json$/, ".metadata.json")), { force: true });
  }
}
