/**
 * `snakebridge.lock`: what the bindings of each module were made from, and how its callables take keywords. It is
 * committed, so that a change shows in review and CI finds drift without Python. Format and comparison only.
 */
import { createHash } from "node:crypto";
import { compare } from "../compare.ts";
import { UserError } from "../errors.ts";

export interface Lock {
  readonly version: 1;
  /** Version of snakebridge. */
  readonly generator: string;
  /** `3.11` and `linux`: declarations differ by both. */
  readonly python: string;
  readonly platform: string;
  /** Versions of the Python packages that this release of snakebridge installs: their stubs become declarations. */
  readonly pins: Readonly<Record<string, string>>;
  readonly modules: Readonly<Record<string, LockedModule>>;
}

export interface LockedModule {
  readonly names: "*" | readonly string[];
  readonly origin: "stdlib" | "distribution" | "user";
  /** `numpy 2.4.6`. */
  readonly distribution?: string;
  /** Digest of everything the declarations were read from. */
  readonly source: string;
  /** For the user's own modules: digest by file, relative to the project. */
  readonly files?: Readonly<Record<string, string>>;
  /** Digest of the generated binding, its call table and its declarations. */
  readonly binding: string;
  /** Keyword verdicts by callable (`mean`, `ndarray.mean`), as in the call table. */
  readonly keywords: Readonly<Record<string, string>>;
}

export interface Drift {
  readonly module: string;
  readonly message: string;
  /** Whether it changes the meaning of a program, not only what the program was made from. */
  readonly breaking: boolean;
}

/** Prints a lock: sorted keys, one callable a line. The same lock gives the same bytes. */
export function printLock(lock: Lock): string {
  const modules = Object.fromEntries(
    Object.entries(lock.modules)
      .sort(([a], [b]) => compare(a, b))
      .map(([name, module]) => [name, { ...module, keywords: sorted(module.keywords) }]),
  );
  return `${JSON.stringify({ ...lock, modules }, null, 2)}\n`;
}

/** Reads a lock. @returns `null`: there is none. @throws UserError LOCK_FILE for a text that is no lock, such as one with merge marks */
export function parseLock(text: string | null, path: string): Lock | null {
  if (text === null) return null;
  const remedy = `Take either side of the merge, or remove ${path}; then run \`npx snakebridge generate\`.`;
  try {
    const lock = JSON.parse(text) as Lock;
    // A lock of before there were pins is one with none.
    if (lock.version === 1 && typeof lock.modules === "object") return { ...lock, pins: lock.pins ?? {} };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError("LOCK_FILE", `${path} cannot be read: ${reason}`, remedy, { cause: error });
  }
  throw new UserError("LOCK_FILE", `${path} is not a lock file that this version understands`, remedy);
}

/**
 * Chooses the lock to write after a generation. If another machine reads the same versions, the old lock stays: otherwise
 * two platforms would rewrite each other's lock again and again.
 */
export function nextLock(old: Lock | null, fresh: Lock): Lock {
  if (old === null || old.generator !== fresh.generator) return fresh;
  const sameMachine = old.python === fresh.python && old.platform === fresh.platform;
  return !sameMachine && differences(old, fresh, false).length === 0 ? old : fresh;
}

/** Lists the changes from one lock to the next. @param exact Digests must agree as well. */
export function differences(old: Lock, fresh: Lock, exact: boolean): Drift[] {
  const names = new Set([...Object.keys(old.modules), ...Object.keys(fresh.modules)]);
  const modules = [...names].sort(compare).flatMap((module) => {
    const [before, after] = [old.modules[module], fresh.modules[module]];
    const drift = (message: string, breaking = false): Drift => ({ module, message, breaking });
    const renamed = namesDrift(module, before, after);
    if (before === undefined || after === undefined) return renamed ?? [];
    const found = flips(before.keywords, after.keywords).map((flip) => drift(`py:${module}: ${flip}`, true));
    if (renamed !== null) found.push(renamed);
    if (before.distribution !== after.distribution) {
      const [from, to] = [before.distribution ?? before.origin, after.distribution ?? after.origin];
      found.push(drift(`py:${module}: snakebridge.lock has ${from}, the environment ${to}`));
    } else if (exact && (before.source !== after.source || before.binding !== after.binding) && found.length === 0) {
      found.push(drift(`py:${module}: its ${before.source === after.source ? "bindings" : "sources"} changed`));
    }
    return found;
  });
  return [...comparePins(old.pins, fresh.pins), ...modules];
}

/** What this release installs against what the lock was written with. */
export function comparePins(before: Lock["pins"], after: Lock["pins"]): Drift[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].sort(compare).flatMap((name) => {
    if (before[name] === after[name]) return [];
    const version = (pins: Lock["pins"]) =>
      `${pins[name] === undefined ? "no " : ""}${name} ${pins[name] ?? ""}`.trim();
    const message = `snakebridge.lock was written with ${version(before)}, this snakebridge installs ${version(after)}`;
    return [{ module: "", message, breaking: false }];
  });
}

/** Compares the names that are imported with those that were bound. @returns `null`: they are the same. */
export function namesDrift(
  module: string,
  before: Pick<LockedModule, "names"> | undefined,
  after: Pick<LockedModule, "names"> | undefined,
): Drift | null {
  const drift = (message: string): Drift => ({ module, message, breaking: false });
  if (before === undefined) return drift(`py:${module} is imported, but not in snakebridge.lock`);
  if (after === undefined) return drift(`py:${module} is in snakebridge.lock, but no longer imported`);
  if (JSON.stringify(before.names) === JSON.stringify(after.names)) return null;
  return drift(`py:${module}: imports are ${list(after.names)}, snakebridge.lock has ${list(before.names)}`);
}

/** Lists the callables that both have and that take a trailing object differently: a program would change its meaning. */
export function flips(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): string[] {
  return Object.keys(before).flatMap((name) => {
    const [from, to] = [before[name] ?? "", after[name]];
    if (to === undefined || sameVerdict(from, to)) return [];
    return [`${name} takes a trailing object differently (was "${from}", is "${to}": k keywords, a argument)`];
  });
}

/** Whether two verdicts mean the same. Positions beyond the end are `k`, so a new parameter there changes nothing. */
function sameVerdict(from: string, to: string): boolean {
  const length = Math.max(from.length, to.length) + 1;
  for (let at = 0; at < length; at++) if (verdictAt(from, at) !== verdictAt(to, at)) return false;
  return true;
}

function verdictAt(verdict: string, position: number): string {
  const star = verdict.indexOf("*");
  if (star >= 0 && position >= star) return verdict[star + 1] ?? "k";
  return verdict[position] ?? "k";
}

export function digest(parts: readonly string[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part).update("\0");
  return hash.digest("hex").slice(0, 32);
}

function list(names: "*" | readonly string[]): string {
  return names === "*" ? "all names" : names.length === 0 ? "types only" : names.join(", ");
}

function sorted(record: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => compare(a, b)));
}
