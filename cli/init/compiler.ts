/**
 * The project's TypeScript and ts-patch: which are there, and what to say or add. Reads node_modules by hand, because
 * neither package need let its package.json be imported.
 */
import { dirname, join } from "node:path";
import { readText } from "../../introspector/project/files.ts";

export const COMPILER_PACKAGES = ["typescript@~6.0.3", "ts-patch@^4"] as const;

/** What to do where TypeScript 7 or newer is found. */
export const TYPESCRIPT_7_REMEDY =
  "The compiler of TypeScript 7 has no transformers. Build with TypeScript 6: npm install --save-dev typescript@~6.0.3 ts-patch@^4, then npx tspc. (The generated declarations themselves work in TypeScript 7's editors.)";

/** The version of a package as a project sees it; `null`: not installed. */
export function installedVersion(root: string, name: string): string | null {
  for (let folder = root; ; folder = dirname(folder)) {
    const text = readText(join(folder, "node_modules", name, "package.json"));
    if (text !== null) return (JSON.parse(text) as { version?: string }).version ?? null;
    if (dirname(folder) === folder) return null;
  }
}

export function majorOf(version: string): number {
  return Number.parseInt(version, 10);
}

/** What has to be added for `tspc` to run; nothing where TypeScript is newer than it can use. */
export function missingCompiler(root: string): string[] {
  const typescript = installedVersion(root, "typescript");
  if (typescript !== null && majorOf(typescript) >= 7) return [];
  const patch = installedVersion(root, "ts-patch");
  const [wantTypescript, wantPatch] = COMPILER_PACKAGES;
  return [...(typescript === null ? [wantTypescript] : []), ...(patch === null ? [wantPatch] : [])];
}

/** A sentence about TypeScript 7, where the project has it. */
export function typescriptNotice(root: string): string | null {
  const version = installedVersion(root, "typescript");
  return version !== null && majorOf(version) >= 7
    ? `TypeScript ${version} is installed. ${TYPESCRIPT_7_REMEDY}`
    : null;
}
