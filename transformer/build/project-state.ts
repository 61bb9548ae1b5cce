/**
 * The state of one tsconfig in a compiler process, kept between the programs that the compiler makes of it. Only watch
 * mode makes more than one program.
 */
import type { Project } from "../../introspector/project/layout.ts";
import type { GenerateReport } from "../../introspector/report.ts";
import { FolderWatcher } from "./folder-watcher.ts";
import { ensureBindings, runGenerator } from "./generator.ts";

/** Holds the last report and the watcher. */
export class ProjectState {
  readonly watcher: FolderWatcher = new FolderWatcher();
  readonly #project: Project;
  #importsKey = "";
  #report: GenerateReport | null = null;

  constructor(project: Project) {
    this.#project = project;
  }

  /**
   * Returns the generator's report. A report without problems holds until the imports change or `renewReport` is called,
   * so that saving a TypeScript file starts no process.
   * @param importsKey Changes when the imports change.
   */
  requestReport(importsKey: string): GenerateReport {
    const last = this.#report;
    if (last?.status === "ok" && this.#importsKey === importsKey) return { ...last, written: [] };
    this.#importsKey = importsKey;
    this.#report = ensureBindings(this.#project);
    return this.#report;
  }

  /** Runs the generator, for a change that the imports do not show. */
  renewReport(): GenerateReport {
    this.#report = runGenerator(this.#project);
    return this.#report;
  }
}

const states = new Map<string, ProjectState>();

/** Returns the state of a project, the same one for each call. */
export function getProjectState(project: Project): ProjectState {
  const state = states.get(project.tsconfig) ?? new ProjectState(project);
  states.set(project.tsconfig, state);
  return state;
}
