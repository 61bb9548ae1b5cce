/**
 * What package.json needs: ES modules, as the compiled code has them. Plans the text and writes nothing.
 */
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { toDistributionName } from "../../introspector/environment/pyproject.ts";
import { UserError } from "../../introspector/errors.ts";
import { readText } from "../../introspector/project/files.ts";
import { parseJsonc, setProperty, valueAt } from "../../introspector/project/jsonc.ts";

export interface PackagePlan {
  readonly file: string;
  readonly before: string | null;
  readonly after: string;
  /** A change that only the user can decide on; `null`: none. */
  readonly advice: string | null;
}

/**
 * Plans the package.json of a project. A project without code gets ES modules, even if `npm init` chose another format.
 * So does a project that names no format and has nothing that depends on one. Any other project keeps its format.
 * @throws UserError PACKAGE_JSON if the file cannot be parsed
 */
export function planPackageJson(root: string): PackagePlan {
  const file = join(root, "package.json");
  const before = readText(file);
  if (before === null) {
    const text = JSON.stringify({ name: toDistributionName(basename(root)), private: true, type: "module" }, null, 2);
    return { file, before, after: `${text}\n`, advice: null };
  }
  const type = readType(file, before);
  if (type === "module") return { file, before, after: before, advice: null };
  const isNew = !hasFile(root, type === undefined ? SET_UP_FILE : CODE_FILE);
  if (isNew) return { file, before, after: setProperty(before, ["type"], "module"), advice: null };
  const advice = `package.json ${type === undefined ? 'has no "type"' : `says "type": "${type}"`}: top-level await needs "type": "module" there, or files named .mts.`;
  return { file, before, after: before, advice };
}

/** Returns the name of the project, for pyproject.toml. */
export function readProjectName(root: string): string {
  const text = readText(join(root, "package.json"));
  if (text === null) return basename(root);
  try {
    const name = valueAt(parseJsonc(text), ["name"]);
    return typeof name === "string" ? name : basename(root);
  } catch {
    return basename(root);
  }
}

function readType(file: string, text: string): string | undefined {
  const type = valueAt(parsePackageJson(file, text), ["type"]);
  return typeof type === "string" ? type : undefined;
}

/** Parses the text of a package.json. @throws UserError PACKAGE_JSON naming the line */
export function parsePackageJson(file: string, text: string): ReturnType<typeof parseJsonc> {
  try {
    return parseJsonc(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError("PACKAGE_JSON", `${file}:${reason}`, `Fix ${file}.`, { cause: error });
  }
}

/** Names of files whose meaning depends on the format of modules. */
const CODE_FILE = /^tsconfig.*\.json$|\.[cm]?[jt]sx?$/;
/** The same without TypeScript files, which have no format before there is a tsconfig. */
const SET_UP_FILE = /^tsconfig.*\.json$|\.[cm]?jsx?$/;

/** Whether the project has any TypeScript file. */
export function hasTypeScript(root: string): boolean {
  return hasFile(root, /\.[cm]?tsx?$/);
}

/** Whether a folder has a file of such a name, outside packages and hidden folders. */
function hasFile(folder: string, pattern: RegExp): boolean {
  const entries = readdirSync(folder, { withFileTypes: true });
  const visible = entries.filter(({ name }) => name !== "node_modules" && !name.startsWith("."));
  return (
    visible.some((entry) => !entry.isDirectory() && pattern.test(entry.name)) ||
    visible.some((entry) => entry.isDirectory() && hasFile(join(folder, entry.name), pattern))
  );
}
