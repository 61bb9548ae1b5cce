/** Splits a byte stream into frame bodies, and writes the length before a body. Pure: knows no stream and no message. */

const HEADER_BYTES = 4;

/** The stream does not consist of frames. */
export class BrokenFrameError extends Error {}

/** Writes the length prefix of a body. */
export function writeLength(target: Uint8Array, at: number, length: number): void {
  target[at] = length;
  target[at + 1] = length >>> 8;
  target[at + 2] = length >>> 16;
  target[at + 3] = length >>> 24;
}

/** Collects chunks and returns whole frame bodies. */
export class FrameSplitter {
  readonly #limit: number;
  /** The chunks of an unfinished frame; `#held` counts their bytes. */
  #parts: Uint8Array[] = [];
  #held = 0;
  /** How many bytes the next step needs: those of the header, then those of header and body. */
  #needed = HEADER_BYTES;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /**
   * Returns the bodies that this chunk completes. They may be views of it.
   * @throws BrokenFrameError for a length of 0 or beyond the limit, as soon as it is read and after the bodies before it.
   */
  *push(chunk: Uint8Array): Generator<Uint8Array, void> {
    if (this.#held + chunk.length < this.#needed) {
      this.#keep(chunk);
      return;
    }
    let bytes = this.#held === 0 ? chunk : this.#join(chunk);
    while (bytes.length >= this.#needed) {
      if (this.#needed === HEADER_BYTES) this.#needed = HEADER_BYTES + this.#lengthIn(bytes);
      if (bytes.length < this.#needed) break;
      const body = bytes.subarray(HEADER_BYTES, this.#needed);
      bytes = bytes.subarray(this.#needed);
      this.#needed = HEADER_BYTES;
      yield body;
    }
    if (bytes.length > 0) this.#keep(bytes);
  }

  /** Ends the stream. @throws BrokenFrameError when the stream ended inside a frame. */
  end(): void {
    if (this.#held > 0)
      throw new BrokenFrameError(`the stream ended inside a frame, after ${this.#held} of ${this.#needed} bytes`);
  }

  #lengthIn(bytes: Uint8Array): number {
    const [a = 0, b = 0, c = 0, d = 0] = bytes;
    const length = (a | (b << 8) | (c << 16) | (d << 24)) >>> 0;
    if (length === 0) throw new BrokenFrameError("a frame of length 0");
    if (length > this.#limit)
      throw new BrokenFrameError(`a frame of ${length} bytes, beyond the limit of ${this.#limit}`);
    return length;
  }

  #keep(bytes: Uint8Array): void {
    this.#parts.push(bytes);
    this.#held += bytes.length;
  }

  #join(chunk: Uint8Array): Uint8Array {
    this.#keep(chunk);
    const whole = Buffer.concat(this.#parts, this.#held);
    this.#parts = [];
    this.#held = 0;
    return whole;
  }
}
