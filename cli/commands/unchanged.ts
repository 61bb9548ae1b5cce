/** `snakebridge generate` when there is nothing to do, answered before anything heavy is loaded. */
import { parseArgs } from "node:util";
import { UserError } from "../../introspector/errors.ts";
import { lastReport } from "../../introspector/generate.ts";
import { resolvePythonFlag } from "./context.ts";
import { createPrinter, printGenerated } from "./print.ts";

/** Resolves to the exit status; `null`: there is work, or the arguments are for the command parser to judge. */
export async function generateUnchanged(args: readonly string[]): Promise<number | null> {
  const flags = readFlags(args);
  if (flags === null) return null;
  const { json = false, project, python } = flags;
  const report = await lastReport({
    ...(project === undefined ? {} : { project }),
    ...(python === undefined ? {} : { python: resolvePythonFlag(process.cwd(), python) }),
  }).catch((error: unknown) => {
    // The full run meets the same fault, and reports it in the form that was asked for.
    if (error instanceof UserError) return null;
    throw error;
  });
  return report === null ? null : printGenerated(createPrinter(), report, { json, project });
}

function readFlags(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: { json: { type: "boolean" }, project: { type: "string" }, python: { type: "string" } },
    }).values;
  } catch {
    return null;
  }
}
