/**
 * What a user pays who never calls anything: the type check of numpy's declarations on TypeScript 6 and 7, and the size of
 * the package. Counts and sizes have limits, because they are the same on every machine. Time and memory are ratios to an
 * empty project in the same run.
 *
 * Generated files begin with `@ts-nocheck`, so a program pays only for what it uses of them: that is `program`. What they
 * cost when a compiler checks all of them is `declarations`; every change of the renderer shows there.
 *
 * Needs `npm run demo` (the example with its bindings) and the compilers of `bench/package.json`.
 */
import { execFileSync } from "node:child_process";
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { MAX_INSTANTIATIONS, MAX_PACKED_BYTES, MAX_TAR_BYTES, MAX_TYPES } from "./limits.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const EXAMPLE = `${ROOT}.cache/demo/first-steps`;
const TARBALL = `${ROOT}.cache/pack/snakebridge.tgz`;
// By itself, TypeScript 7 checks in several threads, each of which counts the types that it shares with the others.
const COMPILERS = { "typescript-6": [], "typescript-7": ["--singleThreaded"] } as const;
type Compiler = keyof typeof COMPILERS;

/** What `--extendedDiagnostics` prints, with each unit taken away. */
interface Diagnostics {
  readonly types: number;
  readonly instantiations: number;
  readonly memoryKilobytes: number;
  readonly checkSeconds: number;
}

/** Checks a project, its declaration files included. @throws what the compiler says if it fails */
function checkTypes(compiler: Compiler, project: string): Diagnostics {
  const tsc = fileURLToPath(new URL(`node_modules/${compiler}/bin/tsc`, import.meta.url));
  if (!existsSync(tsc)) throw new Error(`${tsc} is not there: run \`npm install\` in bench/`);
  const options = ["--noEmit", "--skipLibCheck", "false", "--extendedDiagnostics", ...COMPILERS[compiler]];
  const printed = execFileSync(process.execPath, [tsc, "-p", project, ...options], { encoding: "utf8" });
  const read = (name: string): number => {
    const found = new RegExp(`^${name}: +([\\d.]+)`, "m").exec(printed)?.[1];
    if (found === undefined) throw new Error(`${compiler} printed no "${name}":\n${printed}`);
    return Number(found);
  };
  return {
    types: read("Types"),
    instantiations: read("Instantiations"),
    memoryKilobytes: read("Memory used"),
    checkSeconds: read("Check time"),
  };
}

/** Makes a project that differs from the example in its files only. @returns its folder */
function makeProject(name: string, include: readonly string[]): string {
  const folder = join(ROOT, ".cache/cost", name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { compilerOptions } = JSON.parse(readFileSync(join(EXAMPLE, "tsconfig.json"), "utf8"));
  const options = { ...compilerOptions, rootDir: ".", paths: { "py:*": ["./types/*.d.ts"] } };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: options, include }));
  writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }\n');
  symlinkSync(join(EXAMPLE, "node_modules"), join(folder, "node_modules"));
  return folder;
}

function makeEmptyProject(): string {
  const folder = makeProject("empty", ["main.ts"]);
  writeFileSync(join(folder, "main.ts"), "export {};\n");
  return folder;
}

/** All generated declarations of the example, without the line that keeps compilers from checking them. */
function makeDeclarationsProject(): string {
  const folder = makeProject("declarations", ["types", "support"]);
  const generated = join(EXAMPLE, ".snakebridge");
  for (const file of globSync("{types,support}/*.d.ts", { cwd: generated })) {
    const text = readFileSync(join(generated, file), "utf8");
    const checked = text.replace(/^\/\/ @ts-nocheck$/m, "");
    if (checked === text) throw new Error(`${file} has no @ts-nocheck`);
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), checked);
  }
  return folder;
}

let isBeyond = false;
function show(what: string, value: number, remark: string, limit?: number): void {
  const over = limit !== undefined && value > limit;
  isBeyond ||= over;
  const verdict = limit === undefined ? "" : over ? `BEYOND THE LIMIT ${limit}` : `limit ${limit}`;
  console.log(`${what.padEnd(44)} ${String(value).padStart(9)}  ${verdict.padEnd(14)}  ${remark}`.trimEnd());
}

if (!existsSync(join(EXAMPLE, ".snakebridge")) || !existsSync(TARBALL)) throw new Error("run `npm run demo` first");
const packed = readFileSync(TARBALL);
show("package, bytes packed", packed.length, "", MAX_PACKED_BYTES);
show("package, bytes unpacked as tar", gunzipSync(packed).length, "", MAX_TAR_BYTES);
const projects = { program: EXAMPLE, declarations: makeDeclarationsProject() } as const;
const emptyProject = makeEmptyProject();
for (const compiler of Object.keys(COMPILERS) as Compiler[]) {
  const empty = checkTypes(compiler, emptyProject);
  for (const what of ["program", "declarations"] as const) {
    const found = checkTypes(compiler, projects[what]);
    const added = (key: keyof Diagnostics) => found[key] - empty[key];
    const ratio = (key: keyof Diagnostics) => Number((found[key] / empty[key]).toFixed(2));
    const remark = (key: keyof Diagnostics) => `beyond an empty project's ${empty[key]}`;
    const label = `${compiler}, ${what}`;
    show(`${label}: types`, added("types"), remark("types"), MAX_TYPES[compiler][what]);
    show(`${label}: instantiations`, added("instantiations"), remark("instantiations"), MAX_INSTANTIATIONS[what]);
    show(`${label}: memory`, ratio("memoryKilobytes"), "× an empty project");
    show(`${label}: check time`, ratio("checkSeconds"), "× an empty project");
  }
}
process.exitCode = isBeyond ? 1 : 0;
