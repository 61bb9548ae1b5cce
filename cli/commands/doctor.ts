/** `snakebridge doctor`: examines everything that a build needs and names the command that fixes a fault. Changes nothing. */
import { EXIT, UserError } from "../../introspector/errors.ts";
import { examineCompiler, examineTsconfig } from "../doctor/compiler.ts";
import { examineGpu, examineLock, examinePython } from "../doctor/environment.ts";
import { createFinding, createProblem, examine, type Finding, formatFinding } from "../doctor/finding.ts";
import { examineScripts } from "../doctor/scripts.ts";
import { type Context, type Flags, openContext } from "./context.ts";
import { createPrinter } from "./print.ts";

export interface DoctorFlags extends Flags {
  readonly json?: boolean;
}

/** Runs the command. @returns The exit status. */
export async function doctor({ json = false, ...flags }: DoctorFlags): Promise<number> {
  const { print } = createPrinter();
  const findings = await examineProject(flags);
  const count = findings.filter(({ level }) => level === "problem").length;
  if (json) print(JSON.stringify({ status: count === 0 ? "ok" : "problems", findings }));
  else {
    for (const finding of findings) for (const line of formatFinding(finding)) print(line);
    print(count === 0 ? "Nothing is wrong." : `${count} ${count === 1 ? "problem" : "problems"}.`);
  }
  return count === 0 ? EXIT.ok : EXIT.problem;
}

async function examineProject(flags: Flags): Promise<Finding[]> {
  const node = createFinding("Node", process.versions.node);
  let context: Context;
  try {
    context = await openContext(flags);
  } catch (error) {
    // Without a project or its configuration nothing else can be examined.
    if (error instanceof UserError) return [node, createProblem("project", error.message, error.remedy)];
    throw error;
  }
  const { root, tsconfig } = context.project;
  return [
    node,
    ...examineCompiler(root, context.env),
    ...(await examineTsconfig(root, tsconfig)),
    ...(await examine("package.json", () => examineScripts(root, tsconfig))),
    ...(await examinePython(context)),
    ...(await examineLock(root)),
    ...(await examineGpu(context)),
  ];
}
