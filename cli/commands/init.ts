/** `snakebridge init`: brings a project to where a `py:` import compiles. Doing it again changes nothing. */
import { join } from "node:path";
import { previewPython } from "../../introspector/environment/create.ts";
import { syncPackages } from "../../introspector/environment/packages.ts";
import { ensurePyproject, hasProjectTable } from "../../introspector/environment/pyproject.ts";
import { runTool } from "../../introspector/environment/tool.ts";
import { tail, UserError } from "../../introspector/errors.ts";
import { readText, writeText } from "../../introspector/project/files.ts";
import { formatPath } from "../../introspector/project/layout.ts";
import { planTsconfig, sourceFolder } from "../../introspector/project/tsconfig.ts";
import { missingCompiler, typescriptNotice } from "../init/compiler.ts";
import { EXAMPLE } from "../init/example.ts";
import { withGenerated } from "../init/gitignore.ts";
import { hasTypeScript, planPackageJson, projectName } from "../init/package-json.ts";
import { addDevelopment, packageManager } from "../init/package-manager.ts";
import { type Context, type Flags, openContext } from "./context.ts";
import { prepare } from "./prepare.ts";

export async function init(flags: Flags): Promise<number> {
  const context = await openContext(flags);
  const { root, tsconfig } = context.project;

  // Everything that can refuse comes first: a project is changed whole or not at all.
  const python = await previewPython({ ...context, root });
  const name = projectName(root);
  const toml = readText(join(root, "pyproject.toml"));
  if (toml !== null && !hasProjectTable(toml)) ensurePyproject(root, name, python);
  const packageJson = planPackageJson(root);
  const tsconfigs = planTsconfig(root, tsconfig, sourceFolder(root));
  const needsExample = !hasTypeScript(root);

  change(context, packageJson);
  for (const plan of tsconfigs) change(context, plan);
  const gitignore = join(root, ".gitignore");
  const ignored = readText(gitignore);
  change(context, { file: gitignore, before: ignored, after: withGenerated(ignored) });
  if (needsExample) {
    const folder = sourceFolder(root) === "." ? root : join(root, "src");
    // In a project of CommonJS modules only .mts may await at its top.
    const file = join(folder, packageJson.advice === null ? "main.ts" : "main.mts");
    change(context, { file, before: null, after: EXAMPLE });
  }
  if (ensurePyproject(root, name, python)) context.print("made pyproject.toml");
  await addCompiler(context);
  for (const advice of [packageJson.advice, typescriptNotice(root)])
    if (advice !== null) context.note(`note: ${advice}`);

  return prepare(context, (ready) => syncPackages(root, ready, false, context.progress));
}

function change(
  context: Context,
  plan: { readonly file: string; readonly before: string | null; readonly after: string },
): void {
  if (plan.before === plan.after) return;
  writeText(plan.file, plan.after);
  context.print(`${plan.before === null ? "made" : "changed"} ${formatPath(context.project.root, plan.file)}`);
}

async function addCompiler(context: Context): Promise<void> {
  const { root } = context.project;
  const packages = missingCompiler(root);
  if (packages.length === 0) return;
  const manager = packageManager(root, context.env);
  const [program = manager, ...args] = addDevelopment(manager, packages, root);
  const result = await context.progress.step(`adding ${packages.join(" and ")} with ${manager}`, (onLine) =>
    runTool(program, args, { cwd: root, onLine }),
  );
  if (!result.ok) {
    throw new UserError(
      "PACKAGE_MANAGER_FAILED",
      `${manager} could not add the compiler:\n${tail(result.stderr || result.stdout)}`,
      `Run it yourself, then \`npx snakebridge init\` again: ${result.command}`,
    );
  }
  context.print(`added ${packages.join(" and ")} with ${manager}`);
}
