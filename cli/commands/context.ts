/** What every command starts from: the project, its configuration, and where to print. */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Config, loadConfig } from "../../introspector/config.ts";
import { type Progress, progressOn } from "../../introspector/progress.ts";
import { findProject, type Project } from "../../introspector/project/layout.ts";
import { type Printer, standardPrinter } from "./print.ts";

export interface Flags {
  /** A tsconfig or its folder. */
  readonly project?: string;
  readonly python?: string;
}

export interface Context extends Printer {
  readonly project: Project;
  readonly config: Config;
  /** `--python`, else the option of the configuration. */
  readonly python: string | null;
  readonly env: NodeJS.ProcessEnv;
  readonly progress: Progress;
}

export async function openContext(flags: Flags): Promise<Context> {
  const cwd = process.cwd();
  const found = findProject({ cwd, tsconfig: flags.project });
  const config = await loadConfig(found.root);
  const tsconfig = flags.project === undefined ? join(found.root, config.tsconfig) : found.tsconfig;
  return {
    ...standardPrinter(),
    project: { root: found.root, tsconfig },
    config,
    python: flags.python === undefined ? config.python : pythonFlag(cwd, flags.python),
    env: process.env,
    progress: progressOn(process.stderr),
  };
}

/** A path is meant from the current folder; anything else is a command's name. */
export function pythonFlag(cwd: string, text: string): string {
  const path = resolve(cwd, text);
  return existsSync(path) ? path : text;
}
