/** Watches folders for changes of relevant names. Knows nothing of Python or compilers, and keeps no process alive. */
import { existsSync, type FSWatcher, watch } from "node:fs";

/** Editors write a file in several steps. One notification follows when no change came for this time. */
const QUIET_MS = 50;

/** Holds the watchers of one project. */
export class FolderWatcher {
  readonly #watchers = new Map<string, FSWatcher>();
  #isRelevant: (name: string) => boolean = () => false;
  #notify: () => void = () => {};
  #timer: NodeJS.Timeout | undefined;

  /** Replaces the watched folders and the function that is notified. Folders that do not exist are left out. */
  watch(folders: ReadonlySet<string>, isRelevant: (name: string) => boolean, notify: () => void): void {
    this.#isRelevant = isRelevant;
    this.#notify = notify;
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
    // The removal of a folder ends its watcher. The next call of `watch` decides what follows.
    watcher.on("error", () => {
      watcher.close();
      this.#watchers.delete(folder);
    });
    this.#watchers.set(folder, watcher);
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#notify(), QUIET_MS).unref();
  }
}
