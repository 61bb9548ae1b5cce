/** The last part of `init`, `add` and `sync`: fills the environment, then generates bindings. */
import { describeActiveEnvironment } from "../../introspector/environment/active.ts";
import { ensureEnvironment, type ReadyEnvironment } from "../../introspector/environment/create.ts";
import { ensureBridgePackages } from "../../introspector/environment/install-bridge.ts";
import { EXIT } from "../../introspector/errors.ts";
import { formatPath, requireTsconfig } from "../../introspector/project/layout.ts";
import { createFailedReport, type GenerateReport } from "../../introspector/report.ts";
import { bringUpToDate, reportUserErrors } from "../../introspector/request.ts";
import type { Context } from "./context.ts";
import { printReport } from "./print.ts";

export interface PrepareOptions {
  /**
   * Leaves committed files alone.
   * @default false
   */
  readonly frozen?: boolean;
  /** Is called at the end, unless something is wrong. */
  finish?(ready: ReadyEnvironment, report: GenerateReport): Promise<void>;
}

/**
 * Makes the environment if there is none, lets `install` fill it, generates bindings, and prints what happened.
 * @returns The exit status.
 */
export async function prepare(
  context: Context,
  install: (ready: ReadyEnvironment) => Promise<void>,
  { frozen = false, finish }: PrepareOptions = {},
): Promise<number> {
  const { root } = context.project;
  const ready = await ensureEnvironment({ ...context, root });
  // Before anything is installed: it may be the wrong place.
  const warning =
    context.python === null ? describeActiveEnvironment(root, ready.environment.python.command, context.env) : null;
  if (warning !== null) context.note(`note: ${warning}`);
  await install(ready);
  const { environment, uv } = ready;
  await ensureBridgePackages(root, environment.python, uv, context.progress);
  const { python, folder, kind } = environment;
  context.print(
    `Python ${python.version} in ${formatPath(root, folder)}${ready.created ? " (new)" : kind === "conda" ? " (conda)" : ""}`,
  );
  const report = await context.progress.step("generating bindings", () =>
    reportUserErrors(async () => {
      requireTsconfig(context.project.tsconfig);
      return bringUpToDate(context.request, frozen);
    }, createFailedReport),
  );
  const status = printReport(context, report);
  if (status === EXIT.ok) await finish?.(ready, report);
  return status;
}
