/** Examines the npm packages and the tsconfigs that a build needs. */
import { existsSync } from "node:fs";
import type { ts } from "ts-morph";
import { formatPath } from "../../introspector/project/layout.ts";
import {
  hasNodeTypes,
  hasPlugin,
  hasPyPath,
  PATHS_KEY,
  PLUGIN,
  projectsOf,
  readTsconfig,
} from "../../introspector/project/tsconfig.ts";
import {
  adviseTypescript,
  COMPILER_PACKAGES,
  findInstalledVersion,
  NODE_TYPES_PACKAGE,
  readMajor,
} from "../init/compiler.ts";
import { detectPackageManager, formatAddCommand } from "../init/package-manager.ts";
import { createAdvice, createFinding, createProblem, examine, type Finding } from "./finding.ts";

/** Examines TypeScript, ts-patch, the types of Node, and this package. */
export function examineCompiler(root: string, env: NodeJS.ProcessEnv): Finding[] {
  const add = (...packages: readonly string[]) => formatAddCommand(detectPackageManager(root, env), packages);
  const typescript = findInstalledVersion(root, "typescript");
  const patch = findInstalledVersion(root, "ts-patch");
  const types = findInstalledVersion(root, "@types/node");
  const bridge = findInstalledVersion(root, "snakebridge");
  return [
    createProblem(
      "TypeScript",
      typescript ?? "not installed",
      typescript === null ? add(...COMPILER_PACKAGES) : adviseTypescript(typescript, root, env),
    ),
    createProblem(
      "ts-patch",
      patch ?? "not installed",
      patch !== null && readMajor(patch) === 4 ? null : add(COMPILER_PACKAGES[1]),
    ),
    types === null
      ? createAdvice("@types/node", "not installed, so process and node:fs are unknown", add(NODE_TYPES_PACKAGE))
      : createFinding("@types/node", types),
    createProblem(
      "snakebridge",
      bridge ?? "not installed in this project, so its imports cannot be found",
      bridge === null ? "npm install snakebridge" : null,
    ),
  ];
}

/** Examines a tsconfig and those it refers to. */
export async function examineTsconfig(root: string, main: string): Promise<readonly Finding[]> {
  if (!existsSync(main)) {
    return [createProblem("tsconfig", `there is no ${formatPath(root, main)}`, "npx snakebridge init")];
  }
  return examine("tsconfig", async () => {
    const found: Finding[] = [];
    for (const file of projectsOf(main)) {
      const subject = formatPath(root, file);
      found.push(...(await examine(subject, () => examineOptions(root, subject, readTsconfig(file).options))));
    }
    return found;
  });
}

function examineOptions(root: string, subject: string, options: ts.CompilerOptions): Finding[] {
  const missing = [
    ...(hasPyPath(options, root) ? [] : [`no paths entry "${PATHS_KEY}" for the declarations`]),
    ...(hasPlugin(options) ? [] : [`no plugin ${JSON.stringify(PLUGIN.transform)}`]),
  ];
  const kind = options.moduleResolution;
  const resolution = kind === undefined ? "as module implies" : SUPPORTED_RESOLUTIONS.get(kind);
  return [
    missing.length === 0
      ? createFinding(subject, "paths and plugin are there")
      : createProblem(subject, missing.join("; "), "npx snakebridge init"),
    createProblem(
      `${subject} moduleResolution`,
      resolution ?? "node10 or classic, which do not find packages by their exports",
      resolution === undefined ? `Set "module": "nodenext" in ${subject}.` : null,
    ),
    ...(options.skipLibCheck === true
      ? []
      : [
          createAdvice(
            `${subject} skipLibCheck`,
            "not set, so every build checks all generated declarations, which can double its time",
            `Set "skipLibCheck": true in ${subject}.`,
          ),
        ]),
    ...(hasNodeTypes(options)
      ? []
      : [
          createAdvice(
            `${subject} types`,
            "without node, so process and node:fs are unknown",
            `Set "types": ["node"] in ${subject}.`,
          ),
        ]),
  ];
}

/** The resolutions that follow the `exports` of a package, by their numbers in ts.ModuleResolutionKind. */
const SUPPORTED_RESOLUTIONS = new Map([
  [3, "node16"],
  [99, "nodenext"],
  [100, "bundler"],
]);
