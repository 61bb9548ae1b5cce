/** The commands, their options and their help. The file of a command is loaded when the command runs. */
import { Command, CommanderError } from "commander";
import { EXIT } from "../../introspector/errors.ts";
import { packageVersion } from "../../introspector/package.ts";
import type { CleanFlags } from "./clean.ts";
import type { Flags } from "./context.ts";
import type { GenerateFlags } from "./generate.ts";
import type { SyncFlags } from "./sync.ts";

const PYTHON = [
  "--python <path>",
  "environment or interpreter to use (default: .venv, VIRTUAL_ENV, CONDA_PREFIX, else a new .venv)",
] as const;
const PROJECT = ["--project <tsconfig>", "tsconfig of the program (default: the one beside package.json)"] as const;

/** Parses the arguments and runs a command. @returns The exit status. @throws UserError */
export async function runCommand(argv: readonly string[]): Promise<number> {
  const outcome: { status: number } = { status: EXIT.ok };
  const program = createProgram(outcome);
  try {
    await program.parseAsync(argv, { from: "user" });
  } catch (error) {
    // Help and version end like this as well. The parser has printed its message already.
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  }
  return outcome.status;
}

function createProgram(outcome: { status: number }): Command {
  const program = new Command("snakebridge")
    .description("Python's libraries in TypeScript: environments and bindings for py: imports.")
    .version(packageVersion())
    .exitOverride()
    .showHelpAfterError("(--help shows what there is)")
    .showSuggestionAfterError();
  const command = (usage: string, description: string, examples: string): Command =>
    program
      .command(usage)
      .description(description)
      .allowExcessArguments(false)
      .addHelpText("after", `\nExamples:\n${examples}`);

  command(
    "init",
    "Prepare this project: tsconfig, compiler, pyproject.toml, environment, .gitignore, an example. Keeps what is there.",
    "  npx snakebridge init\n  npx snakebridge init --python python3.12",
  )
    .option(...PYTHON)
    .option(...PROJECT)
    .action(async (flags: Flags) => {
      outcome.status = await (await import("./init.ts")).init(flags);
    });

  command(
    "add",
    "Add Python packages to pyproject.toml, lock and install them, then generate bindings.",
    '  npx snakebridge add numpy\n  npx snakebridge add pandas "scikit-learn>=1.5"',
  )
    .argument("<specs...>", "packages as pip names them, with versions where they matter")
    .option(...PYTHON)
    .option(...PROJECT)
    .action(async (specs: string[], flags: Flags) => {
      outcome.status = await (await import("./add.ts")).add(specs, flags);
    });

  command(
    "sync",
    "Bring environment and bindings to what uv.lock and snakebridge.lock say. A fresh clone runs this.",
    "  npx snakebridge sync\n  npx snakebridge sync --frozen   # in CI: what is out of date is an error",
  )
    .option("--frozen", "resolve nothing and change no committed file")
    .option(...PYTHON)
    .option(...PROJECT)
    .action(async (flags: SyncFlags) => {
      outcome.status = await (await import("./sync.ts")).sync(flags);
    });

  command(
    "generate",
    "Write bindings for every py: import of the project. Uses no network.",
    "  npx snakebridge generate\n  npx snakebridge generate --check   # in CI: needs no Python\n  npx snakebridge generate --project packages/app/tsconfig.json --json",
  )
    .option("--check", "write nothing; compare imports, uv.lock and snakebridge.lock")
    .option("--json", "print the report as one JSON object on standard output")
    .option(...PYTHON)
    .option(...PROJECT)
    .action(async (flags: GenerateFlags) => {
      outcome.status = await (await import("./generate.ts")).runGenerate(flags);
    });

  command(
    "clean",
    "Remove the generated files.",
    "  npx snakebridge clean\n  npx snakebridge clean --all   # then `npx snakebridge sync`",
  )
    .option("--all", "also the bridge's own Python packages and its private uv")
    .option(...PROJECT)
    .action(async (flags: CleanFlags) => {
      outcome.status = await (await import("./clean.ts")).clean(flags);
    });

  command(
    "doctor",
    "Say what is wrong with interpreter, packages, tsconfig and versions, and which command fixes it.",
    "  npx snakebridge doctor",
  )
    .option(...PYTHON)
    .option(...PROJECT)
    .action(async (flags: Flags) => {
      outcome.status = await (await import("./doctor.ts")).doctor(flags);
    });

  command(
    "inspect",
    "Show what is known of a Python name: signature in TypeScript, where each type comes from, docs.",
    "  npx snakebridge inspect numpy.linspace\n  npx snakebridge inspect numpy.ndarray.mean",
  )
    .argument("<name>", "dotted name of a module, function, class or method")
    .option(...PYTHON)
    .option(...PROJECT)
    .action(async (name: string, flags: Flags) => {
      outcome.status = await (await import("./inspect.ts")).inspect(name, flags);
    });

  program.addHelpText(
    "after",
    `
Exit status: ${EXIT.ok} done, ${EXIT.problem} something is wrong with the project or the machine (said, with its remedy),
${EXIT.usage} the command itself is wrong, ${EXIT.fault} a fault of snakebridge. SNAKEBRIDGE_DEBUG=1 shows stacks.`,
  );
  for (const sub of program.commands) sub.copyInheritedSettings(program);
  return program;
}
