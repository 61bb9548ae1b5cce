/**
 * One generation at a time for a project, across processes. The lock spares double work; that nobody ever reads half a
 * file is the business of atomic renames, so that a lock lost to a crash can be taken over without harm.
 */
import { linkSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../errors.ts";
import { codeOf, makeFolder, notWritable, readText } from "../project/files.ts";

const POLL_MS = 25;
/** No generation takes this long: a lock older than that belongs to a process id that was given out again. */
const STALE_MS = 10 * 60_000;

/** Runs `work` while holding the lock at `path`. @throws UserError BUSY when another holds it for `patience` ms */
export async function exclusively<T>(path: string, work: () => Promise<T>, patience = 120_000): Promise<T> {
  makeFolder(dirname(path));
  const mine = join(dirname(path), `.lock.${process.pid}.${serial++}`);
  const ticket = `${process.pid} ${Date.now()}`;
  const deadline = Date.now() + patience;
  while (!take(path, mine, ticket)) {
    removeStale(path, mine);
    if (Date.now() > deadline) {
      const holder = readText(path)?.split(" ")[0] ?? "another process";
      throw new UserError(
        "BUSY",
        `another snakebridge (process ${holder}) has been generating for ${Math.round(patience / 1_000)} s`,
        `Wait for it or end it; if there is none, remove ${path}.`,
      );
    }
    await sleep(POLL_MS);
  }
  try {
    return await work();
  } finally {
    if (readText(path) === ticket) rmSync(path, { force: true });
  }
}

let serial = 0;

/** A link is made whole or not at all, so that a lock is never seen without its holder's name. */
function take(path: string, mine: string, ticket: string): boolean {
  try {
    writeFileSync(mine, ticket);
    linkSync(mine, path);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw notWritable(error, dirname(path));
  } finally {
    rmSync(mine, { force: true });
  }
}

function removeStale(path: string, mine: string): void {
  const seen = readText(path);
  if (seen === null || !isStale(path, seen)) return;
  const aside = `${mine}.stale`;
  try {
    // Renamed first, so that of several who find it stale only one removes it.
    renameSync(path, aside);
    // Between the look and the rename someone else may have taken it over: theirs is put back.
    if (readFileSync(aside, "utf8") !== seen) linkSync(aside, path);
  } catch (error) {
    if (codeOf(error) !== "ENOENT" && codeOf(error) !== "EEXIST") throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function isStale(path: string, ticket: string): boolean {
  const pid = Number.parseInt(ticket, 10);
  const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
  return !(pid > 0) || age > STALE_MS || !isAlive(pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}
