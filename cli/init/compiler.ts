/**
 * The project's TypeScript and ts-patch: which versions it has, and what to add. Reads node_modules itself, because a
 * package may forbid the import of its package.json.
 */
import { dirname, join } from "node:path";
import { readText } from "../../introspector/project/files.ts";

/** The packages that a build needs, as npm names them. */
export const COMPILER_PACKAGES = ["typescript@~6.0.3", "ts-patch@^4"] as const;

/** Says what to do in a project with TypeScript 7 or newer. */
export const TYPESCRIPT_7_REMEDY =
  "The compiler of TypeScript 7 has no transformers. Build with TypeScript 6: npm install --save-dev typescript@~6.0.3 ts-patch@^4, then npx tspc. (The generated declarations themselves work in TypeScript 7's editors.)";

/** Finds the version of a package that a project would load. @returns `null`: it is not installed. */
export function findInstalledVersion(root: string, name: string): string | null {
  for (let folder = root; ; folder = dirname(folder)) {
    const text = readText(join(folder, "node_modules", name, "package.json"));
    if (text !== null) return (JSON.parse(text) as { version?: string }).version ?? null;
    if (dirname(folder) === folder) return null;
  }
}

/** Returns the major number of a version. */
export function readMajor(version: string): number {
  return Number.parseInt(version, 10);
}

/** Lists the packages to add so that `tspc` runs; none if TypeScript is newer than ts-patch supports. */
export function listMissingCompiler(root: string): string[] {
  const typescript = findInstalledVersion(root, "typescript");
  if (typescript !== null && readMajor(typescript) >= 7) return [];
  const patch = findInstalledVersion(root, "ts-patch");
  const [wantTypescript, wantPatch] = COMPILER_PACKAGES;
  return [...(typescript === null ? [wantTypescript] : []), ...(patch === null ? [wantPatch] : [])];
}

/** Says what to do about TypeScript 7. @returns `null`: the project does not have it. */
export function describeTypescript7(root: string): string | null {
  const version = findInstalledVersion(root, "typescript");
  return version !== null && readMajor(version) >= 7
    ? `TypeScript ${version} is installed. ${TYPESCRIPT_7_REMEDY}`
    : null;
}
