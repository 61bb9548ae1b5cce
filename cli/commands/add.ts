/** `snakebridge add`: adds Python packages to pyproject.toml, uv.lock and the environment, then generates bindings. */
import { join } from "node:path";
import { previewPython, type ReadyEnvironment } from "../../introspector/environment/create.ts";
import { listModules } from "../../introspector/environment/modules.ts";
import { addPackages } from "../../introspector/environment/packages.ts";
import { ensurePyproject, listDependencies } from "../../introspector/environment/pyproject.ts";
import { readDistributionName, readRequirement } from "../../introspector/environment/requirements.ts";
import { readText } from "../../introspector/project/files.ts";
import { formatSpecifier } from "../../introspector/project/specifier.ts";
import { describeUnfitTypescript } from "../init/compiler.ts";
import { readProjectName } from "../init/package-json.ts";
import { type Flags, openContext } from "./context.ts";
import { prepare } from "./prepare.ts";

export interface AddFlags extends Flags {
  /** Whether folders are installed in place. @default true */
  readonly editable?: boolean;
}

/** Runs the command. @returns The exit status. */
export async function add(specs: readonly string[], flags: AddFlags): Promise<number> {
  const context = await openContext(flags);
  const { root } = context.project;
  const requirements = specs.map((spec) => readRequirement(spec, context.cwd, root, flags.editable));
  const python = await previewPython({ ...context, root });
  if (ensurePyproject(root, readProjectName(root), python)) context.print("made pyproject.toml");
  const notice = describeUnfitTypescript(root, context.env);
  if (notice !== null) context.note(`note: ${notice}`);
  const before = readDependencies(root);
  const install = async (ready: ReadyEnvironment) => {
    await addPackages(root, ready, requirements, context.progress);
    for (const { text, editable } of requirements) context.print(`added ${text}${editable ? " (editable)" : ""}`);
  };
  return prepare(context, install, {
    finish: async ({ environment }, report) => {
      const added = readDependencies(root).filter((dependency) => !before.includes(dependency));
      const texts = [...requirements.map(({ text }) => text), ...added];
      const names = new Set(texts.map(readDistributionName).filter((name) => name !== null));
      const used = new Set(Object.keys(report.modules).map((module) => module.split(".")[0] ?? module));
      for (const modules of await listModules(environment.python, [...names])) {
        const [first] = modules;
        if (first !== undefined && !modules.some((module) => used.has(module))) context.print(describeFirstUse(first));
      }
    },
  });
}

function readDependencies(root: string): string[] {
  return listDependencies(readText(join(root, "pyproject.toml")) ?? "");
}

/** Bindings are made for what a program imports. */
function describeFirstUse(module: string): string {
  return `Nothing imports ${module} yet. Write the import, then get its types by \`npx snakebridge generate\` or \`npx tspc\`:\n  import * as ${module} from "${formatSpecifier(module)}";`;
}
