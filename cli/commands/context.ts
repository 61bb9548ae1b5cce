/** What every command starts from: the project, its configuration, and where to print. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { type Config, checkConfig } from "../../introspector/config.ts";
import { createProgress, type Progress } from "../../introspector/progress.ts";
import type { GenerateRequest, Project } from "../../introspector/project/layout.ts";
import { openRequest } from "../../introspector/request.ts";
import { createPrinter, type Printer } from "./print.ts";

export interface Flags {
  /** A tsconfig or its folder. */
  readonly project?: string;
  readonly python?: string;
}

export interface Context extends Printer {
  /** What a generation in this context is asked to do. */
  readonly request: GenerateRequest;
  readonly project: Project;
  readonly config: Config;
  /** `--python`, or the option of the configuration; `null`: neither is given. */
  readonly python: string | null;
  readonly env: NodeJS.ProcessEnv;
  readonly progress: Progress;
}

/** Finds the project and reads its configuration, once for the whole command. @throws UserError */
export async function openContext({ project, python }: Flags): Promise<Context> {
  const printer = createPrinter();
  const request = await openRequest({
    cwd: printer.cwd,
    project,
    python: python === undefined ? null : resolvePythonFlag(printer.cwd, python),
  });
  const config = await checkConfig(request.config);
  return {
    ...printer,
    request,
    project: request.project,
    config,
    python: request.python ?? config.python,
    env: request.env,
    progress: createProgress(process.stderr),
  };
}

/** Reads `--python`: a path that exists is relative to the current folder; any other text is the name of a command. */
export function resolvePythonFlag(cwd: string, text: string): string {
  const path = resolve(cwd, text);
  return existsSync(path) ? path : text;
}
