/**
 * The Python files that a user's own module needs to run: itself, its packages, and what these import from the project.
 * Text and paths only; a name that is no import costs nothing, since only files that exist count.
 */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { isModuleName } from "./specifier.ts";

/**
 * Absolute paths, sorted. Imports of installed packages are not followed.
 * @param starts the module's own files
 * @param folders absolute search folders, first match first
 */
export function userSources(starts: readonly string[], folders: readonly string[]): string[] {
  const found = new Set<string>();
  const queue = [...starts];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (found.has(file) || !existsSync(file)) continue;
    found.add(file);
    const module = moduleOfFile(file, folders);
    // A package's own file runs before its modules do.
    for (const parent of parents(module)) queue.push(...filesOf(parent, folders));
    for (const name of importsOf(readFileSync(file, "utf8"), module, /[\\/]__init__\.pyi?$/.test(file))) {
      queue.push(...filesOf(name, folders));
    }
  }
  return [...found].sort();
}

/** Dotted names that a module's text imports; for `from a import b` both `a` and `a.b`. */
export function importsOf(text: string, module: string, isPackage: boolean): string[] {
  const plain = text.replaceAll(/\\\r?\n/g, " ");
  const names: string[] = [];
  for (const [, list = ""] of plain.matchAll(/^[ \t]*import[ \t]+([^#\r\n;]+)/gm)) {
    names.push(...list.split(",").map(firstWord));
  }
  const from = /^[ \t]*from[ \t]+(\.*[ \t]*[\w.]*)[ \t]+import[ \t]+(?:\(([^)]*)\)|([^#\r\n;]+))/gm;
  for (const [, source = "", grouped, inline] of plain.matchAll(from)) {
    const base = absolute(source.replaceAll(/\s/g, ""), module, isPackage);
    const listed = (grouped ?? inline ?? "").replaceAll(/#[^\n]*/g, "");
    const members = listed
      .split(",")
      .map(firstWord)
      .filter((name) => /^\w+$/.test(name));
    names.push(base, ...members.map((name) => (base === "" ? name : `${base}.${name}`)));
  }
  return names.filter(isModuleName);
}

function firstWord(text: string): string {
  return text.trim().split(/\s/, 1)[0] ?? "";
}

function absolute(source: string, module: string, isPackage: boolean): string {
  const dots = /^\.*/.exec(source)?.[0].length ?? 0;
  if (dots === 0) return source;
  const parts = module.split(".");
  const base = parts.slice(0, parts.length - dots + (isPackage ? 1 : 0));
  return [...base, ...source.slice(dots).split(".").filter(Boolean)].join(".");
}

/** A module's files, with those of its packages. */
function filesOf(name: string, folders: readonly string[]): string[] {
  for (const folder of folders) {
    const path = join(folder, ...name.split("."));
    const files = [`${path}.py`, `${path}.pyi`, join(path, "__init__.py"), join(path, "__init__.pyi")];
    const present = files.filter((file) => existsSync(file));
    if (present.length > 0) return present;
  }
  return [];
}

function parents(module: string): string[] {
  const parts = module.split(".");
  return parts.slice(0, -1).map((_, at) => parts.slice(0, at + 1).join("."));
}

function moduleOfFile(file: string, folders: readonly string[]): string {
  const inside = folders.map((folder) => relative(folder, file)).filter((path) => !path.startsWith(".."));
  const shortest = inside.sort((a, b) => a.length - b.length)[0] ?? relative(dirname(file), file);
  return shortest
    .replace(/\.pyi?$/, "")
    .split(sep)
    .filter((part, at, all) => part !== "__init__" || at !== all.length - 1)
    .join(".");
}
