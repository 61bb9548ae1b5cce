/** Runs the command in a project whose Python is ready, so that a test takes no time for anything else. */
import { spawn } from "node:child_process";
import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll } from "vitest";
import { ensureEnvironment } from "../../../introspector/environment/create.ts";
import { ensureBridgePackages } from "../../../introspector/environment/install-bridge.ts";
import { silentProgress } from "../../../introspector/progress.ts";
import { type Folder, makeFolder, makeKeptFolder } from "../../support/folder.ts";
import { createVariables, makeUsualPath } from "../../support/machine.ts";

const script = fileURLToPath(new URL("run.ts", import.meta.url));

export interface CommandResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** @default the project's folder */
  readonly cwd?: string;
  /** Runs the command as another user. */
  readonly uid?: number;
}

/** Runs `npx snakebridge …args` in a project. Unless `env` says otherwise, the machine has Python and uv. */
export function runSnakebridge(
  project: Folder,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const { env = createVariables(["/usr/bin", "/bin"]), cwd = project.path, uid } = options;
  const child = spawn(process.execPath, [script, ...args], {
    cwd,
    env,
    stdio: ["ignore", "pipe", "pipe"],
    ...(uid === undefined ? {} : { uid }),
  });
  const ended = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    ended.stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    ended.stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, ...ended }));
  });
}

/** Makes an environment with the bridge's packages, once for a test file. `project` makes projects that share it. */
export function prepareProjects(): {
  project(files?: Readonly<Record<string, string>>): Folder;
  readonly shared: Folder;
} {
  const shared = makeKeptFolder();
  beforeAll(async () => {
    const options = {
      root: shared.path,
      python: null,
      env: createVariables(makeUsualPath(shared)),
      progress: silentProgress,
    };
    const { environment, uv } = await ensureEnvironment(options);
    await ensureBridgePackages(shared.path, environment.python, uv, silentProgress);
  });
  afterAll(() => rmSync(shared.path, { recursive: true, force: true }));
  return {
    shared,
    project(files = {}) {
      const made = makeFolder({ "package.json": '{ "type": "module" }', "tsconfig.json": TSCONFIG, ...files });
      symlinkSync(shared.at(".venv"), made.at(".venv"));
      mkdirSync(made.at(".snakebridge"));
      symlinkSync(shared.at(".snakebridge/python"), made.at(".snakebridge/python"));
      return made;
    },
  };
}

export const TSCONFIG = `{
  // A project of someone who comments.
  "compilerOptions": { "module": "nodenext", "outDir": "dist", },
}
`;

/** What `init` would add, as installed, so that no package manager is needed. */
export function compiler(typescript = "6.0.3"): Record<string, string> {
  return {
    "node_modules/typescript/package.json": `{ "version": "${typescript}" }`,
    "node_modules/ts-patch/package.json": '{ "version": "4.0.1" }',
    "node_modules/@types/node/package.json": '{ "version": "24.0.0" }',
    "node_modules/snakebridge/package.json": '{ "version": "0.1.0" }',
  };
}
