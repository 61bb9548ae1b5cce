/** How a report is printed: problems as a compiler prints them on standard error, the summary on standard output. */
import { EXIT } from "../../introspector/errors.ts";
import { findProject } from "../../introspector/project/layout.ts";
import { formatProblem, type GenerateReport } from "../../introspector/report.ts";
import { typescriptNotice } from "../init/compiler.ts";

export interface Printer {
  readonly cwd: string;
  print(line: string): void;
  note(line: string): void;
}

/** What `generate` ends with, in the form that was asked for. Returns the exit status. */
export function printGenerated(printer: Printer, report: GenerateReport, options: OutputOptions): number {
  if (options.json) {
    printer.print(JSON.stringify(report));
    return report.status === "ok" ? EXIT.ok : EXIT.problem;
  }
  const notice = typescriptNotice(findProject({ cwd: printer.cwd, tsconfig: options.project }).root);
  if (notice !== null) printer.note(`note: ${notice}`);
  return printReport(printer, report);
}

export interface OutputOptions {
  readonly json: boolean;
  /** As it was given. */
  readonly project: string | undefined;
}

/** Returns the exit status. */
export function printReport({ cwd, print, note }: Printer, report: GenerateReport): number {
  for (const problem of report.problems) note(formatProblem(problem, cwd));
  for (const line of report.breaking) note(`breaking: ${line}`);
  for (const line of report.notes) note(`note: ${line}`);
  if (report.status === "failed") return EXIT.problem;
  const modules = Object.keys(report.modules);
  const bound = modules.length === 0 ? "no py: imports bound" : `bindings for ${list(modules)}`;
  const written = report.written.length;
  print(`${bound}: ${written === 0 ? "nothing changed" : `${written} ${written === 1 ? "file" : "files"} written`}`);
  return report.status === "ok" ? EXIT.ok : EXIT.problem;
}

function list(names: readonly string[]): string {
  return names.length <= 6 ? names.join(", ") : `${names.slice(0, 5).join(", ")} and ${names.length - 5} more modules`;
}

export function createPrinter(): Printer {
  return {
    cwd: process.cwd(),
    print: (line) => process.stdout.write(`${line}\n`),
    note: (line) => process.stderr.write(`${line}\n`),
  };
}
