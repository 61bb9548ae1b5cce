/**
 * The packages that a build needs: which versions a project has, and what to add. Reads node_modules itself, because a
 * package may forbid the import of its package.json.
 */
import { dirname, join } from "node:path";
import { readText } from "../../introspector/project/files.ts";
import { detectPackageManager, formatAddCommand } from "./package-manager.ts";

/** The packages that compile `py:` imports, as npm names them. */
export const COMPILER_PACKAGES = ["typescript@~6.0.3", "ts-patch@^4"] as const;

/** The types of the Node that runs this command. */
export const NODE_TYPES_PACKAGE: string = `@types/node@^${readMajor(process.versions.node)}`;

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

/** Lists the packages to add so that a project builds. A TypeScript that is there is never replaced. */
export function listMissingPackages(root: string): string[] {
  const typescript = findInstalledVersion(root, "typescript");
  const missing = findInstalledVersion(root, "@types/node") === null ? [NODE_TYPES_PACKAGE] : [];
  if (typescript !== null && readMajor(typescript) !== 6) return missing;
  const patch = findInstalledVersion(root, "ts-patch");
  const [wantTypescript, wantPatch] = COMPILER_PACKAGES;
  return [...(typescript === null ? [wantTypescript] : []), ...(patch === null ? [wantPatch] : []), ...missing];
}

/** Says what to do about a TypeScript that cannot build `py:` imports. @returns `null`: the project has none. */
export function describeUnfitTypescript(root: string, env: NodeJS.ProcessEnv): string | null {
  const version = findInstalledVersion(root, "typescript");
  const remedy = version === null ? null : adviseTypescript(version, root, env);
  return remedy === null ? null : `TypeScript ${version} is installed. ${remedy}`;
}

/** Says what to do about a version of TypeScript. @returns `null`: it fits. */
export function adviseTypescript(version: string, root: string, env: NodeJS.ProcessEnv): string | null {
  const major = readMajor(version);
  if (major === 6) return null;
  const add = formatAddCommand(detectPackageManager(root, env), COMPILER_PACKAGES);
  return major > 6
    ? `The compiler of TypeScript 7 has no transformers. Build with TypeScript 6: ${add}, then npx tspc. (The generated declarations themselves work in TypeScript 7's editors.)`
    : `SnakeBridge needs TypeScript 6, which reads the generated declarations and compiles the imports: ${add}, then npx tspc.`;
}
