/**
 * Introspections kept by content: the same modules of the same versions, read by the same interpreter and the same
 * version of this package, are not read twice. Knows nothing of what they are used for.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { readText, writeText } from "../project/files.ts";
import { type FileStats, Inputs, type Listings, sameFolders, statOf } from "../project/fingerprints.ts";
import type { Introspection } from "./ir.ts";

/** More are of use only to someone who switches between branches; each may be some megabytes. */
const KEPT = 4;

/** Everything an introspection depends on but the sources themselves. */
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

/** Beside the introspection, so that it can be judged without reading megabytes. */
interface Evidence {
  readonly files: FileStats;
  readonly folders: Listings;
  /** By absolute path: digest of the content, for a file that was touched but not changed. */
  readonly hashes: Readonly<Record<string, string>>;
}

/**
 * @param printed the introspection as it was printed: to write some megabytes anew takes its time
 * @param noteFolders adds the folders where a new file or package would change what is found
 */
export function saveIntrospection(
  cache: string,
  key: CacheKey,
  introspection: Introspection,
  printed: string,
  noteFolders: (inputs: Inputs) => void,
): void {
  const inputs = new Inputs();
  const sources = introspection.modules.flatMap((module) => module.sources);
  for (const { path } of sources) inputs.file(path);
  noteFolders(inputs);
  const hashes = Object.fromEntries(sources.map(({ path, hash }) => [path, hash]));
  const evidence: Evidence = { files: inputs.files, folders: inputs.folders, hashes };
  const place = placeOf(cache, key);
  // The evidence last: without it the rest does not count.
  writeText(place.data, printed);
  writeText(place.evidence, JSON.stringify(evidence));
  prune(cache);
}

/** `null`: there is none, or something it was read from is different now. */
export function cachedIntrospection(cache: string, key: CacheKey): Introspection | null {
  if (cachedSources(cache, key) === null) return null;
  return parsed<Introspection>(readText(placeOf(cache, key).data));
}

/** The files that a kept introspection was read from, if it still holds. */
export function cachedSources(cache: string, key: CacheKey): readonly string[] | null {
  const evidence = parsed<Evidence>(readText(placeOf(cache, key).evidence));
  if (evidence === null || !sameFolders(evidence.folders)) return null;
  const files = Object.entries(evidence.files);
  const same = files.every(([path, stat]) => statOf(path) === stat || hashOf(path) === evidence.hashes[path]);
  return same ? files.map(([path]) => path) : null;
}

function parsed<T>(text: string | null): T | null {
  if (text === null) return null;
  try {
    return JSON.parse(text) as T;
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

function placeOf(cache: string, key: CacheKey): { readonly data: string; readonly evidence: string } {
  const digest = createHash("sha256").update(JSON.stringify(key)).digest("hex").slice(0, 24);
  return { data: join(cache, `ir-${digest}.json`), evidence: join(cache, `ir-${digest}.evidence.json`) };
}

/** The newest stay. */
function prune(cache: string): void {
  const kept = readdirSync(cache).filter((name) => /^ir-\w+\.json$/.test(name));
  const byAge = kept
    .map((name) => ({ name, time: statSync(join(cache, name), { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .sort((a, b) => b.time - a.time);
  for (const { name } of byAge.slice(KEPT)) {
    rmSync(join(cache, name), { force: true });
    rmSync(join(cache, name.replace(/\.json$/, ".evidence.json")), { force: true });
  }
}
