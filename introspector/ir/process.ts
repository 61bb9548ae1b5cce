/**
 * Drives the Python introspector: one request in, one checked `Introspection` out. Knows nothing of TypeScript output.
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { tail, UserError } from "../errors.ts";
import { packageFolder } from "../package.ts";
import type { Introspection, IntrospectionRequest } from "./ir.ts";

export interface Introspector {
  /** May be called once. @throws UserError INTROSPECTION_FAILED with what Python said */
  ask(request: IntrospectionRequest): Promise<string>;
  /** Ends the process if it was never asked. */
  stop(): void;
}

/** Starts Python right away, so that it is up by the time the request is known. */
export function startIntrospector(python: string, packages: string): Introspector {
  const script = join(packageFolder, "python", "introspect.py");
  // Variables such as PYTHONPATH count, as they do for the worker.
  const child = spawn(python, [script, "--packages", packages], { stdio: ["pipe", "pipe", "pipe"] });
  const parts = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  child.stdout.on("data", (chunk: Buffer) => parts.stdout.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => parts.stderr.push(chunk));
  // A process that ends early breaks the pipe; how it ended is told below.
  child.stdin.on("error", () => undefined);
  const ended = new Promise<string>((resolve, reject) => {
    child.on("error", (error) => reject(failure(`${python} does not start: ${error.message}`)));
    child.on("close", (code, signal) => {
      if (code === 0) return resolve(Buffer.concat(parts.stdout).toString());
      const said = tail(Buffer.concat(parts.stderr).toString(), 6);
      reject(failure(`${python} ended with ${signal ?? code}${said === "" ? "" : `:\n${said}`}`));
    });
  });
  // Handled by whoever asks; without a question nobody does.
  ended.catch(() => undefined);
  return {
    ask(request) {
      child.stdin.end(JSON.stringify(request));
      schema().catch(() => undefined);
      return ended;
    },
    stop() {
      child.kill();
    },
  };
}

// Zod is loaded while Python works.
const schema = (): Promise<typeof import("./schema.ts")> => import("./schema.ts");

/** @throws UserError INTROSPECTION_FAILED naming the fault */
export async function readIntrospection(text: string): Promise<Introspection> {
  const { parseIntrospection } = await schema();
  try {
    return parseIntrospection(JSON.parse(text));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw failure(`what it printed is not understood: ${reason.slice(0, 500)}`, error);
  }
}

function failure(reason: string, cause?: unknown): UserError {
  return new UserError(
    "INTROSPECTION_FAILED",
    `the Python introspector failed: ${reason}`,
    "Run `npx snakebridge doctor`. If that finds nothing, this is a fault of snakebridge: please report it.",
    { cause },
  );
}
