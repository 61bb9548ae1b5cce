/**
 * The command line: which command was meant, and how its end is told. A run with nothing to do loads neither the
 * command parser nor anything behind it.
 */
import { EXIT, UserError } from "../introspector/errors.ts";

/** Runs one command. Resolves to the exit status; never rejects. */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    if (argv[0] === "generate") {
      const { generateUnchanged } = await import("./commands/unchanged.ts");
      const status = await generateUnchanged(argv.slice(1));
      if (status !== null) return status;
    }
    const { run } = await import("./commands/program.ts");
    return await run(argv);
  } catch (error) {
    return explain(error);
  }
}

/** A user's mistake is a message and a remedy; only a fault of this package, or SNAKEBRIDGE_DEBUG, shows a stack. */
function explain(error: unknown): number {
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
