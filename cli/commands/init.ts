/** `snakebridge init`: prepares a project so that `py:` imports compile. A second run changes nothing. */
import { join } from "node:path";
import { previewPython } from "../../introspector/environment/create.ts";
import { syncPackages } from "../../introspector/environment/packages.ts";
import { ensurePyproject, hasProjectTable } from "../../introspector/environment/pyproject.ts";
import { runTool } from "../../introspector/environment/tool.ts";
import { tail, UserError } from "../../introspector/errors.ts";
import { readText, writeText } from "../../introspector/project/files.ts";
import { formatPath } from "../../introspector/project/layout.ts";
import { findSourceFolder, planTsconfig } from "../../introspector/project/tsconfig.ts";
import { describeUnfitTypescript, listMissingPackages } from "../init/compiler.ts";
import { EXAMPLE } from "../init/example.ts";
import { addGeneratedEntries } from "../init/gitignore.ts";
import { hasTypeScript, planPackageJson, readProjectName } from "../init/package-json.ts";
import { addDevelopmentCommand, detectPackageManager } from "../init/package-manager.ts";
import { type Context, type Flags, openContext } from "./context.ts";
import { prepare } from "./prepare.ts";

/** Runs the command. @returns The exit status. */
export async function init(flags: Flags): Promise<number> {
  const context = await openContext(flags);
  const { root, tsconfig } = context.project;

  // Everything that can fail comes first, so that a project is changed completely or not at all.
  const python = await previewPython({ ...context, root });
  const name = readProjectName(root);
  const toml = readText(join(root, "pyproject.toml"));
  if (toml !== null && !hasProjectTable(toml)) ensurePyproject(root, name, python);
  const packageJson = planPackageJson(root);
  const tsconfigs = planTsconfig(root, tsconfig, findSourceFolder(root));
  const needsExample = !hasTypeScript(root);

  applyPlan(context, packageJson);
  for (const plan of tsconfigs) applyPlan(context, plan);
  const gitignore = join(root, ".gitignore");
  const ignored = readText(gitignore);
  applyPlan(context, { file: gitignore, before: ignored, after: addGeneratedEntries(ignored) });
  if (needsExample) {
    const folder = findSourceFolder(root) === "." ? root : join(root, "src");
    // In a project of CommonJS modules only .mts files may use top-level await.
    const file = join(folder, packageJson.advice === null ? "main.ts" : "main.mts");
    applyPlan(context, { file, before: null, after: EXAMPLE });
  }
  if (ensurePyproject(root, name, python)) context.print("made pyproject.toml");
  await addPackagesToBuild(context);
  for (const advice of [packageJson.advice, describeUnfitTypescript(root, context.env)])
    if (advice !== null) context.note(`note: ${advice}`);

  return prepare(context, (ready) => syncPackages(root, ready, false, context.progress));
}

function applyPlan(
  context: Context,
  plan: { readonly file: string; readonly before: string | null; readonly after: string },
): void {
  if (plan.before === plan.after) return;
  writeText(plan.file, plan.after);
  context.print(`${plan.before === null ? "made" : "changed"} ${formatPath(context.project.root, plan.file)}`);
}

async function addPackagesToBuild(context: Context): Promise<void> {
  const { root } = context.project;
  const packages = listMissingPackages(root);
  if (packages.length === 0) return;
  const manager = detectPackageManager(root, context.env);
  const [program = manager, ...args] = addDevelopmentCommand(manager, packages, root);
  const result = await context.progress.step(`adding ${packages.join(", ")} with ${manager}`, (onLine) =>
    runTool(program, args, { cwd: root, onLine }),
  );
  if (!result.ok) {
    throw new UserError(
      "PACKAGE_MANAGER_FAILED",
      `${manager} could not add ${packages.join(", ")}:\n${tail(result.stderr || result.stdout)}`,
      `Run it yourself, then \`npx snakebridge init\` again: ${result.command}`,
    );
  }
  context.print(`added ${packages.join(", ")} with ${manager}`);
}
