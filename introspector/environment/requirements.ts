/**
 * The packages that a user names for `add`: as pip does, or as a folder on this machine. Decides which of them are
 * installed in place (editable). Runs nothing.
 */
import { existsSync, statSync } from "node:fs";
import { isAbsolute, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { UserError } from "../errors.ts";
import { toSlashes } from "../project/layout.ts";

export interface Requirement {
  /** As uv takes it in the project's folder. */
  readonly text: string;
  /** Whether edits of the package are seen without installing it again. */
  readonly editable: boolean;
}

/** `name[extra] @ location`, where the name may be missing. */
const NAMED = /^\s*([A-Za-z0-9][\w.-]*\s*(?:\[[^\]]*\])?)\s*@\s*(.+)$/;

/**
 * Reads a package as a user named it.
 * @param cwd Paths are relative to this folder; the result is relative to `root`.
 * @param editable The option; `undefined`: not given, so a folder is installed in place.
 * @throws UserError USAGE for a package that cannot be editable
 */
export function readRequirement(spec: string, cwd: string, root: string, editable?: boolean): Requirement {
  const [, name, named] = NAMED.exec(spec) ?? [];
  const path = resolveLocation(named ?? spec, cwd);
  if (path === null) {
    if (editable !== true) return { text: spec, editable: false };
    throw new UserError("USAGE", `${JSON.stringify(spec)} is no folder, so it cannot be editable`, "Name a folder.");
  }
  const short = toSlashes(relative(root, path));
  const location = isAbsolute(short) ? short : short.startsWith(".") ? short : `./${short}`;
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  return {
    text: name === undefined ? location : `${name.trim()} @ ${location}`,
    editable: isFolder && editable !== false,
  };
}

/** @returns the absolute path; `null`: it is a name or an address, and no path. */
function resolveLocation(text: string, cwd: string): string | null {
  if (/^file:/i.test(text)) return fileURLToPath(text);
  if (/^[A-Za-z][\w+.-]+:/.test(text)) return null;
  const isPath = text === "." || text === ".." || text.includes("/") || (text.includes("\\") && !text.includes(";"));
  if (!isPath || (!existsSync(resolve(cwd, text)) && !/^(?:\.{0,2}[/\\]|[A-Za-z]:)/.test(text))) return null;
  return resolve(cwd, text);
}

/** Returns the distribution that a requirement names. @returns `null`: only the package itself says it. */
export function readDistributionName(text: string): string | null {
  const name = /^\s*([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(?:$|[[<>=!~;@ ])/.exec(text)?.[1];
  return name ?? null;
}
