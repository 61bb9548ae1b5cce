/**
 * Where a project is and where its generated files lie: the only file that spells out these paths. Reads no
 * configuration and writes nothing.
 */
import { existsSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { UserError } from "../errors.ts";

export interface Project {
  /** Absolute: the nearest folder upwards with a `package.json`. */
  readonly root: string;
  /** Absolute; need not exist. */
  readonly tsconfig: string;
}

export interface ProjectOptions {
  /** @default process.cwd() */
  readonly cwd?: string;
  /** A tsconfig file, or a folder with one, relative to `cwd`. @default "tsconfig.json" beside package.json */
  readonly tsconfig?: string | undefined;
}

/** @throws UserError NO_PROJECT when a folder, or a tsconfig that was named, does not exist. */
export function findProject(options: ProjectOptions = {}): Project {
  const cwd = resolve(options.cwd ?? process.cwd());
  if (!existsSync(cwd)) throw new UserError("NO_PROJECT", `there is no folder ${cwd}`, "Name an existing folder.");
  if (options.tsconfig === undefined) {
    const root = packageRoot(cwd);
    return { root, tsconfig: join(root, "tsconfig.json") };
  }
  const named = resolve(cwd, options.tsconfig);
  const tsconfig = statSync(named, { throwIfNoEntry: false })?.isDirectory() ? join(named, "tsconfig.json") : named;
  if (!existsSync(tsconfig)) {
    throw new UserError(
      "NO_PROJECT",
      `there is no ${tsconfig}`,
      "Name an existing tsconfig with --project, or run `npx snakebridge init`.",
    );
  }
  return { root: packageRoot(dirname(tsconfig)), tsconfig };
}

/** The nearest folder upwards with a package.json, else the folder itself. */
export function packageRoot(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, "package.json")) && basename(at) !== "node_modules") return at;
    if (dirname(at) === at) return folder;
  }
}

export interface Layout {
  readonly folder: string;
  readonly types: string;
  readonly support: string;
  readonly modules: string;
  readonly manifest: string;
  readonly coverage: string;
  readonly cache: string;
  /** The bridge's own Python packages, one folder for each minor version. */
  readonly python: string;
  /** A uv of this project's own, where the machine has none. */
  readonly uv: string;
  /** Committed, beside package.json. */
  readonly lock: string;
}

export function layout(root: string): Layout {
  const folder = join(root, ".snakebridge");
  return {
    folder,
    types: join(folder, "types"),
    support: join(folder, "support"),
    modules: join(folder, "modules"),
    manifest: join(folder, "manifest.json"),
    coverage: join(folder, "coverage.json"),
    cache: join(folder, "cache"),
    python: join(folder, "python"),
    uv: join(folder, "uv"),
    lock: join(root, "snakebridge.lock"),
  };
}

/** As a user would write it: relative where that is shorter, always with `/`. */
export function shown(root: string, path: string): string {
  const short = relative(root, path);
  return short === "" ? "." : short.startsWith("..") || isAbsolute(short) ? path : short.split(sep).join("/");
}
