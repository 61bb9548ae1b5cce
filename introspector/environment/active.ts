/**
 * Compares VIRTUAL_ENV with the Python that a project uses: a terminal may have the environment of another project
 * active. Looks at files only.
 */
import { existsSync, realpathSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";

/** Files that make a folder a project of its own. */
const PROJECT_FILES = ["package.json", "pyproject.toml", "setup.py", "setup.cfg", "requirements.txt", ".git"];

/**
 * Warns of an active environment that is not used, or that is used although it belongs to another project.
 * @param command The interpreter that is used.
 * @returns `null`: no environment is active, or it is the project's.
 */
export function describeActiveEnvironment(root: string, command: string, env: NodeJS.ProcessEnv): string | null {
  const active = env.VIRTUAL_ENV;
  if (!active) return null;
  if (!contains(active, command)) {
    return `VIRTUAL_ENV is ${active}, but ${command} is used, since it belongs to this project. Run \`deactivate\`, or name an environment with --python.`;
  }
  const owner = dirname(resolveLinks(active));
  if (contains(owner, root) || !PROJECT_FILES.some((name) => existsSync(join(owner, name)))) return null;
  return `VIRTUAL_ENV is ${active}, the environment of ${owner}, and packages are installed there. For a .venv of this project's own run \`deactivate\`, then \`npx snakebridge sync\`.`;
}

/** Whether a path lies in a folder, by its name or by what its links lead to. */
function contains(folder: string, path: string): boolean {
  // The interpreter of an environment is a link to one outside of it: only its folder is resolved.
  const real = [resolveLinks(dirname(path)), resolveLinks(path)];
  return [dirname(path), path, ...real].some((at) => isInside(folder, at) || isInside(resolveLinks(folder), at));
}

function isInside(folder: string, path: string): boolean {
  const steps = relative(folder, path);
  return steps === "" || (steps !== ".." && !steps.startsWith(`..${sep}`));
}

function resolveLinks(path: string): string {
  return existsSync(path) ? realpathSync(path) : path;
}
