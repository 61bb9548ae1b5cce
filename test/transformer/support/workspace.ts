/**
 * Projects that compile with the real `tspc` and with this package as it is published: the sources are transpiled (other
 * tests check the types), and `node_modules` leads to the repository's own.
 */
import { type ChildProcess, spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { Project, run } from "../../support/project.ts";

const repository = fileURLToPath(new URL("../../../", import.meta.url));

/**
 * Makes a copy of the package as it is published. With `"stand-in"` its command is `generator.js` beside this file, and
 * `snakebridge/internal` only collects manifests.
 */
export function buildPackage(command: "stand-in" | "real"): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "snakebridge-package-")));
  for (const part of ["transformer", "introspector", "cli", "runtime"]) transpile(join(repository, part), folder);
  cpSync(join(repository, "package.json"), join(folder, "package.json"));
  symlinkSync(join(repository, "node_modules"), join(folder, "node_modules"));
  symlinkSync(join(repository, "python"), join(folder, "python"));
  if (command === "real") {
    cpSync(join(repository, "bin"), join(folder, "bin"), { recursive: true });
    return folder;
  }
  mkdirSync(join(folder, "bin"));
  cpSync(join(repository, "test/transformer/support/generator.js"), join(folder, "bin/snakebridge.js"));
  const internal =
    "export const registered = [];\nexport const registerManifest = (manifest) => registered.push(manifest);\n";
  writeFileSync(join(folder, "dist/runtime/internal.js"), internal);
  return folder;
}

function transpile(from: string, to: string): void {
  for (const name of readdirSync(from, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".ts") || name.endsWith(".d.ts")) continue;
    const source = join(from, name);
    const text = readFileSync(source, "utf8");
    const target = join(to, "dist", relative(repository, source)).replace(/\.ts$/, "");
    const options = { fileName: source, compilerOptions: COMPILED };
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(`${target}.js`, ts.transpileModule(text, options).outputText);
    writeFileSync(`${target}.d.ts`, ts.transpileDeclaration(text, options).outputText);
  }
}

const COMPILED: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2024,
  module: ts.ModuleKind.ESNext,
  verbatimModuleSyntax: true,
  rewriteRelativeImportExtensions: true,
};

export const PLUGIN = { transform: "snakebridge/transformer", transformProgram: true };

export const OPTIONS = {
  target: "es2022",
  module: "nodenext",
  types: [],
  strict: true,
  skipLibCheck: true,
  rootDir: "src",
  outDir: "dist",
  paths: { "py:*": ["./.snakebridge/types/*.d.ts"] },
  plugins: [PLUGIN],
} as const;

export function printTsconfig(options: object = {}, rest: object = { include: ["src"] }): string {
  return JSON.stringify({ compilerOptions: { ...OPTIONS, ...options }, ...rest });
}

/** Makes a project that uses a built package. `files` may replace the defaults. It has an environment unless a test removes it. */
export function makeWorkspace(packageFolder: string, files: Readonly<Record<string, string>>): Workspace {
  const project = new Workspace(realpathSync(mkdtempSync(join(tmpdir(), "snake bridge é "))));
  mkdirSync(project.path("node_modules"));
  for (const name of ["typescript", "ts-patch", ".bin", "@types"]) {
    symlinkSync(join(repository, "node_modules", name), project.path("node_modules", name));
  }
  symlinkSync(packageFolder, project.path("node_modules/snakebridge"));
  project.write("package.json", JSON.stringify({ name: "app", private: true, type: "module" }));
  project.write("tsconfig.json", printTsconfig());
  project.write(".venv/pyvenv.cfg", "");
  for (const [file, text] of Object.entries(files)) project.write(file, text);
  return project;
}

export interface CompilerResult {
  readonly status: number | null;
  readonly output: string;
}

export class Workspace extends Project {
  /** Compiles with ts-patch's compiler. */
  tspc(...args: readonly string[]): Promise<CompilerResult> {
    return this.tspcIn(".", ...args);
  }

  async tspcIn(folder: string, ...args: readonly string[]): Promise<CompilerResult> {
    const tspc = join(repository, "node_modules/ts-patch/bin/tspc.js");
    const { status, output } = await run(process.execPath, [tspc, ...args, "--pretty", "false"], {
      cwd: this.path(folder),
    });
    return { status, output };
  }

  watch(...args: readonly string[]): Watch {
    const tspc = join(repository, "node_modules/ts-patch/bin/tspc.js");
    const flags = [...args, "--watch", "--preserveWatchOutput", "--pretty", "false"];
    return new Watch(
      spawn(process.execPath, [tspc, ...flags], { cwd: this.folder, stdio: ["ignore", "pipe", "pipe"] }),
    );
  }

  /** Runs an emitted program from another folder. @returns What it prints. */
  async runElsewhere(file: string): Promise<string> {
    const { output } = await run(process.execPath, [this.path(file)], { cwd: tmpdir() });
    return output.trim();
  }

  has(file: string): boolean {
    return existsSync(this.path(file));
  }

  /** How often the stand-in ran. */
  get generatorRuns(): number {
    return this.has("calls.log") ? this.read("calls.log").trim().split("\n").length : 0;
  }

  /** Lists the files in a folder, relative to the project. */
  listFiles(folder: string): string[] {
    const entries = readdirSync(this.path(folder), { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    return files.map((entry) => relative(this.folder, join(entry.parentPath, entry.name)));
  }

  /** Returns the time when each file of a folder was written. */
  readTimes(folder: string): Record<string, number> {
    return Object.fromEntries(this.listFiles(folder).map((file) => [file, statSync(this.path(file)).mtimeMs]));
  }

  clean(...names: readonly string[]): void {
    for (const name of names) rmSync(this.path(name), { recursive: true, force: true });
  }
}

/** A compiler in watch mode. Each round ends with the compiler's own summary line. */
export class Watch {
  readonly #child: ChildProcess;
  #output = "";
  #seen = 0;
  #notify: () => void = () => {};

  constructor(child: ChildProcess) {
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.#output += text;
        this.#notify();
      });
    }
    child.on("exit", () => this.#notify());
  }

  /** Returns the first round since the last call that `accept` accepts. Rounds before it are skipped. */
  async until(accept: (round: string) => boolean): Promise<string> {
    for (;;) {
      const rest = this.#output.slice(this.#seen);
      const summary = /Found \d+ errors?\. Watching for file changes\./.exec(rest);
      if (summary !== null) {
        const round = rest.slice(0, summary.index + summary[0].length);
        this.#seen += round.length;
        if (accept(round)) return round;
        continue;
      }
      if (this.#child.exitCode !== null) throw new Error(`the compiler ended: ${rest}`);
      await new Promise<void>((resolve) => {
        this.#notify = resolve;
      });
    }
  }

  get output(): string {
    return this.#output;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#child.kill();
    await ended;
  }
}
