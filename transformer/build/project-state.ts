/**
 * What one compiler process remembers of one tsconfig between the programs it makes of it. Only watch mode makes more
 * than one.
 */
import type { Project } from "../../introspector/project/layout.ts";
import type { GenerateReport } from "../../introspector/report.ts";
import { FolderWatcher } from "./folder-watcher.ts";
import { generate, upToDate } from "./generator.ts";

export class Session {
  readonly watcher: FolderWatcher = new FolderWatcher();
  readonly #project: Project;
  #wanted = "";
  #answer: GenerateReport | null = null;

  constructor(project: Project) {
    this.#project = project;
  }

  /**
   * The generator's answer. A good one holds until the imports change (`wanted` tells them apart) or `renew` is called,
   * so that saving a TypeScript file costs no process.
   */
  ask(wanted: string): GenerateReport {
    const answer = this.#answer;
    if (answer?.status === "ok" && this.#wanted === wanted) return { ...answer, written: [] };
    this.#wanted = wanted;
    this.#answer = upToDate(this.#project);
    return this.#answer;
  }

  renew(): GenerateReport {
    this.#answer = generate(this.#project);
    return this.#answer;
  }
}

const sessions = new Map<string, Session>();

export function sessionFor(project: Project): Session {
  const session = sessions.get(project.tsconfig) ?? new Session(project);
  sessions.set(project.tsconfig, session);
  return session;
}
