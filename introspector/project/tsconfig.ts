/**
 * What a tsconfig needs for `py:` imports: the `paths` entry that leads to the declarations, and the plugin that
 * compiles the imports. Plans the edits as text; writes nothing.
 */
import { existsSync, readFileSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { ts } from "ts-morph";
import { UserError } from "../errors.ts";
import { appendElement, parseJsonc, setProperty, valueAt } from "./jsonc.ts";
import { declarationFile, FOLDERS, GENERATED_FOLDER, layout, toSlashes } from "./layout.ts";
import { formatSpecifier } from "./specifier.ts";

/** The key of the `paths` entry. */
export const PATHS_KEY: string = formatSpecifier("*");
export const PLUGIN = { transform: "snakebridge/transformer", transformProgram: true } as const;

export interface TsconfigPlan {
  readonly file: string;
  /** `null`: the file is to be made. */
  readonly before: string | null;
  readonly after: string;
}

/** What a project that has none gets. Node's own rules for modules; the newest language that Node 22 runs as it is. */
function newTsconfig(rootDir: string): string {
  return `{
  "compilerOptions": {
    "target": "es2024",
    "lib": ["esnext", "dom"],
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
 * The edits a project needs, none when all is there. A tsconfig that only refers to others is left alone; those it
 * refers to are edited.
 * @throws UserError TSCONFIG for one that cannot be parsed
 */
export function planTsconfig(root: string, file: string, newRootDir: string): TsconfigPlan[] {
  if (!existsSync(file)) return [{ file, before: null, after: newTsconfig(newRootDir) }];
  const plans: TsconfigPlan[] = [];
  for (const project of projectsOf(file)) {
    // Another package's tsconfig is that package's business.
    if (relative(root, project).startsWith("..")) continue;
    const before = readFileSync(project, "utf8");
    const after = edited(root, project, before);
    if (after !== before) plans.push({ file: project, before, after });
  }
  return plans;
}

/** The tsconfigs that compile files, from one through its references. */
export function projectsOf(file: string, seen: Set<string> = new Set()): string[] {
  if (seen.has(file) || !existsSync(file)) return [];
  seen.add(file);
  const parsed = parse(file);
  const referenced = (parsed.projectReferences ?? []).flatMap((reference) =>
    projectsOf(ts.resolveProjectReferencePath(reference), seen),
  );
  return parsed.fileNames.length === 0 && referenced.length > 0 ? referenced : [file, ...referenced];
}

/** What a tsconfig has, for `doctor`. */
export function readTsconfig(file: string): ts.ParsedCommandLine {
  return parse(file);
}

export function hasPyPath(options: ts.CompilerOptions, root: string): boolean {
  const types = layout(root).types;
  const entry = options.paths?.[PATHS_KEY] ?? [];
  return entry.some((path) => dirname(resolve(pathsBase(options), path)) === types);
}

export function hasPlugin(options: ts.CompilerOptions): boolean {
  const plugins = (options.plugins ?? []) as readonly { transform?: unknown }[];
  return plugins.some(({ transform }) => transform === PLUGIN.transform);
}

function edited(root: string, file: string, before: string): string {
  let text = before;
  const folder = dirname(file);
  const { options } = parse(file);
  if (!hasPyPath(options, root)) {
    // `baseUrl`, inherited or not, is what the entries of `paths` are relative to.
    const types = `${pathTo(options.baseUrl ?? folder, layout(root).types)}/${declarationFile("*")}`;
    const own = valueAt(parseJsonc(text), ["compilerOptions", "paths"]);
    if (typeof own === "object" && own !== null) {
      text = setProperty(text, ["compilerOptions", "paths", PATHS_KEY], [types]);
    } else {
      // `paths` replaces what `extends` brings, so that is copied, from the folder it was written for to this one.
      const inherited = Object.entries(options.paths ?? {}).map(
        ([key, paths]) => [key, paths.map((path) => rebase(options, folder, path))] as const,
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
  return text;
}

function rebase(options: ts.CompilerOptions, folder: string, path: string): string {
  if (options.baseUrl !== undefined || isAbsolute(path)) return path;
  return pathTo(folder, resolve(pathsBase(options), path));
}

function pathTo(from: string, to: string): string {
  const path = toSlashes(relative(from, to));
  return path.startsWith(".") && !path.startsWith(GENERATED_FOLDER) ? path : `./${path}`;
}

/** The folder that relative entries of `paths` are meant from; TypeScript keeps it beside the options. */
function pathsBase(options: ts.CompilerOptions): string {
  return options.baseUrl ?? (options as { readonly pathsBasePath?: string }).pathsBasePath ?? ".";
}

function parse(file: string): ts.ParsedCommandLine {
  try {
    parseJsonc(readFileSync(file, "utf8"));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError("TSCONFIG", `${file}:${reason}`, `Mend ${file}.`, { cause: error });
  }
  const host: ts.ParseConfigFileHost = {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: (diagnostic) => {
      throw new UserError(
        "TSCONFIG",
        `${file}: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n")}`,
        `Mend ${file}.`,
      );
    },
  };
  const parsed = ts.getParsedCommandLineOfConfigFile(file, {}, host);
  if (parsed === undefined) throw new UserError("TSCONFIG", `${file} cannot be read`, `Mend ${file}.`);
  return parsed;
}

/** Where a project's own source is, by what is there already. */
export function sourceFolder(root: string): string {
  return existsSync(join(root, "src")) ? "src" : ".";
}
