/**
 * Writes files so that no reader sees a part of one, and reports a folder that cannot be written. Knows no formats.
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

/** Writes a text file if its content differs. @returns Whether it wrote. */
export function writeIfChanged(path: string, text: string): boolean {
  if (readText(path) === text) return false;
  writeText(path, text);
  return true;
}

/** Makes a folder and its parents. @throws UserError NOT_WRITABLE */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw notWritable(error, path);
  }
}

/** Reads a text file. @returns `null`: there is no such file. */
export function readText(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return null;
    throw error;
  }
}

/** Reads a JSON file that this package wrote. @returns `null`: there is no such file, or it was cut short or edited. */
export function readJson<T>(path: string): T | null {
  const text = readText(path);
  if (text === null) return null;
  try {
    return JSON.parse(text) as T;
  } catch {
    return null;
  }
}

/** Turns a refused permission into a UserError NOT_WRITABLE; returns any other error unchanged. */
export function notWritable(error: unknown, folder: string): unknown {
  const code = codeOf(error);
  if (code !== "EACCES" && code !== "EPERM" && code !== "EROFS") return error;
  const why = code === "EROFS" ? "it is on a read-only file system" : "permission denied";
  return new UserError("NOT_WRITABLE", `cannot write in ${folder}: ${why}`, `Make ${folder} writable.`, {
    cause: error,
  });
}

/** Returns the system's code of an error, such as `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
}
