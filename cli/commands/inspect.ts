/** `snakebridge inspect numpy.linspace`: shows what is known of one Python name, imported by this project or not. */

import { requireBridgePackages } from "../../introspector/environment/bridge-packages.ts";
import { locate } from "../../introspector/environment/locate.ts";
import { EXIT, UserError } from "../../introspector/errors.ts";
import { formatFailure } from "../../introspector/generation/problems.ts";
import { readIntrospection, startIntrospector } from "../../introspector/ir/process.ts";
import { layout } from "../../introspector/project/layout.ts";
import { isModuleName } from "../../introspector/project/specifier.ts";
import { describeName } from "../describe.ts";
import { type Flags, openContext } from "./context.ts";

/** Runs the command. @returns The exit status. */
export async function inspect(name: string, flags: Flags): Promise<number> {
  // Members are written like modules: `numpy.ndarray.mean`.
  if (!isModuleName(name)) {
    throw new UserError("USAGE", `${JSON.stringify(name)} is no dotted name`, "Write it as in: numpy.linspace");
  }
  const context = await openContext(flags);
  const { root } = context.project;
  const environment = await locate({ ...context, root });
  if (environment === null) {
    throw new UserError("NO_ENVIRONMENT", "there is no Python environment yet", "Run `npx snakebridge sync`.");
  }
  requireBridgePackages(root, environment.python);
  // Any leading part of the name may be a module.
  const parts = name.split(".");
  const modules = parts.map((_, at) => parts.slice(0, at + 1).join("."));
  const printed = await context.progress.step(`reading ${parts[0]}`, () =>
    startIntrospector(environment.python.command, layout(root).python).request({
      schema: 1,
      project: root,
      paths: context.config.paths,
      modules: Object.fromEntries(modules.map((module) => [module, []])),
    }),
  );
  const introspection = await readIntrospection(printed);
  const { lines, missing } = describeName(introspection, parts);
  for (const line of lines) context.print(line);
  if (missing === null) return EXIT.ok;
  const failure = introspection.failures.find(({ module }) => module === parts[0]);
  context.note(failure === undefined ? missing : formatFailure(failure));
  return EXIT.problem;
}
