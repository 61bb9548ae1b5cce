/** `snakebridge generate`, when there is work to do. */
import { EXIT } from "../../introspector/errors.ts";
import { createProgress } from "../../introspector/progress.ts";
import { type CheckReport, createFailedCheck, createFailedReport, formatProblem } from "../../introspector/report.ts";
import { checkDrift, generateBindings, openRequest, reportUserErrors } from "../../introspector/request.ts";
import { type Flags, resolvePythonFlag } from "./context.ts";
import { createPrinter, type Printer, printGenerated } from "./print.ts";

export interface GenerateFlags extends Flags {
  readonly check?: boolean;
  readonly json?: boolean;
}

/** Runs `generate` or `generate --check`. @returns The exit status. */
export async function runGenerate({ check = false, json = false, project, python }: GenerateFlags): Promise<number> {
  const printer = createPrinter();
  const open = () =>
    openRequest({
      cwd: printer.cwd,
      project,
      python: python === undefined ? null : resolvePythonFlag(printer.cwd, python),
    });
  if (check) {
    return printCheck(printer, json, await reportUserErrors(async () => checkDrift(await open()), createFailedCheck));
  }
  // Whether anything changed was asked before this file was loaded.
  const report = await createProgress(process.stderr).step("generating bindings", () =>
    reportUserErrors(async () => generateBindings(await open(), false), createFailedReport),
  );
  return printGenerated(printer, report, { json, project, python });
}

function printCheck(printer: Printer, json: boolean, report: CheckReport): number {
  const ok = report.status === "ok";
  if (json) printer.print(JSON.stringify(report));
  else {
    for (const problem of report.problems) printer.note(formatProblem(problem, printer.cwd));
    for (const { message, breaking } of report.drift) printer.note(breaking ? `breaking: ${message}` : message);
    if (report.drift.length > 0) printer.note("Run `npx snakebridge generate` and commit snakebridge.lock.");
    if (ok) printer.print("imports, uv.lock and snakebridge.lock agree");
  }
  return ok ? EXIT.ok : EXIT.problem;
}
