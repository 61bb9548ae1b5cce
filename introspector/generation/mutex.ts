/**
 * Allows one generation at a time for a project, across processes. The lock only avoids double work: atomic renames keep
 * files whole, so a lock that a crash left behind can be taken over without harm.
 */
import { linkSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../errors.ts";
import { codeOf, makeFolder, notWritable, readText } from "../project/files.ts";

const POLL_MS = 25;
/** No generation takes this long. The process id in an older lock belongs to another program by now. */
const STALE_MS = 10 * 60_000;

/**
 * Runs `work` while this process holds a lock.
 * @param path The lock file.
 * @param patienceMs Time to wait for another process that holds the lock.
 * @throws UserError BUSY if that time is over
 */
export async function runExclusively<T>(path: string, work: () => Promise<T>, patienceMs = 120_000): Promise<T> {
  makeFolder(dirname(path));
  const mine = join(dirname(path), `.lock.${process.pid}.${serial++}`);
  const ticket = `${process.pid} ${Date.now()}`;
  const deadline = Date.now() + patienceMs;
  while (!tryLock(path, mine, ticket)) {
    removeStale(path, mine);
    if (Date.now() > deadline) {
      const holder = readText(path)?.split(" ")[0] ?? "another process";
      throw new UserError(
        "BUSY",
        `another snakebridge (process ${holder}) has been generating for ${Math.round(patienceMs / 1_000)} s`,
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

/** Links a complete file to the path, so that no process sees a lock without its holder. @returns Whether it got the lock. */
function tryLock(path: string, mine: string, ticket: string): boolean {
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

/** Removes the lock of a process that is gone. */
function removeStale(path: string, mine: string): void {
  const seen = readText(path);
  if (seen === null || !isStale(path, seen)) return;
  const aside = `${mine}.stale`;
  try {
    // Several processes may find the lock stale. Only the one that can rename it removes it.
    renameSync(path, aside);
    // Another process may have taken the lock over between the read and the rename: its lock is put back.
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
