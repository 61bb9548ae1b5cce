/**
 * Finds the Python files that a user's own module needs at run time: itself, its packages, and the files of the project
 * that these import. Works on text and paths. A name that is no import does no harm, since only files that exist count.
 */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { compare } from "../compare.ts";
import { isModuleName } from "./specifier.ts";

/**
 * Finds the files that some modules need. Imports of installed packages are not followed.
 * @param starts The modules' own files.
 * @param folders Absolute search folders. A module is taken from the first one that has it.
 * @returns Absolute paths, sorted.
 */
export function findUserSources(starts: readonly string[], folders: readonly string[]): string[] {
  const found = new Set<string>();
  const queue = [...starts];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (found.has(file) || !existsSync(file)) continue;
    found.add(file);
    const module = findModuleName(file, folders);
    // Python runs the file of a package before the package's modules.
    for (const parent of listParents(module)) queue.push(...findModuleFiles(parent, folders));
    for (const name of readPythonImports(readFileSync(file, "utf8"), module, /[\\/]__init__\.pyi?$/.test(file))) {
      queue.push(...findModuleFiles(name, folders));
    }
  }
  return [...found].sort(compare);
}

/** Returns the dotted names that a module's text imports; for `from a import b` both `a` and `a.b`. */
export function readPythonImports(text: string, module: string, isPackage: boolean): string[] {
  const plain = text.replaceAll(/\\\r?\n/g, " ");
  const names: string[] = [];
  for (const [, list = ""] of plain.matchAll(/^[ \t]*import[ \t]+([^#\r\n;]+)/gm)) {
    names.push(...list.split(",").map(readFirstWord));
  }
  const from = /^[ \t]*from[ \t]+(\.*[ \t]*[\w.]*)[ \t]+import[ \t]+(?:\(([^)]*)\)|([^#\r\n;]+))/gm;
  for (const [, source = "", grouped, inline] of plain.matchAll(from)) {
    const base = resolveName(source.replaceAll(/\s/g, ""), module, isPackage);
    const listed = (grouped ?? inline ?? "").replaceAll(/#[^\n]*/g, "");
    const members = listed
      .split(",")
      .map(readFirstWord)
      .filter((name) => /^\w+$/.test(name));
    names.push(base, ...members.map((name) => (base === "" ? name : `${base}.${name}`)));
  }
  return names.filter(isModuleName);
}

function readFirstWord(text: string): string {
  return text.trim().split(/\s/, 1)[0] ?? "";
}

/** Makes a relative name of `from … import` absolute. */
function resolveName(source: string, module: string, isPackage: boolean): string {
  const dots = /^\.*/.exec(source)?.[0].length ?? 0;
  if (dots === 0) return source;
  const parts = module.split(".");
  const base = parts.slice(0, parts.length - dots + (isPackage ? 1 : 0));
  return [...base, ...source.slice(dots).split(".").filter(Boolean)].join(".");
}

/** Returns the files of a module in the first folder that has it: source and stub. */
function findModuleFiles(name: string, folders: readonly string[]): string[] {
  for (const folder of folders) {
    const path = join(folder, ...name.split("."));
    const files = [`${path}.py`, `${path}.pyi`, join(path, "__init__.py"), join(path, "__init__.pyi")];
    const present = files.filter((file) => existsSync(file));
    if (present.length > 0) return present;
  }
  return [];
}

/** Returns the names of the packages that a module lies in, outermost first. */
function listParents(module: string): string[] {
  const parts = module.split(".");
  return parts.slice(0, -1).map((_, at) => parts.slice(0, at + 1).join("."));
}

/** Returns the name of the module that a file holds, by the search folder nearest to it. */
function findModuleName(file: string, folders: readonly string[]): string {
  const inside = folders.map((folder) => relative(folder, file)).filter((path) => !path.startsWith(".."));
  const shortest = inside.sort((a, b) => a.length - b.length)[0] ?? relative(dirname(file), file);
  return shortest
    .replace(/\.pyi?$/, "")
    .split(sep)
    .filter((part, at, all) => part !== "__init__" || at !== all.length - 1)
    .join(".");
}
