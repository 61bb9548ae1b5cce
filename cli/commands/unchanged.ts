/** `snakebridge generate` with nothing to do: decides that before any large package is loaded. */
import { parseArgs } from "node:util";
import { UserError } from "../../introspector/errors.ts";
import { lastReport } from "../../introspector/generate.ts";
import { resolvePythonFlag } from "./context.ts";
import { createPrinter, printGenerated } from "./print.ts";

/**
 * Prints the last report if it still holds.
 * @returns The exit status; `null`: there is work to do, or the command parser must judge the arguments.
 */
export async function printUnchanged(args: readonly string[]): Promise<number | null> {
  const flags = readFlags(args);
  if (flags === null) return null;
  const { json = false, project, python } = flags;
  const report = await lastReport({
    ...(project === undefined ? {} : { project }),
    ...(python === undefined ? {} : { python: resolvePythonFlag(process.cwd(), python) }),
  }).catch((error: unknown) => {
    // The full run meets the same error, and reports it in the requested form.
    if (error instanceof UserError) return null;
    throw error;
  });
  return report === null ? null : printGenerated(createPrinter(), report, { json, project, python });
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
