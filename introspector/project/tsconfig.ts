/**
 * What a tsconfig needs for `py:` imports: the `paths` entry that leads to the declarations, the plugin that compiles the
 * imports, and the types of Node, which runs the program. Plans the edits as text and writes nothing.
 */
import { existsSync, readFileSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { ts } from "ts-morph";
import { UserError } from "../errors.ts";
import { appendElement, parseJsonc, setProperty, valueAt } from "./jsonc.ts";
import { declarationFile, FOLDERS, GENERATED_FOLDER, layout, toSlashes } from "./layout.ts";
import { formatSpecifier } from "./specifier.ts";

/** The key of the entry in `paths`. */
export const PATHS_KEY: string = formatSpecifier("*");
/** The entry in `plugins`. */
export const PLUGIN = { transform: "snakebridge/transformer", transformProgram: true } as const;

export interface TsconfigPlan {
  readonly file: string;
  /** `null`: the file does not exist yet. */
  readonly before: string | null;
  readonly after: string;
}

/** Prints the tsconfig of a project that has none: Node's own rules for modules, and the newest language that the oldest Node runs. */
function printNewTsconfig(rootDir: string): string {
  return `{
  "compilerOptions": {
    "target": "es2024",
    "lib": ["esnext"],
    "types": ["node"],
    "module": "nodenext",
    "rootDir": "${rootDir}",
    "outDir": "dist",
    "strict": true,
    "skipLibCheck": true,
    "paths": {
      "${PATHS_KEY}": ["./${GENERATED_FOLDER}/${FOLDERS.types}/${declarationFile("*")}"]
    },
    "plugins": [${JSON.stringify(PLUGIN, null, 1).replaceAll(/\s+/g, " ")}]
  }${rootDir === "." ? "" : `,\n  "include": ["${rootDir}"]`}
}
`;
}

/**
 * Plans the edits that a project needs. A tsconfig that only refers to others stays as it is; those it refers to are
 * edited.
 * @param newRootDir The `rootDir` of a tsconfig that has to be made.
 * @returns One plan for each file that changes.
 * @throws UserError TSCONFIG for a tsconfig that cannot be parsed
 */
export function planTsconfig(root: string, file: string, newRootDir: string): TsconfigPlan[] {
  if (!existsSync(file)) return [{ file, before: null, after: printNewTsconfig(newRootDir) }];
  const plans: TsconfigPlan[] = [];
  for (const project of projectsOf(file)) {
    // The tsconfig of another package belongs to that package.
    if (relative(root, project).startsWith("..")) continue;
    const before = readFileSync(project, "utf8");
    const after = editTsconfig(root, project, before);
    if (after !== before) plans.push({ file: project, before, after });
  }
  return plans;
}

/** Returns the tsconfigs that compile files: a tsconfig and those it refers to, directly or not. */
export function projectsOf(file: string, seen: Set<string> = new Set()): string[] {
  if (seen.has(file) || !existsSync(file)) return [];
  seen.add(file);
  const parsed = readTsconfig(file);
  const referenced = (parsed.projectReferences ?? []).flatMap((reference) =>
    projectsOf(ts.resolveProjectReferencePath(reference), seen),
  );
  return parsed.fileNames.length === 0 && referenced.length > 0 ? referenced : [file, ...referenced];
}

/** Whether `paths` leads to the declarations of this project. */
export function hasPyPath(options: ts.CompilerOptions, root: string): boolean {
  const types = layout(root).types;
  const entry = options.paths?.[PATHS_KEY] ?? [];
  return entry.some((path) => dirname(resolve(findPathsBase(options), path)) === types);
}

/** Whether the compiler will run the plugin. */
export function hasPlugin(options: ts.CompilerOptions): boolean {
  const plugins = (options.plugins ?? []) as readonly { transform?: unknown }[];
  return plugins.some(({ transform }) => transform === PLUGIN.transform);
}

/** Whether the names of Node (`process`, `node:fs`) are known. Since TypeScript 6 no types are included by themselves. */
export function hasNodeTypes(options: ts.CompilerOptions): boolean {
  return (options.types ?? []).some((name) => name === "node" || name === "*");
}

function editTsconfig(root: string, file: string, before: string): string {
  let text = before;
  const folder = dirname(file);
  const { options } = readTsconfig(file);
  if (!hasPyPath(options, root)) {
    // The entries of `paths` are relative to `baseUrl`, inherited or not.
    const types = `${relativePath(options.baseUrl ?? folder, layout(root).types)}/${declarationFile("*")}`;
    const own = valueAt(parseJsonc(text), ["compilerOptions", "paths"]);
    if (typeof own === "object" && own !== null) {
      text = setProperty(text, ["compilerOptions", "paths", PATHS_KEY], [types]);
    } else {
      // `paths` replaces the entries that `extends` brings, so those are copied and made relative to this folder.
      const inherited = Object.entries(options.paths ?? {}).map(
        ([key, paths]) => [key, paths.map((path) => rebasePath(options, folder, path))] as const,
      );
      text = setProperty(text, ["compilerOptions", "paths"], Object.fromEntries([...inherited, [PATHS_KEY, [types]]]));
    }
  }
  if (!hasPlugin(options)) {
    const own = valueAt(parseJsonc(text), ["compilerOptions", "plugins"]);
    const at = ["compilerOptions", "plugins"] as const;
    text = Array.isArray(own)
      ? appendElement(text, at, PLUGIN)
      : setProperty(text, at, [...((options.plugins as readonly unknown[] | undefined) ?? []), PLUGIN]);
  }
  // A list that names other types is its author's choice. `tsc --init` writes an empty one.
  if ((options.types ?? []).length === 0) text = setProperty(text, ["compilerOptions", "types"], ["node"]);
  return text;
}

function rebasePath(options: ts.CompilerOptions, folder: string, path: string): string {
  if (options.baseUrl !== undefined || isAbsolute(path)) return path;
  return relativePath(folder, resolve(findPathsBase(options), path));
}

function relativePath(from: string, to: string): string {
  const path = toSlashes(relative(from, to));
  return path.startsWith(".") && !path.startsWith(GENERATED_FOLDER) ? path : `./${path}`;
}

/** Returns the folder that entries of `paths` are relative to. TypeScript keeps it beside the options. */
function findPathsBase(options: ts.CompilerOptions): string {
  return options.baseUrl ?? (options as { readonly pathsBasePath?: string }).pathsBasePath ?? ".";
}

/** Reads a tsconfig and those it extends. @throws UserError TSCONFIG */
export function readTsconfig(file: string): ts.ParsedCommandLine {
  try {
    parseJsonc(readFileSync(file, "utf8"));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError("TSCONFIG", `${file}:${reason}`, `Fix ${file}.`, { cause: error });
  }
  const host: ts.ParseConfigFileHost = {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: (diagnostic) => {
      throw new UserError(
        "TSCONFIG",
        `${file}: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n")}`,
        `Fix ${file}.`,
      );
    },
  };
  const parsed = ts.getParsedCommandLineOfConfigFile(file, {}, host);
  if (parsed === undefined) throw new UserError("TSCONFIG", `${file} cannot be read`, `Fix ${file}.`);
  return parsed;
}

/** Returns the folder of a project's own source: `src` if there is one. */
export function findSourceFolder(root: string): string {
  return existsSync(join(root, "src")) ? "src" : ".";
}
