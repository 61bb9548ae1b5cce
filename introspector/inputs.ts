/**
 * Fingerprints of what a generation read: sizes and times of files, listings of folders, versions of tools. Equal
 * fingerprints mean that nothing need be read again. Knows nothing of what the files are for; loads nothing but Node.
 */
import { createHash } from "node:crypto";
import { readdirSync, type Stats, statSync } from "node:fs";

/** By absolute path; `null`: there was no such file. */
export type FileStats = Readonly<Record<string, string | null>>;

/** By absolute path: a digest of the names in a folder that matter. */
export type Listings = Readonly<Record<string, string | null>>;

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
  readonly #folders = new Map<string, string | null>();

  file(path: string): void {
    if (!this.#files.has(path)) this.#files.set(path, statOf(path));
  }

  folder(path: string): void {
    if (!this.#folders.has(path)) this.#folders.set(path, listing(path));
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
  for (const path in folders) if (listing(path) !== folders[path]) return false;
  return true;
}

const RELEVANT = /\.(?:[cm]?[jt]sx?|json|pyi?)$/;

/** Folders that hold no source of the project, whatever a tsconfig says. */
export function isSkippedFolder(name: string): boolean {
  return name.startsWith(".") || name === "node_modules" || name === "__pycache__";
}

/** A digest of a folder's sub-folders and source files; `null`: it cannot be read. */
function listing(path: string): string | null {
  try {
    const names: string[] = [];
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      if (entry.isDirectory() ? !isSkippedFolder(entry.name) : RELEVANT.test(entry.name)) names.push(entry.name);
    }
    return createHash("sha1").update(names.sort().join("\0")).digest("base64url");
  } catch {
    return null;
  }
}
