/**
 * Drift, found without Python: the imports, uv.lock, the packages that this release installs and the user's own modules
 * against snakebridge.lock, and the generated call tables where there are any. Writes nothing.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { keywordsOf, parseTable } from "./bindings.ts";
import type { Config } from "../config.ts";
import { discover, tsconfigsOf, type Wanted } from "../project/discover.ts";
import { UserError } from "../errors.ts";
import { pinnedVersions } from "../pins.ts";
import { readText } from "../project/files.ts";
import type { CheckReport } from "../generate.ts";
import { freshLock } from "./generation.ts";
import { type Drift, differences, flips, type Lock, type LockedModule, namesDrift, parseLock, pinDrift } from "./lockfile.ts";
import { layout } from "../project/layout.ts";
import type { Reader } from "../ir/introspect.ts";
import { knownTsconfigs, type Question } from "./up-to-date.ts";

/** Runs work that asks Python, for as long as it takes. */
export type Asking = <T>(work: (reader: Promise<Reader>) => Promise<T>) => Promise<T>;

/** @throws UserError for files that cannot be read */
export async function runCheck(question: Question, config: Config, asking: Asking): Promise<CheckReport> {
  const { root, tsconfig } = question.project;
  const { modules, problems } = discover([...new Set([...tsconfigsOf(root, tsconfig), ...knownTsconfigs(root)])]);
  const place = layout(root);
  const lock = parseLock(readText(place.lock), place.lock);
  if (lock === null) {
    const missing = modules.size === 0 ? [] : [drift("", "there is no snakebridge.lock, but there are py: imports")];
    return report(problems, missing);
  }
  const versions = lockedVersions(readText(join(root, "uv.lock")) ?? "");
  const found = [
    ...pinDrift(lock.pins, pinnedVersions()),
    ...importDrift(lock, modules),
    ...Object.entries(lock.modules).flatMap(([name, module]) => [
      ...versionDrift(name, module, versions),
      ...sourceDrift(root, name, module),
      ...verdictDrift(place.modules, name, module),
    ]),
  ];
  if (found.length === 0 || found.some(({ breaking }) => breaking)) return report(problems, found);
  // Something changed. Which calls that breaks only Python can tell, where there is one.
  const fresh = await asking((reader) => freshLock(question, config, reader)).catch((error: unknown) => {
    if (error instanceof UserError) return null;
    throw error;
  });
  const breaking = fresh === null ? [] : differences(lock, fresh, false).filter((item) => item.breaking);
  return report(problems, [...found, ...breaking]);
}

function report(problems: CheckReport["problems"], found: readonly Drift[]): CheckReport {
  return { status: problems.length + found.length === 0 ? "ok" : "drift", problems, drift: found };
}

function drift(module: string, message: string, breaking = false): Drift {
  return { module, message, breaking };
}

function importDrift(lock: Lock, modules: ReadonlyMap<string, Wanted>): Drift[] {
  const names = new Set([...Object.keys(lock.modules), ...modules.keys()]);
  return [...names].flatMap((name) => namesDrift(name, lock.modules[name], modules.get(name)) ?? []);
}

function versionDrift(name: string, module: LockedModule, versions: ReadonlyMap<string, readonly string[]>): Drift[] {
  const [distribution = "", version = ""] = module.distribution?.split(" ") ?? [];
  const locked = versions.get(normalized(distribution));
  if (module.distribution === undefined || locked === undefined || locked.includes(version)) return [];
  return [drift(name, `py:${name}: uv.lock has ${distribution} ${locked.join(", ")}, snakebridge.lock ${version}`)];
}

/** By normalized name; a lock may hold several versions of one distribution for several platforms. */
function lockedVersions(uvLock: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const [, name = "", version = ""] of uvLock.matchAll(
    /^\[\[package\]\]\r?\nname = "([^"]+)"\r?\nversion = "([^"]+)"/gm,
  )) {
    found.set(normalized(name), [...(found.get(normalized(name)) ?? []), version]);
  }
  return found;
}

function normalized(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]+/g, "-");
}

function sourceDrift(root: string, name: string, module: LockedModule): Drift[] {
  return Object.entries(module.files ?? {}).flatMap(([file, digest]) => {
    const state = fileDigest(join(root, file));
    if (state === digest) return [];
    return [
      drift(name, `py:${name}: ${file} ${state === null ? "is gone" : "changed"} since snakebridge.lock was written`),
    ];
  });
}

function fileDigest(path: string): string | null {
  try {
    return createHash("sha256").update(readFileSync(path)).digest("hex");
  } catch {
    return null;
  }
}

/** The bindings on this machine against the lock: which of the two is right, only a generation tells. */
function verdictDrift(folder: string, name: string, module: LockedModule): Drift[] {
  const table = parseTable(readText(join(folder, `${name}.$table.js`)) ?? "");
  if (table === null) return [];
  return flips(module.keywords, keywordsOf(table)).map((flip) => drift(name, `py:${name}: ${flip}`, true));
}
