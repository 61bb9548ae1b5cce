/** What `init`, `add` and `sync` end with: an environment that holds what it should, then bindings. */
import { ensureBridgePackages } from "../environment/bridge.ts";
import { ensureEnvironment, type ReadyEnvironment } from "../environment/create.ts";
import { EXIT } from "../errors.ts";
import { shown } from "../project.ts";
import type { GenerateReport } from "../report.ts";
import { problemLine } from "../report.ts";
import type { Context } from "./context.ts";

/** Brings up the environment, has `install` fill it, generates, and prints what happened. Resolves to the exit status. */
export async function prepare(
  context: Context,
  install: (ready: ReadyEnvironment) => Promise<void>,
  frozen = false,
): Promise<number> {
  const { root } = context.project;
  const ready = await ensureEnvironment({ ...context, root });
  await install(ready);
  const { environment, uv } = ready;
  await ensureBridgePackages(root, environment.python, uv, context.progress);
  const { python, folder, kind } = environment;
  context.print(
    `Python ${python.version} in ${shown(root, folder)}${ready.created ? " (new)" : kind === "conda" ? " (conda)" : ""}`,
  );
  const { generate } = await import("../generate.ts");
  const report = await context.progress.step("generating bindings", () =>
    generate({ cwd: root, project: context.project.tsconfig, python: context.python, frozen }),
  );
  return printReport(context, report);
}

/** Problems as a compiler prints them, then one line of summary. Resolves to the exit status. */
export function printReport(context: Pick<Context, "cwd" | "print" | "note">, report: GenerateReport): number {
  for (const problem of report.problems) context.note(problemLine(problem, context.cwd));
  for (const line of report.breaking) context.note(`breaking: ${line}`);
  for (const line of report.notes) context.note(`note: ${line}`);
  if (report.status === "failed") return EXIT.problem;
  const modules = Object.keys(report.modules);
  const bound = modules.length === 0 ? "no py: imports yet" : `bindings for ${list(modules)}`;
  context.print(
    `${bound}: ${report.written.length === 0 ? "nothing changed" : `${report.written.length} files written`}`,
  );
  return report.status === "ok" ? EXIT.ok : EXIT.problem;
}

function list(names: readonly string[]): string {
  return names.length <= 6 ? names.join(", ") : `${names.slice(0, 5).join(", ")} and ${names.length - 5} more modules`;
}
