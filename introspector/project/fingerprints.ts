/**
 * Fingerprints of the inputs of a generation: times and sizes of files, and listings of folders. Equal fingerprints mean
 * that the inputs need not be read again. Knows nothing of what the files are for, and loads nothing but Node.
 */
import { createHash } from "node:crypto";
import { type Dirent, readdirSync, readFileSync, type Stats, statSync } from "node:fs";
import { join } from "node:path";

/** Fingerprints of files by absolute path; `null`: there was no such file. */
export type FileStats = Readonly<Record<string, string | null>>;

/** Which names of a folder count: all sources for the compiler and in an environment, Python's own in a project. */
export type ListingPurpose = "sources" | "python";

/** Digests of the names in a folder that count, by purpose and absolute path. */
export type Listings = Readonly<Record<`${ListingPurpose}:${string}`, string | null>>;

/** Returns the fingerprint of a file. @returns `null`: there is no such file. */
export function statOf(path: string): string | null {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? null : printStats(stats);
}

function printStats({ mtimeMs, size, ino }: Stats): string {
  return `${mtimeMs}:${size}:${ino}`;
}

/** Digests the content of a file. @returns `null`: the file cannot be read. */
export function digestFile(path: string): string | null {
  try {
    return createHash("sha256").update(readFileSync(path)).digest("hex");
  } catch {
    return null;
  }
}

/** Records files and folders in the order in which they are read. Add a file *before* reading it. */
export class Inputs {
  readonly #files = new Map<string, string | null>();
  readonly #folders = new Map<`${ListingPurpose}:${string}`, string | null>();

  addFile(path: string): void {
    if (!this.#files.has(path)) this.#files.set(path, statOf(path));
  }

  addFolder(path: string, purpose: ListingPurpose = "sources"): void {
    const key = `${purpose}:${path}` as const;
    if (!this.#folders.has(key)) this.#folders.set(key, digestListing(path, purpose));
  }

  get files(): FileStats {
    return Object.fromEntries(this.#files);
  }

  get folders(): Listings {
    return Object.fromEntries(this.#folders);
  }

  /**
   * Whether a file was changed at or after a moment; it may have been read before that change.
   * @param time Milliseconds since the epoch.
   */
  changedSince(time: number): boolean {
    return [...this.#files.values()].some((stat) => stat !== null && Number.parseFloat(stat) >= time);
  }
}

/** Whether all files are as they were. */
export function sameFiles(files: FileStats): boolean {
  for (const path in files) if (statOf(path) !== files[path]) return false;
  return true;
}

/** Whether all folders list the same names as before. */
export function sameFolders(folders: Listings): boolean {
  return Object.entries(folders).every(([key, names]) => {
    const [purpose] = key.split(":", 1) as [ListingPurpose];
    return digestListing(key.slice(purpose.length + 1), purpose) === names;
  });
}

const SOURCE_FILE = /\.(?:[cm]?[jt]sx?|json|pyi?)$/;
const PYTHON_FILE = /\.pyi?$/;

/** Whether a folder holds no source of the project, even if a tsconfig includes it. */
export function isSkippedFolder(name: string): boolean {
  return name.startsWith(".") || name === "node_modules" || name === "__pycache__";
}

/** Digests the names of a folder that count. @returns `null`: the folder cannot be read. */
function digestListing(path: string, purpose: ListingPurpose): string | null {
  const entries = readEntries(path);
  if (entries === null) return null;
  const counts = (entry: Dirent) =>
    purpose === "python"
      ? isPythonSource(path, entry)
      : entry.isDirectory()
        ? !isSkippedFolder(entry.name)
        : SOURCE_FILE.test(entry.name);
  const names = entries.filter(counts).map(({ name }) => name);
  return createHash("sha1").update(names.sort().join("\0")).digest("base64url");
}

/** Whether an entry is a Python module, or a folder with modules. What a compiler writes beside them does not count. */
function isPythonSource(folder: string, entry: Dirent): boolean {
  if (!entry.isDirectory()) return PYTHON_FILE.test(entry.name);
  if (isSkippedFolder(entry.name)) return false;
  return readEntries(join(folder, entry.name))?.some(({ name }) => PYTHON_FILE.test(name)) ?? false;
}

function readEntries(path: string): Dirent[] | null {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch {
    return null;
  }
}
