/** Which package manager a project uses, and how that one adds development dependencies. Runs nothing. */
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

/** `packageManager` in package.json, a lock file (a workspace's may lie above), the manager this was started by, npm. */
export function packageManager(root: string, env: NodeJS.ProcessEnv): PackageManager {
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

/** Program and arguments that add development dependencies. */
export function addDevelopment(manager: PackageManager, packages: readonly string[], root: string): string[] {
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
