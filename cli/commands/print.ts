/** Prints reports: problems on standard error as a compiler does, the summary on standard output. */
import { describeActiveEnvironment } from "../../introspector/environment/active.ts";
import { EXIT } from "../../introspector/errors.ts";
import { findProject } from "../../introspector/project/layout.ts";
import { formatProblem, type GenerateReport } from "../../introspector/report.ts";
import { describeUnfitTypescript } from "../init/compiler.ts";

export interface Printer {
  /** Paths are printed relative to this folder. */
  readonly cwd: string;
  /** Prints a line on standard output. */
  print(line: string): void;
  /** Prints a line on standard error. */
  note(line: string): void;
}

/** Prints the report of `generate` in the requested form. @returns The exit status. */
export function printGenerated(printer: Printer, report: GenerateReport, options: OutputOptions): number {
  if (options.json) {
    printer.print(JSON.stringify(report));
    return report.status === "ok" ? EXIT.ok : EXIT.problem;
  }
  const { root } = findProject({ cwd: printer.cwd, tsconfig: options.project });
  const named = options.python !== undefined;
  const active = named || report.python === null ? null : describeActiveEnvironment(root, report.python, process.env);
  for (const notice of [describeUnfitTypescript(root, process.env), active])
    if (notice !== null) printer.note(`note: ${notice}`);
  return printReport(printer, report);
}

export interface OutputOptions {
  readonly json: boolean;
  /** The options as the user wrote them. */
  readonly project: string | undefined;
  readonly python: string | undefined;
}

/** Prints a report for a person. @returns The exit status. */
export function printReport({ cwd, print, note }: Printer, report: GenerateReport): number {
  for (const problem of report.problems) note(formatProblem(problem, cwd));
  for (const line of report.breaking) note(`breaking: ${line}`);
  for (const line of report.notes) note(`note: ${line}`);
  if (report.status === "failed") return EXIT.problem;
  const modules = Object.keys(report.modules);
  const bound = modules.length === 0 ? "no py: imports bound" : `bindings for ${joinNames(modules)}`;
  const written = report.written.length;
  print(`${bound}: ${written === 0 ? "nothing changed" : `${written} ${written === 1 ? "file" : "files"} written`}`);
  return report.status === "ok" ? EXIT.ok : EXIT.problem;
}

function joinNames(names: readonly string[]): string {
  return names.length <= 6 ? names.join(", ") : `${names.slice(0, 5).join(", ")} and ${names.length - 5} more modules`;
}

/** Creates the printer of this process. */
export function createPrinter(): Printer {
  return {
    cwd: process.cwd(),
    print: (line) => process.stdout.write(`${line}\n`),
    note: (line) => process.stderr.write(`${line}\n`),
  };
}
