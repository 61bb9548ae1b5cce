/**
 * Finds drift without Python: compares the imports, uv.lock, the packages that this release installs and the user's own
 * modules and, if there are any, the generated call tables with snakebridge.lock. Writes nothing.
 */
import { join } from "node:path";
import type { Config } from "../config.ts";
import { UserError } from "../errors.ts";
import type { Reader } from "../ir/introspect.ts";
import { readPinnedVersions } from "../pins.ts";
import { discover, type ModuleUsage, tsconfigsOf } from "../project/discover.ts";
import { readText } from "../project/files.ts";
import { digestFile } from "../project/fingerprints.ts";
import { type GenerateRequest, layout, tableFile } from "../project/layout.ts";
import type { CheckReport } from "../report.ts";
import { listVerdicts, parseTable } from "./bindings.ts";
import { computeLock } from "./generation.ts";
import {
  comparePins,
  type Drift,
  differences,
  flips,
  type Lock,
  type LockedModule,
  namesDrift,
  parseLock,
} from "./lockfile.ts";
import { readKnownTsconfigs } from "./up-to-date.ts";

/** Gives work a reader, and closes the reader after the work. */
export type WithReader = <T>(work: (reader: Promise<Reader>) => Promise<T>) => Promise<T>;

/**
 * Compares the committed files of a project.
 * @param withReader Is used only if something changed without being breaking by itself.
 * @throws UserError for files that cannot be read
 */
export async function runCheck(request: GenerateRequest, config: Config, withReader: WithReader): Promise<CheckReport> {
  const { root, tsconfig } = request.project;
  const { modules, problems } = discover([...new Set([...tsconfigsOf(root, tsconfig), ...readKnownTsconfigs(root)])]);
  const paths = layout(root);
  const lock = parseLock(readText(paths.lock), paths.lock);
  if (lock === null) {
    const missing =
      modules.size === 0 ? [] : [createDrift("", "there is no snakebridge.lock, but there are py: imports")];
    return createReport(problems, missing);
  }
  const versions = readLockedVersions(readText(join(root, "uv.lock")) ?? "");
  const found = [
    ...comparePins(lock.pins, readPinnedVersions()),
    ...findImportDrift(lock, modules),
    ...Object.entries(lock.modules).flatMap(([name, module]) => [
      ...findVersionDrift(name, module, versions),
      ...findSourceDrift(root, name, module),
      ...findVerdictDrift(paths.modules, name, module),
    ]),
  ];
  if (found.length === 0 || found.some(({ breaking }) => breaking)) return createReport(problems, found);
  // Something changed. Only Python can tell which calls that breaks; without an environment, that stays unknown.
  const fresh = await withReader((reader) => computeLock(request, config, reader)).catch((error: unknown) => {
    if (error instanceof UserError) return null;
    throw error;
  });
  const breaking = fresh === null ? [] : differences(lock, fresh, false).filter((item) => item.breaking);
  return createReport(problems, [...found, ...breaking]);
}

function createReport(problems: CheckReport["problems"], found: readonly Drift[]): CheckReport {
  return { status: problems.length + found.length === 0 ? "ok" : "drift", problems, drift: found };
}

function createDrift(module: string, message: string, breaking = false): Drift {
  return { module, message, breaking };
}

function findImportDrift(lock: Lock, modules: ReadonlyMap<string, ModuleUsage>): Drift[] {
  const names = new Set([...Object.keys(lock.modules), ...modules.keys()]);
  return [...names].flatMap((name) => namesDrift(name, lock.modules[name], modules.get(name)) ?? []);
}

function findVersionDrift(
  name: string,
  module: LockedModule,
  versions: ReadonlyMap<string, readonly string[]>,
): Drift[] {
  const [distribution = "", version = ""] = module.distribution?.split(" ") ?? [];
  const locked = versions.get(normalizeName(distribution));
  if (module.distribution === undefined || locked === undefined || locked.includes(version)) return [];
  return [
    createDrift(name, `py:${name}: uv.lock has ${distribution} ${locked.join(", ")}, snakebridge.lock ${version}`),
  ];
}

/** Reads uv.lock by normalized name. It may hold several versions of one distribution, for several platforms. */
function readLockedVersions(uvLock: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const [, name = "", version = ""] of uvLock.matchAll(
    /^\[\[package\]\]\r?\nname = "([^"]+)"\r?\nversion = "([^"]+)"/gm,
  )) {
    found.set(normalizeName(name), [...(found.get(normalizeName(name)) ?? []), version]);
  }
  return found;
}

function normalizeName(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]+/g, "-");
}

function findSourceDrift(root: string, name: string, module: LockedModule): Drift[] {
  return Object.entries(module.files ?? {}).flatMap(([file, digest]) => {
    const state = digestFile(join(root, file));
    if (state === digest) return [];
    return [
      createDrift(
        name,
        `py:${name}: ${file} ${state === null ? "is gone" : "changed"} since snakebridge.lock was written`,
      ),
    ];
  });
}

/** Compares the bindings on this machine with the lock. Only a generation can tell which of the two is right. */
function findVerdictDrift(folder: string, name: string, module: LockedModule): Drift[] {
  const table = parseTable(readText(join(folder, tableFile(name))) ?? "");
  if (table === null) return [];
  return flips(module.keywords, listVerdicts(table)).map((flip) => createDrift(name, `py:${name}: ${flip}`, true));
}
