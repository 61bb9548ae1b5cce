/**
 * Runs the Python introspector: one request in, one checked `Introspection` out. Knows nothing of TypeScript output.
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { tail, UserError } from "../errors.ts";
import { packageFolder } from "../package.ts";
import type { Introspection, IntrospectionRequest } from "./ir.ts";

/** A running Python introspector. */
export interface Introspector {
  /**
   * Sends the request. May be called once.
   * @returns What Python printed.
   * @throws UserError INTROSPECTION_FAILED with the last lines of its standard error
   */
  request(request: IntrospectionRequest): Promise<string>;
  /** Ends the process if it got no request. */
  stop(): void;
}

/**
 * Starts Python at once, so that it is ready when the request is known.
 * @param python The interpreter.
 * @param packages The folder of the bridge's own Python packages.
 */
export function startIntrospector(python: string, packages: string): Introspector {
  const script = join(packageFolder, "python", "introspect.py");
  // Variables such as PYTHONPATH count here as they do for the worker.
  const child = spawn(python, [script, "--packages", packages], { stdio: ["pipe", "pipe", "pipe"] });
  const parts = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  child.stdout.on("data", (chunk: Buffer) => parts.stdout.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => parts.stderr.push(chunk));
  // A process that ends early breaks the pipe. Its end is reported below.
  child.stdin.on("error", () => undefined);
  const ended = new Promise<string>((resolve, reject) => {
    child.on("error", (error) => reject(createFailure(`${python} does not start: ${error.message}`)));
    child.on("close", (code, signal) => {
      if (code === 0) return resolve(Buffer.concat(parts.stdout).toString());
      const said = tail(Buffer.concat(parts.stderr).toString(), 6);
      reject(createFailure(`${python} ended with ${signal ?? code}${said === "" ? "" : `:\n${said}`}`));
    });
  });
  // The caller of `request` handles the rejection. Without a request nobody does.
  ended.catch(() => undefined);
  return {
    request(request) {
      child.stdin.end(JSON.stringify(request));
      loadSchema().catch(() => undefined);
      return ended;
    },
    stop() {
      child.kill();
    },
  };
}

/** Loads the schema, and with it zod, while Python works. */
function loadSchema(): Promise<typeof import("./schema.ts")> {
  return import("./schema.ts");
}

/** Checks what Python printed. @throws UserError INTROSPECTION_FAILED naming the fault */
export async function readIntrospection(text: string): Promise<Introspection> {
  const { parseIntrospection } = await loadSchema();
  try {
    return parseIntrospection(JSON.parse(text));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw createFailure(`what it printed is not understood: ${reason.slice(0, 500)}`, error);
  }
}

function createFailure(reason: string, cause?: unknown): UserError {
  return new UserError(
    "INTROSPECTION_FAILED",
    `the Python introspector failed: ${reason}`,
    "Run `npx snakebridge doctor`. If that finds nothing, this is a fault of snakebridge: please report it.",
    { cause },
  );
}
