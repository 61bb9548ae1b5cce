/** `snakebridge add`: Python packages into pyproject.toml, uv.lock and the environment, then bindings. */
import { previewPython } from "../../introspector/environment/create.ts";
import { addPackages } from "../../introspector/environment/packages.ts";
import { ensurePyproject } from "../../introspector/environment/pyproject.ts";
import { typescriptNotice } from "../init/compiler.ts";
import { projectName } from "../init/package-json.ts";
import { type Flags, openContext } from "./context.ts";
import { prepare } from "./prepare.ts";

export async function add(specs: readonly string[], flags: Flags): Promise<number> {
  const context = await openContext(flags);
  const { root } = context.project;
  const python = await previewPython({ ...context, root });
  if (ensurePyproject(root, projectName(root), python)) context.print("made pyproject.toml");
  const notice = typescriptNotice(root);
  if (notice !== null) context.note(`note: ${notice}`);
  return prepare(context, async (ready) => {
    await addPackages(root, ready, specs, context.progress);
    context.print(`added ${specs.join(", ")}`);
  });
}
