/** Temporary folders for tests. Their names have a space and a letter that is not ASCII, as users' paths have. */
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

export interface Folder {
  readonly path: string;
  at(...parts: readonly string[]): string;
  write(file: string, text: string): void;
  read(file: string): string;
}

/** Makes a folder that is removed when the test ends. */
export function makeFolder(files: Readonly<Record<string, string>> = {}): Folder {
  const made = makeKeptFolder(files);
  onTestFinished(() => rmSync(made.path, { recursive: true, force: true }));
  return made;
}

/** Makes a folder for all tests of a file; the caller removes it. */
export function makeKeptFolder(files: Readonly<Record<string, string>> = {}): Folder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "snake é ")));
  const made: Folder = {
    path,
    at: (...parts) => join(path, ...parts),
    write(file, text) {
      mkdirSync(dirname(join(path, file)), { recursive: true });
      writeFileSync(join(path, file), text);
    },
    read: (file) => readFileSync(join(path, file), "utf8"),
  };
  for (const [file, text] of Object.entries(files)) made.write(file, text);
  return made;
}
