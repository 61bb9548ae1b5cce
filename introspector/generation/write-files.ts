/**
 * Writes generated files: only what changed, each at once, and removes what an earlier generation left. It knows paths
 * and bytes, not what they mean.
 */
import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isGenerated } from "../render/header.ts";

export interface EmittedFile {
  /** Relative to the folder, with `/`. */
  readonly path: string;
  readonly text: string;
}

export interface EmitOptions {
  /**
   * Generated files to leave in place though they are not among `files`.
   * @default none
   */
  readonly keep?: (path: string) => boolean;
}

export interface Emission {
  readonly written: readonly string[];
  readonly removed: readonly string[];
}

/**
 * Afterwards the folder holds `files`. Only generated files are ever removed, and only from the subfolders that `files`
 * go to. Two emissions of the same files at a time are safe: each file appears whole.
 */
export async function emit(
  folder: string,
  files: readonly EmittedFile[],
  { keep = () => false }: EmitOptions = {},
): Promise<Emission> {
  const written: string[] = [];
  for (const { path, text } of files) {
    if ((await read(join(folder, path))) === text) continue;
    await replace(join(folder, path), text);
    written.push(path);
  }
  const wanted = new Set(files.map(({ path }) => path));
  const removed: string[] = [];
  for (const path of await existing(folder, files)) {
    if (wanted.has(path) || keep(path) || !isGenerated((await read(join(folder, path))) ?? "")) continue;
    await rm(join(folder, path), { force: true });
    removed.push(path);
  }
  return { written, removed };
}

async function existing(folder: string, files: readonly EmittedFile[]): Promise<readonly string[]> {
  const subfolders = [...new Set(files.map(({ path }) => dirname(path)))].sort();
  const found: string[] = [];
  for (const subfolder of subfolders) {
    const names = await readdir(join(folder, subfolder)).catch(ifMissing([]));
    found.push(...names.sort().map((name) => (subfolder === "." ? name : `${subfolder}/${name}`)));
  }
  return found;
}

async function read(path: string): Promise<string | null> {
  return await readFile(path, "utf8").catch(ifMissing(null));
}

/** Folders are no files. */
function ifMissing<T>(otherwise: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === "ENOENT" || error.code === "EISDIR") return otherwise;
    throw error;
  };
}

async function replace(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${randomUUID()}`;
  try {
    await writeFile(temporary, text);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
