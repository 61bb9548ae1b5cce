/**
 * Watch mode's ears for Python: TypeScript watches no `.py`. Tells that something changed; what follows is the caller's
 * business. Nothing here keeps the process alive.
 */
import { existsSync, type FSWatcher, watch as watchFolder } from "node:fs";
import type { CompilerOptions } from "./compiler.ts";

/** Editors write a file in several steps; one change is told for all of them. */
const QUIET_MS = 50;

export function isWatching(options: CompilerOptions): boolean {
  // `tsc -b --watch` keeps the switch to itself.
  const switched = options.tscBuild === true && process.argv.some((argument) => /^--?w(?:atch)?$/i.test(argument));
  return options.watch === true || switched;
}

/** Watches folders, each for the names that matter in it. */
export class FolderWatcher {
  readonly #watchers = new Map<string, FSWatcher>();
  #isRelevant: (name: string) => boolean = () => false;
  #tell: () => void = () => {};
  #timer: NodeJS.Timeout | undefined;

  /** Replaces what is watched and who is told. Folders that do not exist are left out. */
  watch(folders: ReadonlySet<string>, isRelevant: (name: string) => boolean, tell: () => void): void {
    this.#isRelevant = isRelevant;
    this.#tell = tell;
    for (const [folder, watcher] of this.#watchers) {
      if (folders.has(folder) && existsSync(folder)) continue;
      watcher.close();
      this.#watchers.delete(folder);
    }
    for (const folder of folders) if (!this.#watchers.has(folder) && existsSync(folder)) this.#open(folder);
  }

  #open(folder: string): void {
    const watcher = watchFolder(folder, { persistent: false }, (_event, name) => {
      if (name === null || this.#isRelevant(name)) this.#schedule();
    });
    // A folder that is removed ends its watcher; the next round of the compiler finds out what that means.
    watcher.on("error", () => {
      watcher.close();
      this.#watchers.delete(folder);
    });
    this.#watchers.set(folder, watcher);
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#tell(), QUIET_MS).unref();
  }
}
