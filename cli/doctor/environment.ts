/** Examines the Python environment, its packages and the locks. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describeActiveEnvironment } from "../../introspector/environment/active.ts";
import { bridgeFolder, hasBridgePackages } from "../../introspector/environment/bridge-packages.ts";
import { type Environment, locate } from "../../introspector/environment/locate.ts";
import { checkFiles, isLocked } from "../../introspector/environment/packages.ts";
import { readPyproject } from "../../introspector/environment/pyproject.ts";
import { findFirstPython } from "../../introspector/environment/python.ts";
import { runTool } from "../../introspector/environment/tool.ts";
import { chooseCacheFolder, findUv, type Uv } from "../../introspector/environment/uv.ts";
import { parseLock } from "../../introspector/generation/lockfile.ts";
import { readText } from "../../introspector/project/files.ts";
import { formatPath, layout } from "../../introspector/project/layout.ts";
import { findOnPath } from "../../runtime/workers/executables.ts";
import type { Context } from "../commands/context.ts";
import { createAdvice, createFinding, createProblem, examine, type Finding } from "./finding.ts";

/** Examines uv, the environment, and whether it holds what the locks say. */
export async function examinePython(context: Context): Promise<readonly Finding[]> {
  const { env } = context;
  const { root } = context.project;
  const uv = await findUv(root, env);
  const rest = await examine("Python", async () => {
    const environment = await locate({ ...context, root });
    if (environment === null) {
      const base = await findFirstPython(env);
      const text = `no environment yet; ${base.command} is ${base.version}`;
      const files = await examineFiles(root, base.command, uv);
      return [createProblem("Python", text, "npx snakebridge sync"), ...files];
    }
    const { python, folder, kind, source } = environment;
    const origin = kind === "base" ? "outside any environment" : `${formatPath(root, folder)}, by ${source}`;
    const active = context.python === null ? describeActiveEnvironment(root, python.command, env) : null;
    const bridge = hasBridgePackages(root, python);
    const files = await examineFiles(root, python.command, uv);
    return [
      createFinding("Python", `${python.version} (${origin})`),
      ...(active === null ? [] : [createAdvice("VIRTUAL_ENV", active, "deactivate")]),
      createProblem(
        "bridge packages",
        bridge ? formatPath(root, bridgeFolder(root, python)) : `not installed for Python ${python.minor}`,
        bridge ? null : "npx snakebridge sync",
      ),
      ...(files.length > 0 ? files : await examinePackages(root, environment, uv)),
    ];
  });
  return [describeUv(root, uv, env), ...rest];
}

function describeUv(root: string, uv: Uv | null, env: NodeJS.ProcessEnv): Finding {
  if (uv === null) return createFinding("uv", "none; `npx snakebridge sync` brings one");
  const cache = chooseCacheFolder(root, env);
  const where =
    cache === null ? "" : `, with its cache in ${formatPath(root, cache)}, since the usual one cannot be written`;
  return createFinding("uv", `${uv.version} (${uv.command})${where}`);
}

/** Lists the files that cannot be read; those that can are not mentioned. */
async function examineFiles(root: string, python: string, uv: Uv | null): Promise<readonly Finding[]> {
  const subject = existsSync(join(root, "uv.lock")) ? "pyproject.toml and uv.lock" : "pyproject.toml";
  if (uv === null || readPyproject(root) === "absent") return [];
  return examine(subject, async () => {
    await checkFiles(root, python, uv);
    return [];
  });
}

async function examinePackages(root: string, environment: Environment, uv: Uv | null): Promise<readonly Finding[]> {
  const subject = "Python packages";
  const state = readPyproject(root);
  if (state === "absent") return [createFinding(subject, "no pyproject.toml, so none")];
  if (state === "no-project-table") return [createFinding(subject, "pyproject.toml has no [project]")];
  if (!existsSync(join(root, "uv.lock"))) {
    return [createProblem(subject, "pyproject.toml is not locked", "npx snakebridge sync")];
  }
  if (uv === null) return [];
  return (await isLocked(root, environment, uv))
    ? [createFinding(subject, "as uv.lock says")]
    : [createProblem(subject, "not as uv.lock says", "npx snakebridge sync")];
}

/** Examines snakebridge.lock. */
export function examineLock(root: string): Promise<readonly Finding[]> {
  const { lock } = layout(root);
  return examine(formatPath(root, lock), () => {
    const parsed = parseLock(readText(lock), lock);
    if (parsed === null) return [];
    const count = Object.keys(parsed.modules).length;
    return [createFinding(formatPath(root, lock), `${count} ${count === 1 ? "module" : "modules"}`)];
  });
}

export async function examineGpu({ cwd, env }: Context): Promise<Finding[]> {
  const program = findOnPath("nvidia-smi", env);
  if (program === null) return [];
  const query = ["--query-gpu=name,memory.total", "--format=csv,noheader"];
  const { ok, stdout } = await runTool(program, query, { cwd });
  return [createFinding("GPU", ok ? stdout.trim().replaceAll("\n", "; ") : "nvidia-smi fails")];
}
