/** `snakebridge inspect numpy.linspace`: what is known of one Python name, bound in this project or not. */

import { describe } from "../describe.ts";
import { requireBridgePackages } from "../../introspector/environment/bridge-packages.ts";
import { locate } from "../../introspector/environment/locate.ts";
import { EXIT, UserError } from "../../introspector/errors.ts";
import { readIntrospection, startIntrospector } from "../../introspector/ir/process.ts";
import { messageOf } from "../../introspector/generation/problems.ts";
import { layout } from "../../introspector/project/layout.ts";
import { type Flags, openContext } from "./context.ts";

const NAME = /^[^\W\d]\w*(?:\.[^\W\d]\w*)*$/u;

export async function inspect(name: string, flags: Flags): Promise<number> {
  if (!NAME.test(name)) {
    throw new UserError("USAGE", `${JSON.stringify(name)} is no dotted name`, "Write it as in: numpy.linspace");
  }
  const context = await openContext(flags);
  const { root } = context.project;
  const environment = await locate({ ...context, root });
  if (environment === null) {
    throw new UserError("NO_ENVIRONMENT", "there is no Python environment yet", "Run `npx snakebridge sync`.");
  }
  requireBridgePackages(root, environment.python);
  // The longest part of the name that is a module is the module; the rest is in it.
  const parts = name.split(".");
  const modules = parts.map((_, at) => parts.slice(0, at + 1).join("."));
  const printed = await context.progress.step(`reading ${parts[0]}`, () =>
    startIntrospector(environment.python.command, layout(root).python).ask({
      schema: 1,
      project: root,
      paths: context.config.paths,
      modules: Object.fromEntries(modules.map((module) => [module, []])),
    }),
  );
  const introspection = await readIntrospection(printed);
  const { lines, missing } = describe(introspection, parts);
  for (const line of lines) context.print(line);
  if (missing === null) return EXIT.ok;
  const failure = introspection.failures.find(({ module }) => module === parts[0]);
  context.note(failure === undefined ? missing : messageOf(failure));
  return EXIT.problem;
}
