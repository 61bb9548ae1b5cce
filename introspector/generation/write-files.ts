/**
 * Writes generated files: only those that changed, each in one step, and removes what an earlier generation left. Knows
 * paths and texts, not what they mean.
 */
import { readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { compare } from "../compare.ts";
import { codeOf, readText, writeAtomic } from "../project/files.ts";
import { isGenerated } from "../render/header.ts";

export interface GeneratedFile {
  /** Relative to the folder, with `/`. */
  readonly path: string;
  readonly text: string;
}

export interface WriteOptions {
  /**
   * Whether a generated file stays although it is not among `files`.
   * @default never
   */
  readonly keep?: (path: string) => boolean;
}

export interface WriteResult {
  readonly written: readonly string[];
  readonly removed: readonly string[];
}

/**
 * Makes a folder hold `files`. Removes other generated files, and only from the subfolders that `files` go to. Two
 * processes may write the same files at the same time: each file appears whole.
 * @throws Error from the file system
 */
export function writeFiles(
  folder: string,
  files: readonly GeneratedFile[],
  { keep = () => false }: WriteOptions = {},
): WriteResult {
  const written: string[] = [];
  for (const { path, text } of files) {
    if (readText(join(folder, path)) === text) continue;
    writeAtomic(join(folder, path), text);
    written.push(path);
  }
  const expected = new Set(files.map(({ path }) => path));
  const removed: string[] = [];
  for (const path of listFiles(folder, files)) {
    if (expected.has(path) || keep(path) || !isGenerated(readText(join(folder, path)) ?? "")) continue;
    rmSync(join(folder, path), { force: true });
    removed.push(path);
  }
  return { written, removed };
}

/** Lists what lies in the subfolders of these files. Hidden names are left out: another process may be writing them. */
function listFiles(folder: string, files: readonly GeneratedFile[]): string[] {
  const subfolders = [...new Set(files.map(({ path }) => dirname(path)))].sort(compare);
  return subfolders.flatMap((subfolder) => {
    const names = readFileNames(join(folder, subfolder)).sort(compare);
    return names.map((name) => (subfolder === "." ? name : `${subfolder}/${name}`));
  });
}

function readFileNames(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isFile() && !entry.name.startsWith(".")).map(({ name }) => name);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return [];
    throw error;
  }
}
