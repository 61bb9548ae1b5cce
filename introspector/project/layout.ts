/**
 * Where a project is, and the names and paths of everything that is generated for it. No other file of the introspector,
 * the transformer or the command line spells them. Reads no configuration and writes nothing.
 */
import { existsSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { UserError } from "../errors.ts";

export interface Project {
  /** Absolute: the nearest folder upwards with a `package.json`. */
  readonly root: string;
  /** Absolute. The file need not exist. */
  readonly tsconfig: string;
}

/** What one generation is asked to do, apart from the contents of files. */
export interface GenerateRequest {
  readonly project: Project;
  /** The export of the configuration file, not checked yet. */
  readonly config: unknown;
  /** `--python`; `null`: not given. */
  readonly python: string | null;
  readonly env: NodeJS.ProcessEnv;
}

export interface ProjectOptions {
  /** @default process.cwd() */
  readonly cwd?: string;
  /**
   * A tsconfig file, or a folder with one, relative to `cwd`.
   * @default "tsconfig.json" beside package.json
   */
  readonly tsconfig?: string | undefined;
}

/**
 * Finds the project of a folder or of a tsconfig.
 * @throws UserError NO_PROJECT if the folder, or a tsconfig that the user named, does not exist
 */
export function findProject(options: ProjectOptions = {}): Project {
  const cwd = resolve(options.cwd ?? process.cwd());
  if (!existsSync(cwd)) throw new UserError("NO_PROJECT", `there is no folder ${cwd}`, "Name an existing folder.");
  if (options.tsconfig === undefined) {
    const root = findPackageRoot(cwd);
    return { root, tsconfig: join(root, "tsconfig.json") };
  }
  const named = resolve(cwd, options.tsconfig);
  const tsconfig = statSync(named, { throwIfNoEntry: false })?.isDirectory() ? join(named, "tsconfig.json") : named;
  requireTsconfig(tsconfig);
  return { root: findPackageRoot(dirname(tsconfig)), tsconfig };
}

/** Refuses a tsconfig that does not exist. @throws UserError NO_PROJECT */
export function requireTsconfig(tsconfig: string): void {
  if (existsSync(tsconfig)) return;
  throw new UserError(
    "NO_PROJECT",
    `there is no ${tsconfig}`,
    "Name an existing tsconfig with --project, or run `npx snakebridge init`.",
  );
}

/** Returns the nearest folder upwards with a package.json, or the folder itself if there is none. */
export function findPackageRoot(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, "package.json")) && basename(at) !== "node_modules") return at;
    if (dirname(at) === at) return folder;
  }
}

/** The folder of everything generated, in the project's folder. */
export const GENERATED_FOLDER = ".snakebridge";
/** The folder beside a program's output that holds what the program needs at run time. No Python module has this name. */
export const OUTPUT_FOLDER = "_snakebridge";
/** The subfolder of `OUTPUT_FOLDER` with the Python files of the user's own modules. `runtime/` knows it as well. */
export const OUTPUT_PYTHON_FOLDER = "python";

/** Subfolders of `GENERATED_FOLDER` whose files belong to one Python module each. */
export const FOLDERS = { types: "types", support: "support", modules: "modules" } as const;

/** In the folder of bindings: registers the manifest with the runtime. */
export const MANIFEST_MODULE = "$manifest.js";
/** In `GENERATED_FOLDER`: the same manifest as data, for people and other tools. */
export const MANIFEST_FILE = "manifest.json";
export const COVERAGE_FILE = "coverage.json";

/** Names the declarations of a module, in `types` for an imported module and in `support` for any other. */
export function declarationFile(module: string): string {
  return `${module}.d.ts`;
}

/** Names the JavaScript of a module, in the folder of bindings. */
export function bindingFile(module: string): string {
  return `${module}.js`;
}

/** Names the call table of a module, beside its binding. `$` occurs in no Python name. */
export function tableFile(module: string): string {
  return `${module}.$table.js`;
}

/** Absolute paths. */
export interface Layout {
  readonly folder: string;
  /** Declarations of the imported modules. */
  readonly types: string;
  /** Declarations of modules that only hold classes which imported modules use. */
  readonly support: string;
  /** Bindings and call tables. */
  readonly modules: string;
  readonly manifest: string;
  readonly coverage: string;
  readonly cache: string;
  /** The bridge's own Python packages, one folder for each minor version. */
  readonly python: string;
  /** A uv of this project's own, for a machine that has none. */
  readonly uv: string;
  /** The cache of uv, on a machine whose usual cache folder cannot be written. */
  readonly uvCache: string;
  /** Committed, beside package.json. */
  readonly lock: string;
}

/** Returns the paths of everything generated for a project. */
export function layout(root: string): Layout {
  const folder = join(root, GENERATED_FOLDER);
  return {
    folder,
    types: join(folder, FOLDERS.types),
    support: join(folder, FOLDERS.support),
    modules: join(folder, FOLDERS.modules),
    manifest: join(folder, MANIFEST_FILE),
    coverage: join(folder, COVERAGE_FILE),
    cache: join(folder, "cache"),
    python: join(folder, "python"),
    uv: join(folder, "uv"),
    uvCache: join(folder, "uv-cache"),
    lock: join(root, "snakebridge.lock"),
  };
}

/** Writes a path as a user would: relative to the project if it lies inside, always with `/`. */
export function formatPath(root: string, path: string): string {
  const short = relative(root, path);
  return short === "" ? "." : short.startsWith("..") || isAbsolute(short) ? path : toSlashes(short);
}

/** Writes a path with `/` on every system, as compilers and generated files do. */
export function toSlashes(path: string): string {
  return path.replaceAll(sep, "/");
}
