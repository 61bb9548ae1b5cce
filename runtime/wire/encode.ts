/**
 * Lowers JavaScript values to what `packer.ts` can write, by api.md's table. Everything is copied before the call
 * returns, so later changes to an argument do not matter. Knows handles and pending results only through `References`.
 */
import { types } from "node:util";
import { type ArrayFields, fieldsOfArray, fieldsOfTypedArray } from "./arrays.ts";
import { ArgumentTypeError, LimitError, NotTransferableError } from "../errors.ts";
import { Complex, Dict, Ellipsis, Float, Int, kw, Slice, Tuple } from "../values/markers.ts";
import { NDArray, type TypedArray } from "../values/ndarray.ts";
import { binaryHeader, extension, float64, floatArray, pack, type Raw } from "./msgpack-writer.ts";
import { bytesOfInteger, bytesOfString } from "./extensions.ts";

/**
 * What a handle, path or pending result goes as, lowered; undefined for any other function. Throws what makes it
 * unusable: the error of a failed result, a `StaleHandleError`.
 */
export type References = (value: object) => unknown;

/** A prototype of null, or one whose own is null, so that objects of other realms count. */
export function isPlainObject(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return (
    prototype === null ||
    prototype === Object.prototype ||
    (Object.getPrototypeOf(prototype) === null && !Array.isArray(value))
  );
}

/** Lowers one argument. `label` names it in errors (`args[1]`). Undefined means nothing and is the caller's to drop. */
export function lower(value: unknown, label: string, references: References, depthLimit: number): unknown {
  // The usual arguments need no state.
  if (value === null || typeof value === "boolean") return value;
  if (typeof value === "number") return lowerNumber(value);
  if (typeof value === "string") return lowerString(value);
  return new Lowering(label, references, depthLimit).value(value);
}

export function lowerString(text: string): unknown {
  return text.isWellFormed() ? text : extension(14, bytesOfString(text));
}

function lowerNumber(value: number): unknown {
  if (!Number.isSafeInteger(value)) return value;
  if (value === 0) return Object.is(value, -0) ? markedFloat(value) : 0;
  return value >= -0x80000000 && value <= 0xffffffff ? value : BigInt(value);
}

function lowerInteger(value: bigint): unknown {
  if (value >= -0x80000000n && value <= 0xffffffffn) return Number(value);
  if (value >= -(1n << 63n) && value < 1n << 64n) return value;
  return extension(3, bytesOfInteger(value));
}

function markedFloat(value: number): Raw {
  return extension(4, doubles(value));
}

function doubles(...values: readonly number[]): Buffer {
  const bytes = Buffer.allocUnsafe(values.length * 8);
  for (const [i, value] of values.entries()) bytes.writeDoubleBE(value, i * 8);
  return bytes;
}

class Lowering {
  readonly #label: string;
  readonly #references: References;
  readonly #limit: number;
  /** The containers being lowered, and where in each: `#within[i]` is at `#steps[i]`. */
  readonly #within: object[] = [];
  readonly #steps: string[] = [];

  constructor(label: string, references: References, limit: number) {
    this.#label = label;
    this.#references = references;
    this.#limit = limit;
  }

  value(value: unknown): unknown {
    switch (typeof value) {
      case "number":
        return lowerNumber(value);
      case "string":
        return lowerString(value);
      case "boolean":
        return value;
      case "bigint":
        return lowerInteger(value);
      case "object":
        return value === null ? null : this.#object(value);
      case "function": {
        const reference = this.#references(value);
        if (reference === undefined) throw this.#refused("a function", "callbacks are not supported yet");
        return reference;
      }
      case "undefined":
        throw this.#refused("undefined", "None is null");
      case "symbol":
        if (value === kw)
          throw new ArgumentTypeError(`${this.#place} is \`kw\`, which only precedes the keywords of a call`);
        throw this.#refused("a symbol", "send a string");
    }
  }

  #object(value: object): unknown {
    if (Array.isArray(value)) return this.#array(value);
    const prototype = Object.getPrototypeOf(value);
    if (prototype === Object.prototype || prototype === null) return this.#plain(value);
    if (ArrayBuffer.isView(value)) return this.#view(value);
    if (types.isMap(value)) return this.#map(value);
    if (types.isSet(value)) return this.#set(value);
    if (types.isAnyArrayBuffer(value)) return new Uint8Array(value);
    if (value instanceof NDArray) return this.#fields(() => fieldsOfArray(value));
    return this.#marker(value) ?? this.#stranger(value, prototype);
  }

  #marker(value: object): unknown {
    if (value instanceof Tuple) return extension(6, pack(this.#inside(value, () => this.#items(value.items))));
    if (value instanceof Dict) return this.#plain(value.entries);
    if (value instanceof Slice) {
      const bounds = [value.start, value.stop, value.step];
      return extension(12, pack(this.#inside(value, () => this.#items(bounds))));
    }
    if (value instanceof Complex) return extension(5, doubles(value.re, value.im));
    if (value instanceof Int) return lowerInteger(value.value);
    if (value instanceof Float) return Number.isInteger(value.value) ? markedFloat(value.value) : value.value;
    return value === Ellipsis ? extension(13, new Uint8Array(0)) : undefined;
  }

  /** What is left: a plain object of another realm, or something that has no form in Python. */
  #stranger(value: object, prototype: object): unknown {
    const name = value.constructor?.name || "a class without a name";
    if (types.isPromise(value) || ("then" in value && typeof value.then === "function")) {
      throw this.#refused("a promise", "await it first");
    }
    if (types.isBoxedPrimitive(value)) throw this.#refused(`a boxed ${name}`, "send the primitive");
    if (types.isDate(value)) throw this.#refused("a Date", "send value.toISOString() or value.getTime() / 1000");
    if (types.isRegExp(value)) throw this.#refused("a RegExp", "send its source, Python's syntax differs");
    if (Object.getPrototypeOf(prototype) === null) return this.#plain(value);
    throw this.#refused(`an instance of ${name}`, "send a plain object, or a handle");
  }

  #array(array: readonly unknown[]): unknown {
    return this.#inside(array, () => (asFloats(array, this.#limit) ? this.#floats(array) : this.#items(array)));
  }

  /** An array of nothing but numbers and arrays of numbers. */
  #floats(array: readonly unknown[]): unknown {
    if (array.every((item) => typeof item === "number")) return floatArray(array);
    return array.map((item, i) => {
      if (typeof item === "number") return float64(item);
      if (typeof item === "bigint") return lowerInteger(item);
      this.#steps[this.#within.length - 1] = `[${i}]`;
      return this.#inside(item as object, () => this.#floats(item as readonly unknown[]));
    });
  }

  #items(items: readonly unknown[]): unknown[] {
    const lowered = new Array<unknown>(items.length);
    const level = this.#within.length - 1;
    for (let i = 0; i < items.length; i++) {
      const item = items[i];
      if (typeof item === "number") {
        lowered[i] = lowerNumber(item);
      } else {
        this.#steps[level] = `[${i}]`;
        lowered[i] = this.value(item);
      }
    }
    return lowered;
  }

  #plain(object: object): Raw {
    return this.#inside(object, () => {
      const fields: unknown[] = [];
      for (const [key, value] of Object.entries(object)) {
        if (value === undefined) continue;
        this.#steps[this.#within.length - 1] = /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key)
          ? `.${key}`
          : `[${JSON.stringify(key)}]`;
        fields.push(lowerString(key), this.value(value));
      }
      return extension(7, pack(fields));
    });
  }

  #map(map: ReadonlyMap<unknown, unknown>): Raw {
    return this.#inside(map, () => {
      const fields: unknown[] = [];
      let i = 0;
      for (const [key, value] of map) {
        this.#steps[this.#within.length - 1] = `.keys[${i}]`;
        fields.push(this.value(key));
        this.#steps[this.#within.length - 1] = `.values[${i++}]`;
        fields.push(this.value(value));
      }
      return extension(8, pack(fields));
    });
  }

  #set(set: ReadonlySet<unknown>): Raw {
    return this.#inside(set, () => extension(9, pack(this.#items([...set]))));
  }

  #view(view: ArrayBufferView): unknown {
    const isBytes = view instanceof DataView || types.isUint8Array(view);
    if (isBytes) return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
    return this.#fields(() => fieldsOfTypedArray(view as TypedArray));
  }

  #fields(read: () => ArrayFields): Raw {
    try {
      const [code, shape, data] = read();
      // `[code, shape, data]` in pieces: the data may be large, and is copied once.
      return extension(10, Uint8Array.of(0x93), pack(code), pack(shape), binaryHeader(data.length), data);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new NotTransferableError(`${this.#place} cannot be sent to Python: ${error.message}`);
    }
  }

  #inside<T>(container: object, enter: () => T): T {
    if (this.#within.includes(container)) {
      throw new NotTransferableError(`${this.#place} contains itself; Python receives a copy, which would have no end`);
    }
    if (this.#within.length === this.#limit) {
      throw new LimitError(`${this.#place} is nested deeper than the limit of ${this.#limit}`);
    }
    this.#within.push(container);
    const result = enter();
    this.#within.pop();
    this.#steps.length = this.#within.length;
    return result;
  }

  get #place(): string {
    return this.#label + this.#steps.join("");
  }

  #refused(what: string, advice: string): NotTransferableError {
    return new NotTransferableError(`${this.#place} is ${what}, which cannot be sent to Python: ${advice}`);
  }
}

/**
 * Whether the numbers of an array, which may nest, are floats: one that is not integral, or `-0`, makes all of them so.
 * An array that holds anything but numbers is not an array of numbers; each of its own arrays is asked by itself.
 */
function asFloats(array: readonly unknown[], depthLimit: number): boolean {
  return scan(array, depthLimit) === "float";
}

function scan(array: readonly unknown[], depth: number): "int" | "float" | "mixed" {
  let kind: "int" | "float" = "int";
  for (let i = 0; i < array.length; i++) {
    const item = array[i];
    if (typeof item === "number") {
      if (!Number.isInteger(item) || Object.is(item, -0)) kind = "float";
    } else if (Array.isArray(item) && depth > 0) {
      const inner = scan(item, depth - 1);
      if (inner === "mixed") return inner;
      if (inner === "float") kind = inner;
    } else if (typeof item !== "bigint") {
      return "mixed";
    }
  }
  return kind;
}
