/**
 * The batch of one turn: messages in the order they were made, releases behind them, all in one write. A release is behind
 * every message of its turn, which is late enough: nothing that was released is named again.
 */
import { messages } from "../wire/messages.ts";
import { writeLength } from "../wire/framing.ts";

/** Told when its message can no longer be changed. */
export interface MessageOwner {
  onSent(): void;
}

/** Calls whose value is a small one that has arrived wait for so many others before Python hears that they are done with. */
const MAX_PENDING_RELEASES = 64;
/** Larger messages are chunks of their own instead of being copied. */
const COPY_LIMIT_BYTES = 1 << 16;
const HEADER_BYTES = 4;

export class Outbox {
  #messages: Uint8Array[] = [];
  #senders: MessageOwner[] = [];
  #refs: [ref: number, count: number][] = [];
  #ids: number[] = [];
  #due = false;

  /** Owns the message from now on, but for its sender, who may change it until it is told that it left. */
  add(message: Uint8Array, sender?: MessageOwner): void {
    this.#messages.push(message);
    if (sender !== undefined) this.#senders.push(sender);
  }

  releaseHandle(ref: number, count: number): void {
    this.#refs.push([ref, count]);
    this.#due = true;
  }

  /** With the next batch, if it is `due`; else together with others. True when they are enough for a batch of their own. */
  releaseCall(id: number, due: boolean): boolean {
    const isMany = this.#ids.push(id) >= MAX_PENDING_RELEASES;
    this.#due ||= due || isMany;
    return isMany;
  }

  clear(): void {
    this.#messages = [];
    this.#senders = [];
    this.#clearReleases();
  }

  /** The whole batch as bytes of frames; empty when there is nothing to send. */
  takeBatch(): Uint8Array[] {
    if (this.#due) {
      this.#messages.push(messages.release(this.#refs, this.#ids));
      this.#clearReleases();
    }
    const batch = this.#messages;
    const senders = this.#senders;
    this.#messages = [];
    this.#senders = [];
    for (const sender of senders) sender.onSent();
    return frameBatch(batch);
  }

  #clearReleases(): void {
    this.#refs = [];
    this.#ids = [];
    this.#due = false;
  }
}

function frameBatch(batch: readonly Uint8Array[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  let from = 0;
  for (let to = 0; to <= batch.length; to++) {
    const message = batch[to];
    if (message !== undefined && message.length < COPY_LIMIT_BYTES) continue;
    if (to > from) chunks.push(joinFrames(batch, from, to));
    if (message !== undefined) {
      const prefix = new Uint8Array(HEADER_BYTES);
      writeLength(prefix, 0, message.length);
      chunks.push(prefix, message);
    }
    from = to + 1;
  }
  return chunks;
}

function joinFrames(batch: readonly Uint8Array[], from: number, to: number): Uint8Array {
  let size = 0;
  for (let i = from; i < to; i++) size += HEADER_BYTES + (batch[i] as Uint8Array).length;
  const bytes = Buffer.allocUnsafe(size);
  let at = 0;
  for (let i = from; i < to; i++) {
    const message = batch[i] as Uint8Array;
    writeLength(bytes, at, message.length);
    bytes.set(message, at + HEADER_BYTES);
    at += HEADER_BYTES + message.length;
  }
  return bytes;
}
