/** `snakebridge add`: adds Python packages to pyproject.toml, uv.lock and the environment, then generates bindings. */
import { previewPython } from "../../introspector/environment/create.ts";
import { addPackages } from "../../introspector/environment/packages.ts";
import { ensurePyproject } from "../../introspector/environment/pyproject.ts";
import { describeUnfitTypescript } from "../init/compiler.ts";
import { readProjectName } from "../init/package-json.ts";
import { type Flags, openContext } from "./context.ts";
import { prepare } from "./prepare.ts";

/** Runs the command. @returns The exit status. */
export async function add(specs: readonly string[], flags: Flags): Promise<number> {
  const context = await openContext(flags);
  const { root } = context.project;
  const python = await previewPython({ ...context, root });
  if (ensurePyproject(root, readProjectName(root), python)) context.print("made pyproject.toml");
  const notice = describeUnfitTypescript(root, context.env);
  if (notice !== null) context.note(`note: ${notice}`);
  return prepare(context, async (ready) => {
    await addPackages(root, ready, specs, context.progress);
    context.print(`added ${specs.join(", ")}`);
  });
}
