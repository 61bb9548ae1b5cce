/**
 * Reads MessagePack strictly, in one pass; accepts only what PROTOCOL.md lists. Its table says which JavaScript value each
 * wire value becomes; the caller makes the handles of references. Every error is a `MalformedError`.
 */
import { inspect } from "node:util";
import { Complex } from "../values/markers.ts";
import { createArray } from "./arrays.ts";
import { EXTENSIONS, integerOfBytes, stringOfBytes } from "./extensions.ts";
import { rememberClass } from "./named-tuples.ts";

/** The bytes are no message of the protocol. */
export class MalformedError extends Error {}

/** Returns the handle of a reference. */
export type MakeReference = (ref: number, type: number) => unknown;

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
/** Up to this length, reading characters one by one is faster than `TextDecoder`. */
const SHORT_STRING_BYTES = 24;

export class MessageReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #reference: MakeReference;
  readonly #depthLimit: number;
  #at = 0;
  #end: number;
  #depth = 0;

  /** @param limit How many levels values may nest. */
  constructor(bytes: Uint8Array, limit: number, reference: MakeReference) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#end = bytes.length;
    this.#depthLimit = limit;
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

  /** @throws MalformedError when something follows what was read. */
  expectEnd(): void {
    if (this.#at !== this.#end) throw new MalformedError(`${this.#end - this.#at} bytes after the end of a value`);
  }

  readValue(): unknown {
    const token = this.#readByte();
    if (token < 0x80) return token;
    if (token >= 0xe0) return token - 0x100;
    if (token >= 0xa0 && token < 0xc0) return this.#readString(token - 0xa0);
    if (token >= 0x90 && token < 0xa0) return this.#readItems(token - 0x90);
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
        return new Uint8Array(this.#readBinary(token));
      case 0xc7:
        return this.#readExtension(this.#readByte());
      case 0xc8:
        return this.#readExtension(this.#readUint16());
      case 0xc9:
        return this.#readExtension(this.#readUint32());
      case 0xca:
        return this.#view.getFloat32(this.#skip(4));
      case 0xcb:
        return this.#view.getFloat64(this.#skip(8));
      case 0xcc:
        return this.#readByte();
      case 0xcd:
        return this.#readUint16();
      case 0xce:
        return this.#readUint32();
      case 0xcf:
        return toSafeNumber(this.#view.getBigUint64(this.#skip(8)));
      case 0xd0:
        return this.#view.getInt8(this.#skip(1));
      case 0xd1:
        return this.#view.getInt16(this.#skip(2));
      case 0xd2:
        return this.#view.getInt32(this.#skip(4));
      case 0xd3:
        return toSafeNumber(this.#view.getBigInt64(this.#skip(8)));
      case 0xd4:
      case 0xd5:
      case 0xd6:
      case 0xd7:
      case 0xd8:
        return this.#readExtension(1 << (token - 0xd4));
      case 0xd9:
        return this.#readString(this.#readByte());
      case 0xda:
        return this.#readString(this.#readUint16());
      case 0xdb:
        return this.#readString(this.#readUint32());
      case 0xdc:
        return this.#readItems(this.#readUint16());
      case 0xdd:
        return this.#readItems(this.#readUint32());
      default:
        throw new MalformedError(`byte 0x${token.toString(16)} begins no value`);
    }
  }

  /** Reads the head of an array and returns its length. The caller reads the items. */
  readArrayLength(): number {
    const token = this.#readByte();
    if (token >= 0x90 && token < 0xa0) return token - 0x90;
    if (token === 0xdc) return this.#readUint16();
    if (token === 0xdd) return this.#readUint32();
    throw new MalformedError(`byte 0x${token.toString(16)} begins no array`);
  }

  /** Reads the head of a map and returns its length. Maps occur only in control fields. */
  readMapLength(): number {
    const token = this.#readByte();
    if (token >= 0x80 && token < 0x90) return token - 0x80;
    if (token === 0xde) return this.#readUint16();
    if (token === 0xdf) return this.#readUint32();
    throw new MalformedError(`byte 0x${token.toString(16)} begins no map`);
  }

  readString(): string {
    const value = this.readValue();
    if (typeof value !== "string") throw new MalformedError(`expected a str, found ${typeof value}`);
    return value;
  }

  /** Reads a non-negative integer. */
  readCount(): number {
    const value = this.readValue();
    if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
    throw new MalformedError("expected a non-negative integer");
  }

  /** Reads an id. Ids are positive. */
  readId(): number {
    const value = this.readCount();
    if (value === 0) throw new MalformedError("an id of 0");
    return value;
  }

  #readItems(length: number): unknown[] {
    this.#enter(length);
    const items = new Array<unknown>(length);
    for (let i = 0; i < length; i++) items[i] = this.readValue();
    this.#depth--;
    return items;
  }

  /** Refuses a length that exceeds the bytes left, before anything of that size is allocated: each item has at least a byte. */
  #checkLength(length: number): number {
    const rest = this.#end - this.#at;
    if (length > rest) throw new MalformedError(`an array of ${length} items in ${rest} bytes`);
    return length;
  }

  /** Enters a container. An extension and the array in it count as one level. */
  #enter(length: number): void {
    this.#checkLength(length);
    if (++this.#depth > this.#depthLimit) throw new MalformedError(`nested deeper than ${this.#depthLimit}`);
  }

  #readExtension(length: number): unknown {
    const type = this.#readByte();
    const end = this.#at + length;
    const outer = this.#end;
    if (end > outer) throw new MalformedError(`an extension of ${length} bytes where ${outer - this.#at} are left`);
    this.#end = end;
    const value = this.#readPayload(type, length);
    this.expectEnd();
    this.#end = outer;
    return value;
  }

  #readPayload(type: number, length: number): unknown {
    switch (type) {
      case EXTENSIONS.reference:
        this.#expectLength(2, "a reference");
        return this.#reference(this.readId(), this.readId());
      case EXTENSIONS.integer:
        return toSafeNumber(asMalformed(() => integerOfBytes(this.#takeBytes(length))));
      case EXTENSIONS.complex:
        if (length !== 16) throw new MalformedError(`a complex of ${length} bytes`);
        return new Complex(this.#view.getFloat64(this.#skip(8)), this.#view.getFloat64(this.#skip(8)));
      case EXTENSIONS.object:
        return this.#readObject();
      case EXTENSIONS.map:
        return this.#readMap();
      case EXTENSIONS.set:
        return new Set(this.#readItems(this.readArrayLength()));
      case EXTENSIONS.array:
        return this.#readArray();
      case EXTENSIONS.namedTuple:
        return this.#readNamedTuple();
      case EXTENSIONS.rawString:
        return asMalformed(() => stringOfBytes(this.#takeBytes(length)));
      default:
        throw new MalformedError(`extension type ${type}`);
    }
  }

  /** Reads an object. It has no prototype, so that no key has a special meaning. */
  #readObject(): object {
    const length = this.readArrayLength();
    if (length % 2 !== 0) throw new MalformedError("an object with a key and no value");
    this.#enter(length);
    const object: Record<string, unknown> = Object.create(null);
    for (let i = 0; i < length; i += 2) {
      const key = this.readString();
      const value = this.readValue();
      object[toSafeName(key, value)] = value;
    }
    this.#depth--;
    return makePrintable(object);
  }

  #readMap(): Map<unknown, unknown> {
    const length = this.readArrayLength();
    if (length % 2 !== 0) throw new MalformedError("a map with a key and no value");
    this.#enter(length);
    const map = new Map<unknown, unknown>();
    for (let i = 0; i < length; i += 2) map.set(this.readValue(), this.readValue());
    this.#depth--;
    return map;
  }

  #readArray(): unknown {
    this.#expectLength(3, "an array");
    const code = this.readString();
    const shape = Array.from({ length: this.#checkLength(this.readArrayLength()) }, () => this.readCount());
    const data = this.#readBinary(this.#readByte());
    return asMalformed(() => createArray([code, shape, data]));
  }

  #readNamedTuple(): unknown[] {
    this.#expectLength(4, "a named tuple");
    const names = Array.from({ length: this.#checkLength(this.readArrayLength()) }, () => this.readString());
    const length = this.readArrayLength();
    if (length !== names.length)
      throw new MalformedError(`a named tuple of ${names.length} names and ${length} values`);
    const items = createNamedTuple(names, this.#readItems(length));
    rememberClass(items, { names, module: this.readString(), qualname: this.readString() });
    return items;
  }

  #expectLength(length: number, what: string): void {
    const found = this.readArrayLength();
    if (found !== length) throw new MalformedError(`${what} of ${found} fields, not ${length}`);
  }

  #readString(length: number): string {
    if (length <= SHORT_STRING_BYTES && length <= this.#end - this.#at) {
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
    const bytes = this.#takeBytes(length);
    try {
      return utf8.decode(bytes);
    } catch {
      throw new MalformedError("a str that is not UTF-8");
    }
  }

  /** Reads a bin after its first byte. Returns a view, which the caller copies. */
  #readBinary(token: number): Uint8Array {
    switch (token) {
      case 0xc4:
        return this.#takeBytes(this.#readByte());
      case 0xc5:
        return this.#takeBytes(this.#readUint16());
      case 0xc6:
        return this.#takeBytes(this.#readUint32());
      default:
        throw new MalformedError("an array without its bytes");
    }
  }

  #readByte(): number {
    return this.#bytes[this.#skip(1)] as number;
  }

  #readUint16(): number {
    return this.#view.getUint16(this.#skip(2));
  }

  #readUint32(): number {
    return this.#view.getUint32(this.#skip(4));
  }

  /** Moves past `length` bytes and returns where they begin. */
  #skip(length: number): number {
    const from = this.#at;
    if (from + length > this.#end) throw new MalformedError(`ended ${from + length - this.#end} bytes early`);
    this.#at = from + length;
    return from;
  }

  #takeBytes(length: number): Uint8Array {
    const from = this.#skip(length);
    return this.#bytes.subarray(from, from + length);
  }
}

/** Lets `${object}` print a dict. Without a prototype it would throw. The property is not enumerable, so copies lack it. */
function makePrintable(object: object): object {
  return Object.defineProperty(object, Symbol.toPrimitive, PRINTED);
}

const PRINTED: PropertyDescriptor = {
  value(this: object): string {
    return inspect(this, { depth: 4, breakLength: Number.POSITIVE_INFINITY, compact: true }).replaceAll(
      "[Object: null prototype] ",
      "",
    );
  },
};

/** Renames a key `then` that holds a function: `await` would take the whole object for a promise. */
function toSafeName(name: string, value: unknown): string {
  return name === "then" && typeof value === "function" ? "then_" : name;
}

function toSafeNumber(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** Returns an array whose items are properties by name too. These are not enumerable, so it compares and prints as an array. */
function createNamedTuple(names: readonly string[], values: unknown[]): unknown[] {
  for (const [i, name] of names.entries()) {
    if (name === "length") continue; // an array's own
    Object.defineProperty(values, toSafeName(name, values[i]), {
      value: values[i],
      writable: true,
      configurable: true,
    });
  }
  return values;
}

/** Runs a converter and rethrows its RangeError as a MalformedError. */
function asMalformed<T>(convert: () => T): T {
  try {
    return convert();
  } catch (error) {
    if (error instanceof RangeError) throw new MalformedError(error.message);
    throw error;
  }
}
