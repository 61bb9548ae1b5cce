/**
 * Writes MessagePack with msgpackr: nil, booleans, strings, numbers, bigints within 64 bits, bytes, arrays and Maps as they
 * are, and `Raw` for bytes that are MessagePack already. Knows no other JavaScript value; `encode.ts` does.
 *
 * This file uses msgpackr's entry without `eval`. That entry has its own table of extensions (registering one in the
 * package's main entry would change the user's own msgpackr), and it loads neither streams nor the optional native part.
 * `msgpack-reader.ts` reads, because msgpackr replaces invalid UTF-8, drops a leading U+FEFF and accepts bytes that are no
 * MessagePack.
 */
import { addExtension, Packr } from "msgpackr/index-no-eval";

/** The bytes of one MessagePack value, which go into the output as they are. */
export class Raw {
  readonly bytes: Uint8Array;
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}

addExtension({
  Class: Raw,
  type: 1, // msgpackr requires a number; nothing is ever written under it
  pack(raw, allocate) {
    const { target, position } = allocate(raw.bytes.length);
    target.set(raw.bytes, position);
  },
});

const packr = new Packr({ useRecords: false, variableMapSize: true });

const SLAB_BYTES = 8192;
const MAX_KEPT_BYTES = 1 << 20;

/** Returns the bytes of one value. The caller owns them; their ArrayBuffer may be shared with other results. */
export function pack(value: unknown): Uint8Array {
  const bytes = packr.pack(value);
  // Without this, msgpackr keeps allocating buffers of the size of the largest message so far.
  if (bytes.length > MAX_KEPT_BYTES) packr.useBuffer(Buffer.allocUnsafeSlow(SLAB_BYTES));
  return bytes;
}

/** Returns an extension value whose payload is a copy of these bytes, one part after another. */
export function packExtension(type: number, ...payload: readonly Uint8Array[]): Raw {
  const length = payload.reduce((sum, { length }) => sum + length, 0);
  const fixed = fixedLengthCode(length);
  const header = fixed >= 0 ? 2 : length < 0x100 ? 3 : length < 0x10000 ? 4 : 6;
  const bytes = Buffer.allocUnsafe(header + length);
  if (fixed >= 0) {
    bytes[0] = 0xd4 + fixed;
  } else if (header === 3) {
    bytes[0] = 0xc7;
    bytes[1] = length;
  } else if (header === 4) {
    bytes[0] = 0xc8;
    bytes.writeUInt16BE(length, 1);
  } else {
    bytes[0] = 0xc9;
    bytes.writeUInt32BE(length, 1);
  }
  bytes[header - 1] = type;
  let at = header;
  for (const part of payload) {
    bytes.set(part, at);
    at += part.length;
  }
  return new Raw(bytes);
}

/** Returns the header of a MessagePack bin of `length` bytes. */
export function binaryHeader(length: number): Uint8Array {
  if (length < 0x100) return Uint8Array.of(0xc4, length);
  if (length < 0x10000) return Uint8Array.of(0xc5, length >> 8, length);
  return Uint8Array.of(0xc6, length >>> 24, length >> 16, length >> 8, length);
}

/** Returns 0 for 1 byte, 1 for 2, … 4 for 16, and -1 for every other length. */
function fixedLengthCode(length: number): number {
  return length > 0 && length <= 16 && (length & (length - 1)) === 0 ? 31 - Math.clz32(length) : -1;
}

/** Returns a float 64, also for an integral number. */
export function packFloat(number: number): Raw {
  return new Raw(packFloats([number]).bytes.subarray(1));
}

/** Returns an array of float 64. msgpackr would write integral numbers as integers. */
export function packFloats(numbers: readonly number[]): Raw {
  const length = numbers.length;
  const header = length < 16 ? 1 : length < 0x10000 ? 3 : 5;
  const bytes = Buffer.allocUnsafe(header + length * 9);
  if (header === 1) {
    bytes[0] = 0x90 | length;
  } else if (header === 3) {
    bytes[0] = 0xdc;
    bytes.writeUInt16BE(length, 1);
  } else {
    bytes[0] = 0xdd;
    bytes.writeUInt32BE(length, 1);
  }
  let at = header;
  for (const number of numbers) {
    bytes[at] = 0xcb;
    bytes.writeDoubleBE(number, at + 1);
    at += 9;
  }
  return new Raw(bytes);
}
