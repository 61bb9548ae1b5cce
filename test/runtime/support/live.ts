/** Real workers for a test: sessions of their own in this process, and programs in processes of theirs. */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll } from "vitest";
import { DEFAULT_LIMITS, type Limits } from "../../../runtime/connection/connection.ts";
import { Permissions } from "../../../runtime/connection/permissions.ts";
import { DEFAULT_SETTINGS, type Options, resolveOptions } from "../../../runtime/options.ts";
import { Imported, ImportedClass } from "../../../runtime/proxies/imported.ts";
import { DefaultSession } from "../../../runtime/session.ts";
import type { CallTable, Manifest } from "../../../runtime/wire/call-table.ts";
import { ProcessLauncher } from "../../../runtime/workers/launcher.ts";
import { Supervisor } from "../../../runtime/workers/supervisor.ts";
import { findTestPython } from "../../support/python.ts";

type Modules = Readonly<Record<string, "*" | readonly string[]>>;

export interface Setup {
  readonly modules?: Modules;
  /** Python modules to write, by file name. */
  readonly files?: Readonly<Record<string, string>>;
  readonly tables?: readonly CallTable[];
  readonly options?: Options;
  readonly limits?: Partial<Limits>;
}

export interface Live {
  readonly folder: string;
  readonly session: DefaultSession;
  /** What a binding exports, or the module itself. */
  get(module: string, ...names: string[]): any;
  class(module: string, name: string, home: string): any;
}

/** What a test file leaves behind, also when a test of it fails: programs that do not end, folders. */
const left: (() => void)[] = [];
afterAll(() => {
  for (const remove of left.reverse()) remove();
});

/** A project folder whose name has what breaks careless programs. */
function project(files: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "snake brücke ")));
  left.push(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, source] of Object.entries(files)) writeFileSync(join(folder, name), source);
  return folder;
}

function manifest(modules: Modules): Manifest {
  return {
    version: 1,
    generator: "test",
    root: ".",
    paths: [],
    modules: Object.fromEntries(
      Object.entries(modules).map(([name, names]) => [name, { names, origin: "user" as const }]),
    ),
  };
}

/** A session of its own; the worker starts with the first call and ends with this process. */
export function connect({ modules = {}, files = {}, tables = [], options = {}, limits = {} }: Setup): Live {
  const folder = project(files);
  const permissions = new Permissions();
  permissions.registerManifest(manifest(modules), pathToFileURL(join(folder, "$manifest.js")).href);
  for (const table of tables) permissions.registerTable(table);
  const settings = resolveOptions({ python: findTestPython(), ...options }, DEFAULT_SETTINGS);
  const all = { ...DEFAULT_LIMITS, ...limits };
  const supervisor = new Supervisor(permissions, all, new ProcessLauncher(permissions, () => settings, all.frame));
  const session = new DefaultSession(permissions, supervisor);
  return {
    folder,
    session,
    get: (module, ...names) => new Imported(session, module, names).proxy,
    class: (module, name, home) => new ImportedClass(session, module, name, home).proxy,
  };
}

const runtime = (file: string) =>
  pathToFileURL(fileURLToPath(new URL(`../../../runtime/${file}`, import.meta.url))).href;

/**
 * Starts a program of its own. Its source finds `bind`, `get(module, name)` and everything of "snakebridge" (as `sb`) there,
 * and may reach `modules`.
 */
export function start(
  source: string,
  { modules = {}, files = {} }: Setup,
  env: NodeJS.ProcessEnv = {},
): ChildProcessWithoutNullStreams {
  const folder = project(files);
  const prologue = [
    `import { bind, registerManifest } from ${JSON.stringify(runtime("internal.ts"))};`,
    `import * as sb from ${JSON.stringify(runtime("index.ts"))};`,
    `registerManifest(${JSON.stringify(manifest(modules))}, import.meta.url);`,
    `const get = (module, name) => bind({ version: 1, module, callables: {}, classes: {} }).value(name);`,
  ];
  const main = join(folder, "main.mjs");
  writeFileSync(main, `${prologue.join(" ")}\n${source}`);
  const child = spawn(process.execPath, [main], {
    cwd: folder,
    detached: true, // a process group of its own
    env: { ...process.env, SNAKEBRIDGE_PYTHON: findTestPython(), ...env },
  });
  left.push(() => child.kill("SIGKILL"));
  return child;
}

export interface Finished {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Waits for a program that ends by itself. */
export async function finished(child: ChildProcessWithoutNullStreams): Promise<Finished> {
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on("data", (chunk) => out.push(chunk));
  child.stderr.on("data", (chunk) => err.push(chunk));
  const status = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { status, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() };
}

/** Runs a program to its end. */
export function run(source: string, setup: Setup = {}, env: NodeJS.ProcessEnv = {}): Promise<Finished> {
  return finished(start(source, setup, env));
}
