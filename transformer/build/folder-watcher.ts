/** Watches folders for the names that matter in them. Knows nothing of Python or compilers; keeps no process alive. */
import { existsSync, type FSWatcher, watch } from "node:fs";

/** Editors write a file in several steps; one change is told for all of them. */
const QUIET_MS = 50;

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
    const watcher = watch(folder, { persistent: false }, (_event, name) => {
      if (name === null || this.#isRelevant(name)) this.#schedule();
    });
    // A folder that is removed ends its watcher; what that means, the next round finds out.
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
