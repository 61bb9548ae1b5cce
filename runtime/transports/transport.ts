/**
 * The channel to one worker. Carries frames only: no message, no value.
 *
 * **Failure contract.** A transport ends exactly once, by `onEnd`, and is silent afterwards. `onEnd` comes in every case:
 * the worker could not be started, exited, was killed, closed the channel, or sent bytes that are no frame. Frames that had
 * arrived are delivered before it. After a frame that is too long, empty or cut short, the transport delivers nothing more
 * and kills the worker. Silence is no failure: a call may run for days. When the host dies, the worker sees the end of its
 * input. Killing a worker kills its process group.
 */
export interface Transport {
  /** The process id of the worker; undefined if it could not be started. */
  readonly pid: number | undefined;
  /** Sends the bytes of whole frames, in order, and takes ownership of them. Does nothing after the end. */
  send(chunks: readonly Uint8Array[]): void;
  /** Sets whether the program stays alive for this channel. Initially it does not. */
  keepProgramAlive(on: boolean): void;
  /** Ends the worker's input. The worker finishes what it has and exits, `onEnd` follows; the program stays alive until then. */
  close(): void;
  /** Kills the worker at once; `onEnd` follows. */
  kill(): void;
}

export interface TransportListener {
  /** The body of one frame. May be a view of a larger buffer. */
  onFrame(body: Uint8Array): void;
  onEnd(end: TransportEnd): void;
}

export interface TransportEnd {
  /** The error of the operating system, when the worker could not be started. */
  readonly startFailure: Error | null;
  /** Why the channel became unreadable, or `null`. */
  readonly broken: string | null;
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** The last lines that the worker wrote to stderr. */
  readonly stderr: readonly string[];
}
