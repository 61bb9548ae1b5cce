/**
 * The batch of one turn: messages in the order in which they were added, then releases, all in one write. A release follows
 * every message of its turn, so no message names an object that was released before it.
 */
import { writeLength } from "../wire/framing.ts";
import { messages } from "../wire/messages.ts";

/** Learns when its message has left and can no longer be changed. */
export interface MessageOwner {
  onSent(): void;
}

/** How many calls with a small value that has arrived are collected before Python is asked to release them. */
const MAX_PENDING_RELEASES = 64;
/** A message of this size or more is not copied into the batch: it is a chunk of its own. */
const COPY_LIMIT_BYTES = 1 << 16;
const HEADER_BYTES = 4;

export class Outbox {
  #messages: Uint8Array[] = [];
  #owners: MessageOwner[] = [];
  #refs: [ref: number, count: number][] = [];
  #ids: number[] = [];
  #isDue = false;

  /** Takes ownership of the message. Its owner may change it until `onSent` is called. */
  add(message: Uint8Array, owner?: MessageOwner): void {
    this.#messages.push(message);
    if (owner !== undefined) this.#owners.push(owner);
  }

  releaseHandle(ref: number, count: number): void {
    this.#refs.push([ref, count]);
    this.#isDue = true;
  }

  /**
   * Releases a call with the next batch if it `isDue`, else together with later ones.
   * @returns whether enough calls wait to send a batch for them
   */
  releaseCall(id: number, isDue: boolean): boolean {
    const isMany = this.#ids.push(id) >= MAX_PENDING_RELEASES;
    this.#isDue ||= isDue || isMany;
    return isMany;
  }

  clear(): void {
    this.#messages = [];
    this.#owners = [];
    this.#clearReleases();
  }

  /** Returns the batch as the bytes of frames and empties it. Returns no chunk when there is nothing to send. */
  takeBatch(): Uint8Array[] {
    if (this.#isDue) {
      this.#messages.push(messages.release(this.#refs, this.#ids));
      this.#clearReleases();
    }
    const batch = this.#messages;
    const owners = this.#owners;
    this.#messages = [];
    this.#owners = [];
    for (const owner of owners) owner.onSent();
    return frameBatch(batch);
  }

  #clearReleases(): void {
    this.#refs = [];
    this.#ids = [];
    this.#isDue = false;
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
