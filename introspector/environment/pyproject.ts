/**
 * The user's `pyproject.toml`. It is made if there is none; otherwise only its owner and uv change it. Reads just enough
 * of TOML for that: which tables there are, and whether anything is required.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../errors.ts";
import { writeText } from "../project/files.ts";
import type { Python } from "./python.ts";

/** What a project has. */
export type Pyproject = "absent" | "no-project-table" | "project";

/** Says whether the project has a pyproject.toml, and a `[project]` table in it. */
export function readPyproject(root: string): Pyproject {
  const file = join(root, "pyproject.toml");
  if (!existsSync(file)) return "absent";
  return hasProjectTable(readFileSync(file, "utf8")) ? "project" : "no-project-table";
}

/** Whether the text has a `[project]` table. */
export function hasProjectTable(toml: string): boolean {
  return /^[ \t]*\[[ \t]*(?:project|"project"|'project')[ \t]*\][ \t]*(?:#.*)?\r?$/m.test(removeLongStrings(toml));
}

/** Whether there is anything to lock. `dynamic` dependencies count, since they cannot be read from the file. */
export function declaresDependencies(toml: string): boolean {
  const text = removeLongStrings(toml).replaceAll(/^[ \t]*#.*$/gm, "");
  const lists = /^[ \t]*(?:[\w.-]+|"[^"]+")[ \t]*=[ \t]*\[([^\]]*)\]/gm;
  for (const { name, body } of splitTables(text)) {
    const listed = [...body.matchAll(lists)].filter((match) => /["']/.test(match[1] ?? ""));
    const keys = listed.map((match) => match[0].split("=")[0]?.trim());
    if (name === "project" && keys.some((key) => key === "dependencies" || key === "dynamic")) return true;
    if ((name === "dependency-groups" || name === "project.optional-dependencies") && keys.length > 0) return true;
    if (name === "tool.uv" && keys.includes("dev-dependencies")) return true;
  }
  return false;
}

/** Lists what `[project]` depends on, as it is written there. */
export function listDependencies(toml: string): string[] {
  const [, body = ""] = /^\[project\][ \t]*\r?\n([\s\S]*?)(?=^\[|(?![\s\S]))/m.exec(removeLongStrings(toml)) ?? [];
  const [, list = ""] = /^[ \t]*dependencies[ \t]*=[ \t]*\[((?:"[^"\n]*"|'[^'\n]*'|#.*|[^\]"'#])*)\]/m.exec(body) ?? [];
  return [...list.replaceAll(/#.*$/gm, "").matchAll(/"([^"]*)"|'([^']*)'/g)].map((match) => match[1] ?? match[2] ?? "");
}

/** Prints the `[project]` table of a new project. */
function printProjectTable(name: string, python: Pick<Python, "minor">): string {
  const [major, minor] = python.minor.split(".").map(Number) as [number, number];
  return [
    "[project]",
    `name = ${JSON.stringify(toDistributionName(name))}`,
    'version = "0.1.0"',
    `requires-python = ">=${major}.${minor},<${major}.${minor + 1}"`,
    "dependencies = []",
    "",
  ].join("\n");
}

/**
 * Makes a pyproject.toml if there is none.
 * @returns Whether it made one.
 * @throws UserError PYPROJECT if the existing one has no [project] table
 */
export function ensurePyproject(root: string, name: string, python: Pick<Python, "minor">): boolean {
  const state = readPyproject(root);
  if (state === "no-project-table") {
    throw new UserError(
      "PYPROJECT",
      `${join(root, "pyproject.toml")} has no [project] table, so no packages can be recorded in it`,
      `Add this to it:\n\n${printProjectTable(name, python)}`,
    );
  }
  if (state === "project") return false;
  writeText(join(root, "pyproject.toml"), printProjectTable(name, python));
  return true;
}

/** Makes a valid distribution name of any folder or npm package name. */
export function toDistributionName(name: string): string {
  const plain = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/^@[^/]*\//, "")
    .replaceAll(/[\u0300-\u036f]/g, "")
    .replaceAll(/[^a-z0-9._-]+/g, "-")
    .replaceAll(/^[^a-z0-9]+|[^a-z0-9]+$/g, "");
  return plain === "" ? "app" : plain;
}

function removeLongStrings(toml: string): string {
  return toml.replaceAll(/"""[\s\S]*?"""|'''[\s\S]*?'''/g, '""');
}

function splitTables(toml: string): { readonly name: string; readonly body: string }[] {
  const parts = toml.split(/^[ \t]*\[([^[\]]+)\][ \t]*(?:#.*)?\r?$/m);
  const found = [];
  for (let at = 1; at < parts.length; at += 2) {
    found.push({ name: (parts[at] ?? "").replaceAll(/\s|"/g, ""), body: parts[at + 1] ?? "" });
  }
  return found;
}
