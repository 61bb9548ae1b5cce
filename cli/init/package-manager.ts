/** Detects the package manager of a project, and its command for development dependencies. Runs nothing. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { readText } from "../../introspector/project/files.ts";

export type PackageManager = "npm" | "pnpm" | "yarn" | "bun";

const LOCK_FILES: readonly (readonly [string, PackageManager])[] = [
  ["pnpm-lock.yaml", "pnpm"],
  ["yarn.lock", "yarn"],
  ["bun.lock", "bun"],
  ["bun.lockb", "bun"],
  ["package-lock.json", "npm"],
  ["npm-shrinkwrap.json", "npm"],
];

/**
 * Detects the package manager by `packageManager` in package.json, by a lock file (that of a workspace may lie in a folder
 * above), or by the manager that started this process; else it is npm.
 */
export function detectPackageManager(root: string, env: NodeJS.ProcessEnv): PackageManager {
  for (let folder = root; ; folder = dirname(folder)) {
    const declared = /"packageManager"\s*:\s*"(npm|pnpm|yarn|bun)@/.exec(readText(join(folder, "package.json")) ?? "");
    if (declared !== null) return declared[1] as PackageManager;
    const lock = LOCK_FILES.find(([name]) => existsSync(join(folder, name)));
    if (lock !== undefined) return lock[1];
    if (existsSync(join(folder, ".git")) || dirname(folder) === folder) break;
  }
  const agent = /^(npm|pnpm|yarn|bun)\//.exec(env.npm_config_user_agent ?? "");
  return (agent?.[1] as PackageManager | undefined) ?? "npm";
}

/** Writes the command that adds development dependencies, for a person to run. */
export function formatAddCommand(manager: PackageManager, packages: readonly string[]): string {
  const add = {
    npm: "npm install --save-dev",
    pnpm: "pnpm add --save-dev",
    yarn: "yarn add --dev",
    bun: "bun add --dev",
  };
  return [add[manager], ...packages].join(" ");
}

/** Returns the program and the arguments that add development dependencies, without questions and advertisements. */
export function addDevelopmentCommand(manager: PackageManager, packages: readonly string[], root: string): string[] {
  switch (manager) {
    case "npm":
      return ["npm", "install", "--save-dev", "--no-audit", "--no-fund", "--loglevel=error", ...packages];
    case "pnpm": {
      const workspace = existsSync(join(root, "pnpm-workspace.yaml")) ? ["--workspace-root"] : [];
      return ["pnpm", "add", "--save-dev", ...workspace, ...packages];
    }
    case "yarn":
      return ["yarn", "add", "--dev", ...packages];
    case "bun":
      return ["bun", "add", "--dev", ...packages];
  }
}
