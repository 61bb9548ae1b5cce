/** Runs another program to its end: uv, pip, a package manager. Knows nothing of what they do. */
import { execa } from "execa";

export interface ToolOptions {
  readonly cwd: string;
  /** Added to the environment; `undefined` removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Each line it prints on its standard error as it comes. */
  readonly onLine?: (line: string) => void;
}

export interface ToolResult {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
  /** As a person would type it. */
  readonly command: string;
}

/** Never rejects for what the program does: `ok` says how it ended, a program that cannot be started included. */
export async function runTool(file: string, args: readonly string[], options: ToolOptions): Promise<ToolResult> {
  const { onLine } = options;
  const subprocess = execa(file, args, {
    cwd: options.cwd,
    // `undefined` values are left out by Node.
    env: { ...process.env, ...options.env },
    extendEnv: false,
    stdin: "ignore",
    reject: false,
    stripFinalNewline: false,
    ...(onLine === undefined ? {} : { stderr: linesTo(onLine) }),
  });
  const result = await subprocess;
  const command = [file, ...args].map((part) => (/^[\w@%+=:,./~-]+$/.test(part) ? part : `'${part}'`)).join(" ");
  const stderr = result.stderr || (result.failed ? (result.originalMessage ?? "") : "");
  return { ok: !result.failed, stdout: result.stdout, stderr, command };
}

function linesTo(onLine: (line: string) => void): (line: unknown) => Generator<unknown> {
  return function* pass(line) {
    const text = String(line).trim();
    if (text !== "") onLine(text);
    yield line;
  };
}
