/**
 * Writing files so that nobody reads half of one, and saying plainly when a folder cannot be written. Knows no formats.
 */
import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { UserError } from "../errors.ts";

/**
 * Replaces a file in one step: a reader sees the old content or the new content, never a part. Makes the folder. A file
 * that is replaced keeps its permissions.
 * @throws Error from the file system; no temporary file is left
 */
export function writeAtomic(path: string, content: string | Uint8Array): void {
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}`);
  try {
    mkdirSync(dirname(path), { recursive: true });
    const mode = statSync(path, { throwIfNoEntry: false })?.mode;
    writeFileSync(temporary, content, mode === undefined ? {} : { mode });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Replaces a text file in one step. @throws UserError NOT_WRITABLE naming the folder */
export function writeText(path: string, text: string): void {
  try {
    writeAtomic(path, text);
  } catch (error) {
    throw notWritable(error, dirname(path));
  }
}

/** Writes only what differs; says whether it wrote. */
export function writeIfChanged(path: string, text: string): boolean {
  if (readText(path) === text) return false;
  writeText(path, text);
  return true;
}

export function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw notWritable(error, path);
  }
}

/** `null`: there is no such file. */
export function readText(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return null;
    throw error;
  }
}

/** A permission that the system refused becomes a `UserError`; anything else is returned as it is. */
export function notWritable(error: unknown, folder: string): unknown {
  const code = codeOf(error);
  if (code !== "EACCES" && code !== "EPERM" && code !== "EROFS") return error;
  const why = code === "EROFS" ? "it is on a read-only file system" : "permission denied";
  return new UserError("NOT_WRITABLE", `cannot write in ${folder}: ${why}`, `Make ${folder} writable.`, {
    cause: error,
  });
}

export function codeOf(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
}
