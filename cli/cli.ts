/**
 * The command line: chooses the command and prints how it failed. `generate` with nothing to do loads neither the command
 * parser nor the commands.
 */
import { EXIT, UserError } from "../introspector/errors.ts";
import { codeOf } from "../introspector/project/files.ts";

/** Runs one command. Never rejects. @returns The exit status. */
export async function main(argv: readonly string[]): Promise<number> {
  for (const stream of [process.stdout, process.stderr]) stream.on("error", ignoreClosedPipe);
  try {
    if (argv[0] === "generate") {
      const { printUnchanged: generateUnchanged } = await import("./commands/unchanged.ts");
      const status = await generateUnchanged(argv.slice(1));
      if (status !== null) return status;
    }
    const { runCommand: run } = await import("./commands/program.ts");
    return await run(argv);
  } catch (error) {
    return printError(error);
  }
}

/**
 * The reader of a pipe may leave early (`| head -1`). The command goes on without it, so that nothing is left half done,
 * and ends with the status that it would have had.
 */
function ignoreClosedPipe(error: Error): void {
  if (codeOf(error) !== "EPIPE" && codeOf(error) !== "ERR_STREAM_DESTROYED") throw error;
}

/**
 * Prints an error: a mistake of the user as a message and a remedy; a stack only for a fault of this package, or with
 * SNAKEBRIDGE_DEBUG.
 * @returns The exit status.
 */
function printError(error: unknown): number {
  const debug = process.env.SNAKEBRIDGE_DEBUG === "1";
  if (error instanceof UserError) {
    console.error(debug ? (error.stack ?? error.message) : `snakebridge: ${error.message}`);
    console.error(error.remedy);
    return error.code === "USAGE" ? EXIT.usage : EXIT.problem;
  }
  const message = error instanceof Error ? error.message : String(error);
  console.error(`snakebridge: a fault of its own, please report it: ${message}`);
  console.error(debug && error instanceof Error ? error.stack : "With SNAKEBRIDGE_DEBUG=1 the stack is shown.");
  return EXIT.fault;
}
