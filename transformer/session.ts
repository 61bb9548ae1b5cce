/**
 * What one compiler process remembers of one tsconfig between the programs it makes of it. Only watch mode makes more
 * than one.
 */
import { generate, type Question, type Report } from "./generator.ts";
import { FolderWatcher } from "./watch.ts";

export class Session {
  readonly watcher: FolderWatcher = new FolderWatcher();
  #asked = "";
  #answer: Report | null = null;

  /**
   * The generator's answer. A good one holds until the imports change (`wanted` names them) or `renew` is called, so that
   * saving a TypeScript file costs no process.
   */
  ask(question: Question, wanted: string): Report {
    if (this.#answer?.status === "ok" && this.#asked === wanted) return { ...this.#answer, written: [] };
    this.#asked = wanted;
    return this.renew(question);
  }

  renew(question: Question): Report {
    this.#answer = generate(question);
    return this.#answer;
  }
}

const sessions = new Map<string, Session>();

export function sessionFor(tsconfig: string): Session {
  const session = sessions.get(tsconfig) ?? new Session();
  sessions.set(tsconfig, session);
  return session;
}
