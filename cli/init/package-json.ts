/**
 * What package.json needs: modules in the format that the emitted code has. Plans the text; writes nothing.
 */
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { distributionName } from "../../introspector/environment/pyproject.ts";
import { UserError } from "../../introspector/errors.ts";
import { readText } from "../../introspector/project/files.ts";
import { parseJsonc, setProperty, valueAt } from "../../introspector/project/jsonc.ts";

export interface PackagePlan {
  readonly file: string;
  readonly before: string | null;
  readonly after: string;
  /** Something the user may want to do; this tool will not. */
  readonly advice: string | null;
}

/**
 * A project that holds no code yet becomes one of ES modules, whatever `npm init` wrote; so does one that never said what
 * it is and that nothing compiles or runs yet. Any other keeps its format.
 * @throws UserError PACKAGE_JSON when it cannot be parsed
 */
export function planPackageJson(root: string): PackagePlan {
  const file = join(root, "package.json");
  const before = readText(file);
  if (before === null) {
    const text = JSON.stringify({ name: distributionName(basename(root)), private: true, type: "module" }, null, 2);
    return { file, before, after: `${text}\n`, advice: null };
  }
  const type = readType(file, before);
  if (type === "module") return { file, before, after: before, advice: null };
  const isNew = !hasFile(root, type === undefined ? SET_UP : CODE);
  if (isNew) return { file, before, after: setProperty(before, ["type"], "module"), advice: null };
  const advice = `package.json ${type === undefined ? 'has no "type"' : `says "type": "${type}"`}: top-level await needs "type": "module" there, or files named .mts.`;
  return { file, before, after: before, advice };
}

/** The name of the project, for pyproject.toml. */
export function projectName(root: string): string {
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
  try {
    const type = valueAt(parseJsonc(text), ["type"]);
    return typeof type === "string" ? type : undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError("PACKAGE_JSON", `${file}:${reason}`, `Mend ${file}.`, { cause: error });
  }
}

/** Files whose meaning depends on the format. */
const CODE = /^tsconfig.*\.json$|\.[cm]?[jt]sx?$/;
/** Those without the TypeScript that waits for a tsconfig. */
const SET_UP = /^tsconfig.*\.json$|\.[cm]?jsx?$/;

/** Whether there is any TypeScript to look at. */
export function hasTypeScript(root: string): boolean {
  return hasFile(root, /\.[cm]?tsx?$/);
}

/** Outside packages and hidden folders. */
function hasFile(folder: string, pattern: RegExp): boolean {
  const entries = readdirSync(folder, { withFileTypes: true });
  const visible = entries.filter(({ name }) => name !== "node_modules" && !name.startsWith("."));
  return (
    visible.some((entry) => !entry.isDirectory() && pattern.test(entry.name)) ||
    visible.some((entry) => entry.isDirectory() && hasFile(join(folder, entry.name), pattern))
  );
}
