/** Runs another program to its end: uv, pip or a package manager. Knows nothing of what it does. */
import { execa } from "execa";

export interface ToolOptions {
  readonly cwd: string;
  /** Is added to the environment; `undefined` removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Is called with each line of standard error as it comes. */
  readonly onLine?: (line: string) => void;
}

export interface ToolResult {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
  /** The command as a person would type it. */
  readonly command: string;
}

/** Runs a program. Never rejects because of the program: `ok` is false if it failed or could not be started. */
export async function runTool(file: string, args: readonly string[], options: ToolOptions): Promise<ToolResult> {
  const { onLine } = options;
  const subprocess = execa(file, args, {
    cwd: options.cwd,
    // Node leaves out `undefined` values.
    env: { ...process.env, ...options.env },
    extendEnv: false,
    stdin: "ignore",
    reject: false,
    stripFinalNewline: false,
    ...(onLine === undefined ? {} : { stderr: forwardLines(onLine) }),
  });
  const result = await subprocess;
  const command = [file, ...args].map((part) => (/^[\w@%+=:,./~-]+$/.test(part) ? part : `'${part}'`)).join(" ");
  const stderr = result.stderr || (result.failed ? (result.originalMessage ?? "") : "");
  return { ok: !result.failed, stdout: result.stdout, stderr, command };
}

function forwardLines(onLine: (line: string) => void): (line: unknown) => Generator<unknown> {
  return function* pass(line) {
    const text = String(line).trim();
    if (text !== "") onLine(text);
    yield line;
  };
}
