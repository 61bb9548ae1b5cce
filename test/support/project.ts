/**
 * Projects as users have them: a folder outside the repository, the packed tarball in its node_modules, and commands run
 * by the programs that npm installed. Uses nothing of the sources.
 */
import { spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { readRegistryEnvironment } from "../../scripts/locked.ts";
import { findTestPython } from "./python.ts";

const repository = fileURLToPath(new URL("../../", import.meta.url));

export interface ProgramResult {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Both streams, in the order in which their parts came. */
  readonly output: string;
}

export interface RunOptions {
  readonly cwd?: string;
  /** Is added to the environment; `undefined` removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Returns the path of the tarball that `scripts/pack.ts` made. `npm test` packs before it tests. */
export function locateTarball(): string {
  const path = join(repository, ".cache/pack/snakebridge.tgz");
  if (!existsSync(path)) throw new Error("nothing packed: run `node scripts/pack.ts` once");
  return path;
}

/** Keeps out every environment that the test did not choose, and every package that is newer than the locks. */
const NEUTRAL_VARIABLES = {
  ...readRegistryEnvironment(),
  VIRTUAL_ENV: undefined,
  CONDA_PREFIX: undefined,
  SNAKEBRIDGE_PYTHON: undefined,
  NODE_OPTIONS: undefined,
  FORCE_COLOR: undefined,
  NO_COLOR: "1",
};

export class Project {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  path(...parts: readonly string[]): string {
    return join(this.folder, ...parts);
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(this.path(file)), { recursive: true });
    writeFileSync(this.path(file), text);
  }

  read(file: string): string {
    return readFileSync(this.path(file), "utf8");
  }

  /** Runs a program of `node_modules/.bin`, with this Node and the test environment's uv and Python on the path. */
  run(program: string, args: readonly string[] = [], options: RunOptions = {}): Promise<ProgramResult> {
    return run(this.path("node_modules/.bin", program), args, { cwd: this.folder, ...options });
  }

  /** Runs the emitted program. */
  node(args: readonly string[], options: RunOptions = {}): Promise<ProgramResult> {
    return run(process.execPath, args, { cwd: this.folder, ...options });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Makes an empty folder. Its path has a space and a letter beyond ASCII, as a user's path may have. */
export function makeEmptyProject(): Project {
  return new Project(realpathSync(mkdtempSync(join(tmpdir(), "snake bridge é "))));
}

/**
 * Makes a project with the tarball and a compiler installed: `node_modules` is a link to one installation that all tests
 * of this build share.
 */
export async function makeInstalledProject(files: Readonly<Record<string, string>> = {}): Promise<Project> {
  const shared = join(repository, ".cache/e2e");
  const stamp = join(shared, "installed-from");
  const wanted = readFileSync(locateTarball()).toString("base64url").slice(-4000);
  if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== wanted) await install(shared, stamp, wanted);
  const project = makeEmptyProject();
  symlinkSync(join(shared, "node_modules"), project.path("node_modules"));
  cpSync(join(shared, "package.json"), project.path("package.json"));
  for (const [file, text] of Object.entries(files)) project.write(file, text);
  return project;
}

async function install(folder: string, stamp: string, wanted: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const manifest = {
    name: "app",
    private: true,
    type: "module",
    devDependencies: { "ts-patch": "^4.0.1", typescript: "~6.0.3", "@types/node": "^24" },
  };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest, null, 2));
  const done = await run("npm", ["install", "--no-audit", "--no-fund", locateTarball()], { cwd: folder });
  if (done.status !== 0) throw new Error(`npm install failed\n${done.output}`);
  writeFileSync(stamp, wanted);
}

export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<ProgramResult> {
  const env: NodeJS.ProcessEnv = { ...process.env, ...NEUTRAL_VARIABLES, PATH: createSearchPath(), ...options.env };
  for (const [name, value] of Object.entries(env)) if (value === undefined) delete env[name];
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: options.cwd ?? tmpdir(), env, stdio: ["ignore", "pipe", "pipe"] });
    const parts: { stdout: string; stderr: string; output: string } = { stdout: "", stderr: "", output: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      parts.stdout += text;
      parts.output += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      parts.stderr += text;
      parts.output += text;
    });
    child.on("error", reject);
    child.on("close", (status, signal) => resolve({ status, signal, ...parts }));
  });
}

/** Makes a PATH: first this Node, then the machine's programs, last the test environment, which has uv. */
function createSearchPath(): string {
  return [dirname(process.execPath), process.env.PATH, dirname(findTestPython())].join(delimiter);
}
