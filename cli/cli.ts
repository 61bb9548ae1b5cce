/**
 * The command line: chooses the command and prints how it failed. `generate` with nothing to do loads neither the command
 * parser nor the commands.
 */
import { EXIT, UserError } from "../introspector/errors.ts";

/** Runs one command. Never rejects. @returns The exit status. */
export async function main(argv: readonly string[]): Promise<number> {
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
