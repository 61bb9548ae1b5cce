/**
 * Reads MessagePack strictly: one pass, nothing accepted that PROTOCOL.md does not list. Values come out as the
 * JavaScript of api.md's table; what a reference becomes is the caller's business. Every error is a `Malformed`.
 */
import { arrayFromFields } from "./arrays.ts";
import { Complex } from "../values/markers.ts";
import { integerOfBytes, stringOfBytes } from "./extensions.ts";

/** Bytes that are no message. */
export class Malformed extends Error {}

/** Makes the handle of a reference. */
export type MakeReference = (ref: number, type: number) => unknown;

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const shortest = 24;

export class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #reference: MakeReference;
  readonly #limit: number;
  #at = 0;
  #end: number;
  #depth = 0;

  /** `limit`: how deep values may nest. */
  constructor(bytes: Uint8Array, limit: number, reference: MakeReference) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#end = bytes.length;
    this.#limit = limit;
    this.#reference = reference;
  }

  /** Whether the next value is a float 64. */
  get atFloat(): boolean {
    return this.#bytes[this.#at] === 0xcb;
  }

  /** Moves past a nil, if the next value is one. */
  takeNil(): boolean {
    const isNil = this.#bytes[this.#at] === 0xc0 && this.#at < this.#end;
    if (isNil) this.#at++;
    return isNil;
  }

  /** @throws Malformed when something follows what was read. */
  finish(): void {
    if (this.#at !== this.#end) throw new Malformed(`${this.#end - this.#at} bytes after the end of a value`);
  }

  value(): unknown {
    const token = this.#byte();
    if (token < 0x80) return token;
    if (token >= 0xe0) return token - 0x100;
    if (token >= 0xa0 && token < 0xc0) return this.#string(token - 0xa0);
    if (token >= 0x90 && token < 0xa0) return this.#items(token - 0x90);
    switch (token) {
      case 0xc0:
        return null;
      case 0xc2:
        return false;
      case 0xc3:
        return true;
      case 0xc4:
      case 0xc5:
      case 0xc6:
        return new Uint8Array(this.#bytesOf(token));
      case 0xc7:
        return this.#extension(this.#byte());
      case 0xc8:
        return this.#extension(this.#uint16());
      case 0xc9:
        return this.#extension(this.#uint32());
      case 0xca:
        return this.#view.getFloat32(this.#skip(4));
      case 0xcb:
        return this.#view.getFloat64(this.#skip(8));
      case 0xcc:
        return this.#byte();
      case 0xcd:
        return this.#uint16();
      case 0xce:
        return this.#uint32();
      case 0xcf:
        return narrowed(this.#view.getBigUint64(this.#skip(8)));
      case 0xd0:
        return this.#view.getInt8(this.#skip(1));
      case 0xd1:
        return this.#view.getInt16(this.#skip(2));
      case 0xd2:
        return this.#view.getInt32(this.#skip(4));
      case 0xd3:
        return narrowed(this.#view.getBigInt64(this.#skip(8)));
      case 0xd4:
      case 0xd5:
      case 0xd6:
      case 0xd7:
      case 0xd8:
        return this.#extension(1 << (token - 0xd4));
      case 0xd9:
        return this.#string(this.#byte());
      case 0xda:
        return this.#string(this.#uint16());
      case 0xdb:
        return this.#string(this.#uint32());
      case 0xdc:
        return this.#items(this.#uint16());
      case 0xdd:
        return this.#items(this.#uint32());
      default:
        throw new Malformed(`byte 0x${token.toString(16)} begins no value`);
    }
  }

  /** Length of the array that comes next; its items are read one by one. */
  arrayLength(): number {
    const token = this.#byte();
    if (token >= 0x90 && token < 0xa0) return token - 0x90;
    if (token === 0xdc) return this.#uint16();
    if (token === 0xdd) return this.#uint32();
    throw new Malformed(`byte 0x${token.toString(16)} begins no array`);
  }

  /** Length of the map that comes next; maps occur only in control fields. */
  mapLength(): number {
    const token = this.#byte();
    if (token >= 0x80 && token < 0x90) return token - 0x80;
    if (token === 0xde) return this.#uint16();
    if (token === 0xdf) return this.#uint32();
    throw new Malformed(`byte 0x${token.toString(16)} begins no map`);
  }

  string(): string {
    const value = this.value();
    if (typeof value !== "string") throw new Malformed(`expected a str, found ${typeof value}`);
    return value;
  }

  /** A non-negative integer. */
  count(): number {
    const value = this.value();
    if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
    throw new Malformed("expected a non-negative integer");
  }

  /** Ids are positive. */
  id(): number {
    const value = this.count();
    if (value === 0) throw new Malformed("an id of 0");
    return value;
  }

  #items(length: number): unknown[] {
    this.#enter(length);
    const items = new Array<unknown>(length);
    for (let i = 0; i < length; i++) items[i] = this.value();
    this.#depth--;
    return items;
  }

  /** Every item takes a byte at least, so a length beyond the rest is refused before anything of its size is made. */
  #sensible(length: number): number {
    const rest = this.#end - this.#at;
    if (length > rest) throw new Malformed(`an array of ${length} items in ${rest} bytes`);
    return length;
  }

  /** An extension and the array in it are one level together. */
  #enter(length: number): void {
    this.#sensible(length);
    if (++this.#depth > this.#limit) throw new Malformed(`nested deeper than ${this.#limit}`);
  }

  #extension(length: number): unknown {
    const type = this.#byte();
    const end = this.#at + length;
    const outer = this.#end;
    if (end > outer) throw new Malformed(`an extension of ${length} bytes where ${outer - this.#at} are left`);
    this.#end = end;
    const value = this.#extended(type, length);
    this.finish();
    this.#end = outer;
    return value;
  }

  #extended(type: number, length: number): unknown {
    switch (type) {
      case 1:
        this.#exactly(2, "a reference");
        return this.#reference(this.id(), this.id());
      case 3:
        return narrowed(strictly(() => integerOfBytes(this.#take(length))));
      case 5:
        if (length !== 16) throw new Malformed(`a complex of ${length} bytes`);
        return new Complex(this.#view.getFloat64(this.#skip(8)), this.#view.getFloat64(this.#skip(8)));
      case 7:
        return this.#object();
      case 8:
        return this.#map();
      case 9:
        return new Set(this.#items(this.arrayLength()));
      case 10:
        return this.#array();
      case 11:
        return this.#namedTuple();
      case 14:
        return strictly(() => stringOfBytes(this.#take(length)));
      default:
        throw new Malformed(`extension type ${type}`);
    }
  }

  /** Without a prototype, so that every key is only a key. */
  #object(): object {
    const length = this.arrayLength();
    if (length % 2 !== 0) throw new Malformed("an object with a key and no value");
    this.#enter(length);
    const object: Record<string, unknown> = Object.create(null);
    for (let i = 0; i < length; i += 2) {
      const key = this.string();
      const value = this.value();
      object[safeName(key, value)] = value;
    }
    this.#depth--;
    return object;
  }

  #map(): Map<unknown, unknown> {
    const length = this.arrayLength();
    if (length % 2 !== 0) throw new Malformed("a map with a key and no value");
    this.#enter(length);
    const map = new Map<unknown, unknown>();
    for (let i = 0; i < length; i += 2) map.set(this.value(), this.value());
    this.#depth--;
    return map;
  }

  #array(): unknown {
    this.#exactly(3, "an array");
    const code = this.string();
    const shape = Array.from({ length: this.#sensible(this.arrayLength()) }, () => this.count());
    const data = this.#bytesOf(this.#byte());
    return strictly(() => arrayFromFields([code, shape, data]));
  }

  #namedTuple(): unknown[] {
    this.#exactly(2, "a named tuple");
    const names = Array.from({ length: this.#sensible(this.arrayLength()) }, () => this.string());
    const length = this.arrayLength();
    if (length !== names.length) throw new Malformed(`a named tuple of ${names.length} names and ${length} values`);
    return namedTuple(names, this.#items(length));
  }

  #exactly(length: number, what: string): void {
    const found = this.arrayLength();
    if (found !== length) throw new Malformed(`${what} of ${found} fields, not ${length}`);
  }

  #string(length: number): string {
    if (length <= shortest && length <= this.#end - this.#at) {
      let text = "";
      let at = this.#at;
      const end = at + length;
      for (; at < end; at++) {
        const byte = this.#bytes[at] as number;
        if (byte > 0x7f) break;
        text += String.fromCharCode(byte);
      }
      if (at === end) {
        this.#at = end;
        return text;
      }
    }
    const bytes = this.#take(length);
    try {
      return utf8.decode(bytes);
    } catch {
      throw new Malformed("a str that is not UTF-8");
    }
  }

  /** What follows the first byte of a bin: a view, which its user copies. */
  #bytesOf(token: number): Uint8Array {
    switch (token) {
      case 0xc4:
        return this.#take(this.#byte());
      case 0xc5:
        return this.#take(this.#uint16());
      case 0xc6:
        return this.#take(this.#uint32());
      default:
        throw new Malformed("an array without its bytes");
    }
  }

  #byte(): number {
    return this.#bytes[this.#skip(1)] as number;
  }

  #uint16(): number {
    return this.#view.getUint16(this.#skip(2));
  }

  #uint32(): number {
    return this.#view.getUint32(this.#skip(4));
  }

  /** Moves past `length` bytes and says where they begin. */
  #skip(length: number): number {
    const from = this.#at;
    if (from + length > this.#end) throw new Malformed(`ended ${from + length - this.#end} bytes early`);
    this.#at = from + length;
    return from;
  }

  #take(length: number): Uint8Array {
    const from = this.#skip(length);
    return this.#bytes.subarray(from, from + length);
  }
}

/** A key or field `then` that holds a function would make the whole a promise to `await`. */
function safeName(name: string, value: unknown): string {
  return name === "then" && typeof value === "function" ? "then_" : name;
}

function narrowed(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** The names are properties beside the items; not enumerable, so that it compares and prints as the array it is. */
function namedTuple(names: readonly string[], values: unknown[]): unknown[] {
  for (const [i, name] of names.entries()) {
    if (name === "length") continue; // an array's own
    Object.defineProperty(values, safeName(name, values[i]), { value: values[i], writable: true, configurable: true });
  }
  return values;
}

/** Runs a converter that says with a RangeError what is wrong with the bytes. */
function strictly<T>(convert: () => T): T {
  try {
    return convert();
  } catch (error) {
    if (error instanceof RangeError) throw new Malformed(error.message);
    throw error;
  }
}
