/** The extension types of PROTOCOL.md, and the payloads of integers beyond 64 bits and of strings with lone surrogates. */

/** The numbers of the extension types. The worker has the same table in `worker/wire/protocol.py`. */
export const EXTENSIONS = {
  reference: 1,
  path: 2,
  integer: 3,
  float: 4,
  complex: 5,
  tuple: 6,
  object: 7,
  map: 8,
  set: 9,
  array: 10,
  namedTuple: 11,
  slice: 12,
  ellipsis: 13,
  rawString: 14,
} as const;

/** Returns an integer in two's complement, big-endian, in as few bytes as possible. */
export function bytesOfInteger(value: bigint): Uint8Array {
  // The sign needs one bit more than the magnitude.
  const magnitude = value < 0n ? ~value : value;
  const length = magnitude === 0n ? 1 : (magnitude.toString(16).length * 4 + 8) >> 3;
  const hex = BigInt.asUintN(length * 8, value)
    .toString(16)
    .padStart(length * 2, "0");
  const bytes = Buffer.from(hex, "hex");
  const spare = bytes[0] === (value < 0n ? 0xff : 0) && (bytes[1] ?? 0) >> 7 === (value < 0n ? 1 : 0) && length > 1;
  return spare ? bytes.subarray(1) : bytes;
}

/** Returns the integer that `bytesOfInteger` wrote. @throws RangeError when there are no bytes */
export function integerOfBytes(bytes: Uint8Array): bigint {
  if (bytes.length === 0) throw new RangeError("an integer without bytes");
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");
  return BigInt.asIntN(bytes.length * 8, BigInt(`0x${hex}`));
}

/** Returns a string in UTF-8 in which lone surrogates are encoded like other code points. */
export function bytesOfString(text: string): Uint8Array {
  const parts: Uint8Array[] = [];
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.codePointAt(at) as number;
    if (code > 0xffff) at++;
    if (code < 0xd800 || code > 0xdfff) continue;
    parts.push(Buffer.from(text.slice(from, at), "utf8"));
    parts.push(Uint8Array.of(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f)));
    from = at + 1;
  }
  parts.push(Buffer.from(text.slice(from), "utf8"));
  return Buffer.concat(parts);
}

/** Returns the string that `bytesOfString` wrote. @throws RangeError for other bytes */
export function stringOfBytes(bytes: Uint8Array): string {
  const parts: string[] = [];
  let units: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    const [code, length] = readCodePoint(bytes, at);
    at += length;
    if (code < 0x10000) units.push(code);
    else units.push(0xd7c0 + (code >> 10), 0xdc00 + (code & 0x3ff));
    if (units.length > 4096 || at === bytes.length) {
      parts.push(String.fromCharCode(...units));
      units = [];
    }
  }
  return parts.join("");
}

/** The smallest code point that needs so many bytes, by the number of bytes. */
const MIN_CODE_POINTS = [0, 0, 0x80, 0x800, 0x10000];

function readCodePoint(bytes: Uint8Array, at: number): [code: number, length: number] {
  const lead = bytes[at] as number;
  const length = lead < 0x80 ? 1 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0;
  let code = length === 1 ? lead : lead & (0x7f >> length);
  for (let i = 1; i < length; i++) {
    const next = bytes[at + i] ?? 0;
    if (next >> 6 !== 2) throw new RangeError("a raw string that is not UTF-8");
    code = (code << 6) | (next & 0x3f);
  }
  if (length === 0 || code < (MIN_CODE_POINTS[length] ?? 0) || code > 0x10ffff) {
    throw new RangeError("a raw string that is not UTF-8");
  }
  return [code, length];
}
