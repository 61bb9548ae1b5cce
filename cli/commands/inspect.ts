/** `snakebridge inspect numpy.linspace`: shows what is known of one Python name, imported by this project or not. */
import { describeActiveEnvironment } from "../../introspector/environment/active.ts";
import { requireBridgePackages } from "../../introspector/environment/bridge-packages.ts";
import { locate } from "../../introspector/environment/locate.ts";
import { EXIT, UserError } from "../../introspector/errors.ts";
import { formatFailure } from "../../introspector/generation/problems.ts";
import type { FailureIR } from "../../introspector/ir/ir.ts";
import { readIntrospection, startIntrospector } from "../../introspector/ir/process.ts";
import { layout } from "../../introspector/project/layout.ts";
import { isModuleName, parseSpecifier } from "../../introspector/project/specifier.ts";
import { describeName } from "../describe.ts";
import { findImportedName } from "../imported-names.ts";
import { type Flags, openContext } from "./context.ts";

export interface InspectFlags extends Flags {
  /** Whether every declaration of a class is shown. */
  readonly all?: boolean;
}

/** Runs the command. @returns The exit status. */
export async function inspect(specifier: string, { all = false, ...flags }: InspectFlags): Promise<number> {
  // As it stands in an import as well: `py:numpy.mean`.
  const name = parseSpecifier(specifier)?.name ?? specifier;
  // Members are written like modules: `numpy.ndarray.mean`.
  if (!isModuleName(name)) {
    throw new UserError("USAGE", `${JSON.stringify(specifier)} is no dotted name`, "Write it as in: numpy.linspace");
  }
  const context = await openContext(flags);
  const { root } = context.project;
  const environment = await locate({ ...context, root });
  if (environment === null) {
    throw new UserError("NO_ENVIRONMENT", "there is no Python environment yet", "Run `npx snakebridge sync`.");
  }
  const warning =
    context.python === null ? describeActiveEnvironment(root, environment.python.command, context.env) : null;
  if (warning !== null) context.note(`note: ${warning}`);
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
  const { lines, missing } = describeName(introspection, parts, all);
  for (const line of lines) context.print(line);
  if (missing === null) return EXIT.ok;
  const failure = introspection.failures.find(({ module }) => module === parts[0]);
  context.note(failure === undefined ? missing : describeMissingModule(failure, parts, context.project.tsconfig));
  return EXIT.problem;
}

/** Says what to do about a first part that is no module: it may be a name of the user's program. */
function describeMissingModule(failure: FailureIR, [first = "", ...rest]: readonly string[], tsconfig: string): string {
  const imported = findImportedName(tsconfig, first);
  if (imported !== null) {
    return `${first} is no Python module, but a name in your program for ${imported}. Run: npx snakebridge inspect ${[imported, ...rest].join(".")}`;
  }
  return formatFailure(failure);
}
