/**
 * The channel to one worker, as its life sees it. Frames only: no message, no value.
 *
 * **Failure contract.** A transport ends exactly once, by `ended`, and is silent afterwards; `ended` comes whatever
 * happened: the worker could not be started, exited, was killed, closed the channel, or sent what is no frame. Frames that
 * had arrived are delivered before it. After a frame that is too long, empty or cut short nothing more is delivered and
 * the worker is killed. Silence is no failure: a call may run for days. When the host dies, the worker sees the end of its
 * input. Whoever kills a worker kills its process group.
 */
export interface Transport {
  /** Of the worker's process, where it could be started. */
  readonly pid: number | undefined;
  /** Sends the bytes of whole frames, in order. Owns them from now on. Does nothing after the end. */
  send(chunks: readonly Uint8Array[]): void;
  /** Whether the program must stay alive for this channel. Initially it need not. */
  keepProgramAlive(on: boolean): void;
  /** Ends the worker's input: it finishes what it has, exits, and `ended` follows; keeps the program alive until then. */
  close(): void;
  /** Kills the worker at once; `ended` follows. */
  kill(): void;
}

export interface TransportListener {
  /** The body of one frame. May be a view of a larger buffer. */
  onFrame(body: Uint8Array): void;
  onEnd(end: TransportEnd): void;
}

export interface TransportEnd {
  /** What the operating system said when the worker could not be started. */
  readonly startFailure: Error | null;
  /** What made the channel unreadable, if anything did. */
  readonly broken: string | null;
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** The last lines that the worker wrote to stderr. */
  readonly stderr: readonly string[];
}
