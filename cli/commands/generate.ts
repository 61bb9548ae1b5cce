/** `snakebridge generate`, with work to do. */
import { EXIT } from "../../introspector/errors.ts";
import { check, generate } from "../../introspector/generate.ts";
import { progressOn } from "../../introspector/progress.ts";
import { problemLine } from "../../introspector/report.ts";
import { type Flags, pythonFlag } from "./context.ts";
import { type Printer, printGenerated, standardPrinter } from "./print.ts";

export interface GenerateFlags extends Flags {
  readonly check?: boolean;
  readonly json?: boolean;
}

export async function runGenerate({ check: checking, json = false, project, python }: GenerateFlags): Promise<number> {
  const printer = standardPrinter();
  const options = {
    ...(project === undefined ? {} : { project }),
    ...(python === undefined ? {} : { python: pythonFlag(printer.cwd, python) }),
  };
  if (checking === true) return printCheck(printer, json, await check(options));
  const report = await progressOn(process.stderr).step("generating bindings", () => generate(options));
  return printGenerated(printer, report, { json, project });
}

function printCheck(printer: Printer, json: boolean, report: Awaited<ReturnType<typeof check>>): number {
  const ok = report.status === "ok";
  if (json) printer.print(JSON.stringify(report));
  else {
    for (const problem of report.problems) printer.note(problemLine(problem, printer.cwd));
    for (const { message, breaking } of report.drift) printer.note(breaking ? `breaking: ${message}` : message);
    if (report.drift.length > 0) printer.note("Run `npx snakebridge generate` and commit snakebridge.lock.");
    if (ok) printer.print("imports, uv.lock and snakebridge.lock agree");
  }
  return ok ? EXIT.ok : EXIT.problem;
}
