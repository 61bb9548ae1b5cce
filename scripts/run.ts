/**
 * How every script here runs another program: arguments as an array, output passed through, a failure is an exception
 * that names the command.
 */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The repository's folder, with a trailing separator. */
export const root: string = fileURLToPath(new URL("../", import.meta.url));

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Keep the output back and return it; shown only when the command fails. @default false */
  readonly quiet?: boolean;
}

/** Resolves to the captured output (empty unless `quiet`). @throws Error with command, status and output. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { cwd = root, env = process.env, quiet = false } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: ["ignore", quiet ? "pipe" : "inherit", quiet ? "pipe" : "inherit"],
    });
    let output = "";
    const collect = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout?.on("data", collect);
    child.stderr?.on("data", collect);
    child.on("error", (error) => reject(new Error(`${command}: ${error.message}`)));
    child.on("close", (code, signal) => {
      if (code === 0) resolve(output);
      else reject(new Error(`${[command, ...args].join(" ")} ended with ${signal ?? code}\n${output}`));
    });
  });
}

/**
 * Runs a program with the Node that `SNAKEBRIDGE_TEST_NODE` names (a path), else with the one that runs this script. npm
 * puts the installed `node` package before every other Node, so a version to test must be named.
 */
export function node(args: readonly string[], options?: RunOptions): Promise<string> {
  return run(process.env.SNAKEBRIDGE_TEST_NODE || process.execPath, args, options);
}
