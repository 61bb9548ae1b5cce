/** `snakebridge doctor`: examines everything that a build needs and names the command that fixes a fault. Changes nothing. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describeActiveEnvironment } from "../../introspector/environment/active.ts";
import { bridgeFolder, hasBridgePackages } from "../../introspector/environment/bridge-packages.ts";
import { type Environment, locate } from "../../introspector/environment/locate.ts";
import { isLocked } from "../../introspector/environment/packages.ts";
import { readPyproject } from "../../introspector/environment/pyproject.ts";
import { findFirstPython } from "../../introspector/environment/python.ts";
import { runTool } from "../../introspector/environment/tool.ts";
import { findUv, type Uv } from "../../introspector/environment/uv.ts";
import { EXIT, UserError } from "../../introspector/errors.ts";
import { formatPath } from "../../introspector/project/layout.ts";
import {
  hasPlugin,
  hasPyPath,
  PATHS_KEY,
  PLUGIN,
  projectsOf,
  readTsconfig,
} from "../../introspector/project/tsconfig.ts";
import { findOnPath } from "../../runtime/workers/executables.ts";
import { adviseTypescript, COMPILER_PACKAGES, findInstalledVersion, readMajor } from "../init/compiler.ts";
import { detectPackageManager, formatAddCommand } from "../init/package-manager.ts";
import { type Context, type Flags, openContext } from "./context.ts";

/** One line of the command's output. */
export interface Finding {
  readonly subject: string;
  readonly text: string;
  /** The command or change that fixes it; `null`: nothing is wrong. */
  readonly remedy: string | null;
}

/** Runs the command. @returns The exit status. */
export async function doctor(flags: Flags): Promise<number> {
  const context = await openContext(flags);
  const findings = await examineProject(context);
  for (const { subject, text, remedy } of findings) {
    context.print(`${remedy === null ? "ok     " : "problem"} ${subject}: ${text}`);
    if (remedy !== null) context.print(`        ${remedy}`);
  }
  const wrong = findings.filter(({ remedy }) => remedy !== null).length;
  context.print(wrong === 0 ? "Nothing is wrong." : `${wrong} ${wrong === 1 ? "problem" : "problems"}.`);
  return wrong === 0 ? EXIT.ok : EXIT.problem;
}

async function examineProject(context: Context): Promise<Finding[]> {
  const { root, tsconfig } = context.project;
  const uv = await findUv(root, context.env);
  return [
    { subject: "Node", text: process.versions.node, remedy: null },
    ...examineCompiler(root, context.env),
    ...examineTsconfig(root, tsconfig),
    { subject: "uv", text: uv === null ? "none; `npx snakebridge sync` brings one" : describeUv(uv), remedy: null },
    ...(await examinePython(context, uv)),
    ...(await examineGpu(context)),
  ];
}

function describeUv({ version, command }: Uv): string {
  return `${version} (${command})`;
}

function examineCompiler(root: string, env: NodeJS.ProcessEnv): Finding[] {
  const add = (...packages: readonly string[]) => formatAddCommand(detectPackageManager(root, env), packages);
  const typescript = findInstalledVersion(root, "typescript");
  const patch = findInstalledVersion(root, "ts-patch");
  const bridge = findInstalledVersion(root, "snakebridge");
  const found: Finding[] = [
    {
      subject: "TypeScript",
      text: typescript ?? "not installed",
      remedy: typescript === null ? add(...COMPILER_PACKAGES) : adviseTypescript(typescript, root, env),
    },
    {
      subject: "ts-patch",
      text: patch ?? "not installed",
      remedy: patch !== null && readMajor(patch) === 4 ? null : add(COMPILER_PACKAGES[1]),
    },
    {
      subject: "snakebridge",
      text: bridge ?? "not installed in this project, so its imports cannot be found",
      remedy: bridge === null ? "npm install snakebridge" : null,
    },
  ];
  return found;
}

function examineTsconfig(root: string, main: string): Finding[] {
  if (!existsSync(main)) {
    return [{ subject: "tsconfig", text: `there is no ${formatPath(root, main)}`, remedy: "npx snakebridge init" }];
  }
  const files = tryExamine("tsconfig", () => projectsOf(main));
  if (!Array.isArray(files)) return [files];
  return files.flatMap((file) => {
    const subject = formatPath(root, file);
    const parsed = tryExamine(subject, () => readTsconfig(file));
    if ("subject" in parsed) return [parsed];
    const { options } = parsed;
    const missing = [
      ...(hasPyPath(options, root) ? [] : [`no paths entry "${PATHS_KEY}" for the declarations`]),
      ...(hasPlugin(options) ? [] : [`no plugin ${JSON.stringify(PLUGIN.transform)}`]),
    ];
    const kind = options.moduleResolution;
    const resolution = kind === undefined ? "as module implies" : SUPPORTED_RESOLUTIONS.get(kind);
    return [
      {
        subject,
        text: missing.length === 0 ? "paths and plugin are there" : missing.join("; "),
        remedy: missing.length === 0 ? null : "npx snakebridge init",
      },
      {
        subject: `${subject} moduleResolution`,
        text: resolution ?? "node10 or classic, which do not find packages by their exports",
        remedy: resolution === undefined ? `Set "module": "nodenext" in ${subject}.` : null,
      },
    ];
  });
}

/** The resolutions that follow the `exports` of a package, by their numbers in ts.ModuleResolutionKind. */
const SUPPORTED_RESOLUTIONS = new Map([
  [3, "node16"],
  [99, "nodenext"],
  [100, "bundler"],
]);

async function examinePython(context: Context, uv: Uv | null): Promise<Finding[]> {
  const { root } = context.project;
  let environment: Environment | null;
  try {
    environment = await locate({ ...context, root });
    if (environment === null) {
      const base = await findFirstPython(context.env);
      return [
        {
          subject: "Python",
          text: `no environment yet; ${base.command} is ${base.version}`,
          remedy: "npx snakebridge sync",
        },
      ];
    }
  } catch (error) {
    return [createFaultFinding("Python", error)];
  }
  const { python, folder, kind, source } = environment;
  const active = context.python === null ? describeActiveEnvironment(root, python.command, context.env) : null;
  const origin = kind === "base" ? "outside any environment" : `${formatPath(root, folder)}, by ${source}`;
  const bridge = hasBridgePackages(root, python);
  return [
    { subject: "Python", text: `${python.version} (${origin})`, remedy: null },
    ...(active === null ? [] : [{ subject: "VIRTUAL_ENV", text: active, remedy: "deactivate" }]),
    {
      subject: "bridge packages",
      text: bridge ? formatPath(root, bridgeFolder(root, python)) : `not installed for Python ${python.minor}`,
      remedy: bridge ? null : "npx snakebridge sync",
    },
    ...(await examinePackages(root, environment, uv)),
  ];
}

async function examinePackages(root: string, environment: Environment, uv: Uv | null): Promise<Finding[]> {
  const subject = "Python packages";
  const state = readPyproject(root);
  if (state === "absent") return [{ subject, text: "no pyproject.toml, so none", remedy: null }];
  if (state === "no-project-table") return [{ subject, text: "pyproject.toml has no [project]", remedy: null }];
  if (!existsSync(join(root, "uv.lock"))) {
    return [{ subject, text: "pyproject.toml is not locked", remedy: "npx snakebridge sync" }];
  }
  if (uv === null || environment.kind !== "virtual") return [];
  const locked = await isLocked(root, environment, uv);
  return [
    {
      subject,
      text: locked ? "as uv.lock says" : "not as uv.lock says",
      remedy: locked ? null : "npx snakebridge sync",
    },
  ];
}

async function examineGpu(context: Context): Promise<Finding[]> {
  const program = findOnPath("nvidia-smi", context.env);
  if (program === null) return [];
  const query = ["--query-gpu=name,memory.total", "--format=csv,noheader"];
  const { ok, stdout } = await runTool(program, query, { cwd: context.cwd });
  return [{ subject: "GPU", text: ok ? stdout.trim().replaceAll("\n", "; ") : "nvidia-smi fails", remedy: null }];
}

function tryExamine<T>(subject: string, look: () => T): T | Finding {
  try {
    return look();
  } catch (error) {
    return createFaultFinding(subject, error);
  }
}

function createFaultFinding(subject: string, error: unknown): Finding {
  if (error instanceof UserError) return { subject, text: error.message, remedy: error.remedy };
  throw error;
}
