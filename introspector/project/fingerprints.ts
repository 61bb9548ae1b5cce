/**
 * Fingerprints of what a generation read: sizes and times of files, listings of folders, versions of tools. Equal
 * fingerprints mean that nothing need be read again. Knows nothing of what the files are for; loads nothing but Node.
 */
import { createHash } from "node:crypto";
import { type Dirent, readdirSync, type Stats, statSync } from "node:fs";
import { join } from "node:path";

/** By absolute path; `null`: there was no such file. */
export type FileStats = Readonly<Record<string, string | null>>;

/** Who looks for what in a folder: the compiler and Python in an environment for all sources, Python in a project for its own. */
export type Purpose = "sources" | "python";

/** By purpose and absolute path: a digest of the names in a folder that matter. */
export type Listings = Readonly<Record<`${Purpose}:${string}`, string | null>>;

export function statOf(path: string): string | null {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? null : print(stats);
}

function print({ mtimeMs, size, ino }: Stats): string {
  return `${mtimeMs}:${size}:${ino}`;
}

/** Remembers files and folders in the order they are read. Take a file's stat *before* reading it. */
export class Inputs {
  readonly #files = new Map<string, string | null>();
  readonly #folders = new Map<`${Purpose}:${string}`, string | null>();

  file(path: string): void {
    if (!this.#files.has(path)) this.#files.set(path, statOf(path));
  }

  folder(path: string, purpose: Purpose = "sources"): void {
    const key = `${purpose}:${path}` as const;
    if (!this.#folders.has(key)) this.#folders.set(key, listing(path, purpose));
  }

  get files(): FileStats {
    return Object.fromEntries(this.#files);
  }

  get folders(): Listings {
    return Object.fromEntries(this.#folders);
  }

  /** Whether a file was touched at or after a moment: it may have been read before its last change. */
  changedSince(time: number): boolean {
    return [...this.#files.values()].some((stat) => stat !== null && Number.parseFloat(stat) >= time);
  }
}

export function sameFiles(files: FileStats): boolean {
  for (const path in files) if (statOf(path) !== files[path]) return false;
  return true;
}

export function sameFolders(folders: Listings): boolean {
  return Object.entries(folders).every(([key, names]) => {
    const [purpose] = key.split(":", 1) as [Purpose];
    return listing(key.slice(purpose.length + 1), purpose) === names;
  });
}

const SOURCE = /\.(?:[cm]?[jt]sx?|json|pyi?)$/;
const PYTHON = /\.pyi?$/;

/** Folders that hold no source of the project, whatever a tsconfig says. */
export function isSkippedFolder(name: string): boolean {
  return name.startsWith(".") || name === "node_modules" || name === "__pycache__";
}

/** `null`: the folder cannot be read. */
function listing(path: string, purpose: Purpose): string | null {
  const entries = entriesOf(path);
  if (entries === null) return null;
  const matters = (entry: Dirent) =>
    purpose === "python"
      ? isPython(path, entry)
      : entry.isDirectory()
        ? !isSkippedFolder(entry.name)
        : SOURCE.test(entry.name);
  const names = entries.filter(matters).map(({ name }) => name);
  return createHash("sha1").update(names.sort().join("\0")).digest("base64url");
}

/** A module, or a folder with modules: what a compiler writes beside them is none of Python's business. */
function isPython(folder: string, entry: Dirent): boolean {
  if (!entry.isDirectory()) return PYTHON.test(entry.name);
  if (isSkippedFolder(entry.name)) return false;
  return entriesOf(join(folder, entry.name))?.some(({ name }) => PYTHON.test(name)) ?? false;
}

function entriesOf(path: string): Dirent[] | null {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch {
    return null;
  }
}
