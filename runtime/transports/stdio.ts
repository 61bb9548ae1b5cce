/**
 * A worker process over its standard streams. Frames use stdin and stdout; Python's own stdout arrives on descriptor 3;
 * stderr is passed on and its last lines are kept. No other file starts processes for calls. Knows no message.
 */
import { type ChildProcess, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { BrokenFrameError, FrameSplitter } from "../wire/framing.ts";
import { StderrTail } from "./stderr-tail.ts";
import type { Transport, TransportListener } from "./transport.ts";

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
}

/** How long to wait for output after the exit. A forked grandchild may keep the pipes open for ever. */
const DRAIN_LIMIT_MS = 200;
/** How long a worker may take to exit after its input or its output has ended. */
const EXIT_LIMIT_MS = 5000;

/**
 * Starts a worker.
 * @param frameLimit Bytes of the largest frame that is accepted.
 */
export function openStdio(command: Command, frameLimit: number, listener: TransportListener): Transport {
  // The worker gets a process group of its own: Ctrl-C reaches only the host, and killing the group also ends what the worker
  // started.
  const child = spawn(command.file, command.args, {
    stdio: ["pipe", "pipe", "pipe", "pipe"],
    detached: true,
    windowsHide: true,
  });
  return new StdioTransport(child, frameLimit, listener);
}

class StdioTransport implements Transport {
  readonly #child: ChildProcess;
  readonly #listener: TransportListener;
  readonly #splitter: FrameSplitter;
  readonly #tail = new StderrTail();
  readonly #input: Writable;
  /** The streams whose end is awaited after the exit. */
  readonly #open: Set<Readable>;
  #broken: string | null = null;
  /** The part of a frame that had arrived when the channel ended. */
  #cut: string | null = null;
  #startFailure: Error | null = null;
  #exited = false;
  #drain: NodeJS.Timeout | undefined;
  #closing = false;
  #ended = false;

  constructor(child: ChildProcess, frameLimit: number, listener: TransportListener) {
    this.#child = child;
    this.#listener = listener;
    this.#splitter = new FrameSplitter(frameLimit);
    const [input, channel, stderr, printed] = child.stdio as unknown as [Writable, Readable, Readable, Readable];
    this.#input = input;
    this.#open = new Set([channel, stderr, printed]);
    // The streams never keep the program alive. The child process does, while `keepProgramAlive` is on.
    for (const stream of child.stdio as unknown as { unref?(): void }[]) stream.unref?.(); // Bun's streams have none
    this.keepProgramAlive(false);

    input.on("error", () => {}); // the worker is gone: `exit` tells why
    channel.on("data", (chunk: Buffer) => runAfterOutput(() => this.#read(chunk)));
    channel.on("end", () => runAfterOutput(() => this.#onChannelEnd()));
    stderr.on("data", (chunk: Buffer) => {
      this.#tail.push(chunk);
      process.stderr.write(chunk);
    });
    printed.on("data", (chunk: Buffer) => process.stdout.write(chunk));
    for (const stream of this.#open) {
      stream.on("error", () => this.#onDrained(stream));
      stream.on("close", () => this.#onDrained(stream));
    }
    child.on("error", (error) => {
      if (child.pid !== undefined) return; // the process runs; a failed kill shows when it does not exit
      this.#startFailure = error;
      this.#end();
    });
    // `exit`, not `close`: a process that the worker forked may hold the pipes long after the worker has exited.
    child.on("exit", () => this.#onExit());
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  send(chunks: readonly Uint8Array[]): void {
    if (this.#ended || this.#closing) return;
    if (chunks.length === 1) {
      this.#input.write(chunks[0]);
      return;
    }
    this.#input.cork();
    for (const chunk of chunks) this.#input.write(chunk);
    this.#input.uncork();
  }

  keepProgramAlive(on: boolean): void {
    if (this.#closing) return;
    if (on) this.#child.ref();
    else this.#child.unref();
  }

  close(): void {
    if (this.#ended || this.#closing) return;
    this.keepProgramAlive(true);
    this.#closing = true;
    this.#input.end();
    this.#killAfter(EXIT_LIMIT_MS);
  }

  kill(): void {
    killGroup(this.#child);
  }

  #read(chunk: Buffer): void {
    if (this.#broken !== null || this.#ended) return;
    try {
      for (const body of this.#splitter.push(chunk)) this.#listener.onFrame(body);
    } catch (error) {
      if (!(error instanceof BrokenFrameError)) throw error;
      this.#broken = error.message;
      this.kill();
    }
  }

  #onChannelEnd(): void {
    try {
      this.#splitter.end();
    } catch (error) {
      this.#cut = (error as BrokenFrameError).message;
    }
    this.#killAfter(EXIT_LIMIT_MS);
  }

  /** Kills the worker unless it exits in time. A worker that has lost its channel is of no use. */
  #killAfter(milliseconds: number): void {
    if (this.#exited) return;
    const timer = setTimeout(() => this.kill(), milliseconds);
    timer.unref();
    this.#child.once("exit", () => clearTimeout(timer));
  }

  #onExit(): void {
    this.#exited = true;
    this.kill(); // ends what the worker started and left behind
    if (this.#open.size === 0) runAfterOutput(() => this.#end());
    else this.#drain = setTimeout(() => this.#end(), DRAIN_LIMIT_MS);
  }

  #onDrained(stream: Readable): void {
    this.#open.delete(stream);
    if (this.#exited && this.#open.size === 0) runAfterOutput(() => this.#end());
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#drain);
    for (const stream of this.#open) stream.destroy();
    this.#input.destroy();
    const { exitCode, signalCode } = this.#child;
    this.#listener.onEnd({
      startFailure: this.#startFailure,
      // A partial frame is a protocol error only if the worker exited with status 0; after a crash it is expected.
      broken: this.#broken ?? (exitCode === 0 ? this.#cut : null),
      exitCode,
      signal: signalCode,
      stderr: this.#tail.lines,
    });
  }
}

/**
 * Runs `action` after what Python printed before it: after the events of this poll and of the next one. One poll is not
 * enough: both streams may become readable while the kernel collects events, after it has looked at one stream and before
 * it looks at the other.
 */
function runAfterOutput(action: () => void): void {
  setImmediate(() => setImmediate(action));
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === "win32") child.kill("SIGKILL");
    else process.kill(-child.pid, "SIGKILL");
  } catch {
    // No process of the group is left.
  }
}
