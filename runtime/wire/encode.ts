/**
 * Encodes JavaScript values as values that `msgpack-writer.ts` can write; PROTOCOL.md has the table. Everything is copied
 * before the call returns, so later changes to an argument have no effect. Knows handles and pending results only through
 * `EncodeReference`.
 */
import { types } from "node:util";
import { ArgumentTypeError, LimitError, NotTransferableError } from "../errors.ts";
import { Complex, Dict, Ellipsis, Float, Int, kw, Slice, Tuple } from "../values/markers.ts";
import { NDArray, type TypedArray } from "../values/ndarray.ts";
import { type ArrayFields, fieldsOfArray, fieldsOfTypedArray } from "./arrays.ts";
import { bytesOfInteger, bytesOfString, EXTENSIONS } from "./extensions.ts";
import { binaryHeader, pack, packExtension, packFloat, packFloats, type Raw } from "./msgpack-writer.ts";
import { type NamedTupleClass, namedTupleClassOf } from "./named-tuples.ts";

/**
 * Encodes a handle, an attribute or a pending result; returns undefined for any other function.
 * @throws the error of a failed result, or a StaleHandleError
 */
export type EncodeReference = (value: object) => unknown;

/**
 * Encodes one value. The caller drops `undefined`, which has no form in Python.
 * @param label Names the value in errors (`args[1]`).
 * @param depthLimit How many levels containers may nest.
 * @throws NotTransferableError, ArgumentTypeError or LimitError naming the location of what cannot be sent
 */
export function encodeValue(value: unknown, label: string, references: EncodeReference, depthLimit: number): unknown {
  // Most arguments need no encoder.
  if (value === null || typeof value === "boolean") return value;
  if (typeof value === "number") return encodeNumber(value);
  if (typeof value === "string") return encodeString(value);
  return new ValueEncoder(label, references, depthLimit).encode(value);
}

export function encodeString(text: string): unknown {
  return text.isWellFormed() ? text : packExtension(EXTENSIONS.rawString, bytesOfString(text));
}

function encodeNumber(value: number): unknown {
  if (!Number.isSafeInteger(value)) return value;
  if (value === 0) return Object.is(value, -0) ? encodeIntegralFloat(value) : 0;
  return value >= -0x80000000 && value <= 0xffffffff ? value : BigInt(value);
}

function encodeInteger(value: bigint): unknown {
  if (value >= -0x80000000n && value <= 0xffffffffn) return Number(value);
  if (value >= -(1n << 63n) && value < 1n << 64n) return value;
  return packExtension(EXTENSIONS.integer, bytesOfInteger(value));
}

function encodeIntegralFloat(value: number): Raw {
  return packExtension(EXTENSIONS.float, packDoubles(value));
}

function packDoubles(...values: readonly number[]): Buffer {
  const bytes = Buffer.allocUnsafe(values.length * 8);
  for (const [i, value] of values.entries()) bytes.writeDoubleBE(value, i * 8);
  return bytes;
}

class ValueEncoder {
  readonly #label: string;
  readonly #references: EncodeReference;
  readonly #depthLimit: number;
  /** The containers around the current value; `#steps[i]` says where in `#containers[i]` it is. */
  readonly #containers: object[] = [];
  readonly #steps: string[] = [];

  constructor(label: string, references: EncodeReference, limit: number) {
    this.#label = label;
    this.#references = references;
    this.#depthLimit = limit;
  }

  encode(value: unknown): unknown {
    switch (typeof value) {
      case "number":
        return encodeNumber(value);
      case "string":
        return encodeString(value);
      case "boolean":
        return value;
      case "bigint":
        return encodeInteger(value);
      case "object":
        return value === null ? null : this.#encodeObject(value);
      case "function": {
        const reference = this.#references(value);
        if (reference === undefined) throw this.#notTransferable("a function", "callbacks are not supported yet");
        return reference;
      }
      case "undefined":
        throw this.#notTransferable("undefined", "None is null");
      case "symbol":
        if (value === kw)
          throw new ArgumentTypeError(`${this.#location} is \`kw\`, which only precedes the keywords of a call`);
        throw this.#notTransferable("a symbol", "send a string");
    }
  }

  #encodeObject(value: object): unknown {
    if (Array.isArray(value)) return this.#encodeArray(value);
    const prototype = Object.getPrototypeOf(value);
    if (prototype === Object.prototype || prototype === null) return this.#encodePlainObject(value);
    if (ArrayBuffer.isView(value)) return this.#encodeView(value);
    if (types.isMap(value)) return this.#encodeMap(value);
    if (types.isSet(value)) return this.#encodeSet(value);
    if (types.isAnyArrayBuffer(value)) return new Uint8Array(value);
    if (value instanceof NDArray) return this.#encodeArrayFields(() => fieldsOfArray(value));
    return this.#encodeMarker(value) ?? this.#encodeOther(value, prototype);
  }

  #encodeMarker(value: object): unknown {
    if (value instanceof Tuple)
      return packExtension(EXTENSIONS.tuple, pack(this.#enter(value, () => this.#encodeItems(value.items))));
    if (value instanceof Dict) return this.#encodePlainObject(value.entries);
    if (value instanceof Slice) {
      const bounds = [value.start, value.stop, value.step];
      return packExtension(EXTENSIONS.slice, pack(this.#enter(value, () => this.#encodeItems(bounds))));
    }
    if (value instanceof Complex) return packExtension(EXTENSIONS.complex, packDoubles(value.re, value.im));
    if (value instanceof Int) return encodeInteger(value.value);
    if (value instanceof Float) return Number.isInteger(value.value) ? encodeIntegralFloat(value.value) : value.value;
    return value === Ellipsis ? packExtension(EXTENSIONS.ellipsis, new Uint8Array(0)) : undefined;
  }

  /** Encodes a plain object of another realm; refuses everything else, which has no form in Python. */
  #encodeOther(value: object, prototype: object): unknown {
    const name = value.constructor?.name || "a class without a name";
    if (types.isPromise(value) || ("then" in value && typeof value.then === "function")) {
      throw this.#notTransferable("a promise", "await it first");
    }
    if (types.isBoxedPrimitive(value)) throw this.#notTransferable(`a boxed ${name}`, "send the primitive");
    if (types.isDate(value))
      throw this.#notTransferable("a Date", "send value.toISOString() or value.getTime() / 1000");
    if (types.isRegExp(value)) throw this.#notTransferable("a RegExp", "send its source, Python's syntax differs");
    if (Object.getPrototypeOf(prototype) === null) return this.#encodePlainObject(value);
    throw this.#notTransferable(`an instance of ${name}`, "send a plain object, or a handle");
  }

  #encodeArray(array: readonly unknown[]): unknown {
    const pythonClass = namedTupleClassOf(array);
    if (pythonClass !== undefined) return this.#encodeNamedTuple(array, pythonClass);
    return this.#enter(array, () =>
      isFloatArray(array, this.#depthLimit) ? this.#encodeFloats(array) : this.#encodeItems(array),
    );
  }

  #encodeNamedTuple(array: readonly unknown[], { names, module, qualname }: NamedTupleClass): Raw {
    if (array.length !== names.length) {
      const what = `a named tuple ${qualname}(${names.join(", ")}) that now has ${array.length} items`;
      throw this.#notTransferable(what, "send a copy as a list (`[...value]`)");
    }
    return this.#enter(array, () =>
      packExtension(EXTENSIONS.namedTuple, pack([names.map(encodeString), this.#encodeItems(array), module, qualname])),
    );
  }

  /** Encodes an array that holds only numbers and arrays of numbers, as floats. */
  #encodeFloats(array: readonly unknown[]): unknown {
    if (array.every((item) => typeof item === "number")) return packFloats(array);
    return array.map((item, i) => {
      if (typeof item === "number") return packFloat(item);
      if (typeof item === "bigint") return encodeInteger(item);
      this.#steps[this.#containers.length - 1] = `[${i}]`;
      return this.#enter(item as object, () => this.#encodeFloats(item as readonly unknown[]));
    });
  }

  #encodeItems(items: readonly unknown[]): unknown[] {
    const encoded = new Array<unknown>(items.length);
    const level = this.#containers.length - 1;
    for (let i = 0; i < items.length; i++) {
      const item = items[i];
      if (typeof item === "number") {
        encoded[i] = encodeNumber(item);
      } else {
        this.#steps[level] = `[${i}]`;
        encoded[i] = this.encode(item);
      }
    }
    return encoded;
  }

  #encodePlainObject(object: object): Raw {
    return this.#enter(object, () => {
      const fields: unknown[] = [];
      for (const [key, value] of Object.entries(object)) {
        if (value === undefined) continue;
        this.#steps[this.#containers.length - 1] = /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key)
          ? `.${key}`
          : `[${JSON.stringify(key)}]`;
        fields.push(encodeString(key), this.encode(value));
      }
      return packExtension(EXTENSIONS.object, pack(fields));
    });
  }

  #encodeMap(map: ReadonlyMap<unknown, unknown>): Raw {
    return this.#enter(map, () => {
      const fields: unknown[] = [];
      let i = 0;
      for (const [key, value] of map) {
        this.#steps[this.#containers.length - 1] = `.keys[${i}]`;
        fields.push(this.encode(key));
        this.#steps[this.#containers.length - 1] = `.values[${i++}]`;
        fields.push(this.encode(value));
      }
      return packExtension(EXTENSIONS.map, pack(fields));
    });
  }

  #encodeSet(set: ReadonlySet<unknown>): Raw {
    return this.#enter(set, () => packExtension(EXTENSIONS.set, pack(this.#encodeItems([...set]))));
  }

  #encodeView(view: ArrayBufferView): unknown {
    const isBytes = view instanceof DataView || types.isUint8Array(view);
    if (isBytes) return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
    return this.#encodeArrayFields(() => fieldsOfTypedArray(view as TypedArray));
  }

  #encodeArrayFields(read: () => ArrayFields): Raw {
    try {
      const [code, shape, data] = read();
      // `[code, shape, data]` is written in pieces, because the data may be large and must be copied only once.
      return packExtension(
        EXTENSIONS.array,
        Uint8Array.of(0x93),
        pack(code),
        pack(shape),
        binaryHeader(data.length),
        data,
      );
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new NotTransferableError(`${this.#location} cannot be sent to Python: ${error.message}`);
    }
  }

  #enter<T>(container: object, enter: () => T): T {
    if (this.#containers.includes(container)) {
      throw new NotTransferableError(
        `${this.#location} contains itself; Python receives a copy, which would have no end`,
      );
    }
    if (this.#containers.length === this.#depthLimit) {
      throw new LimitError(`${this.#location} is nested deeper than the limit of ${this.#depthLimit}`);
    }
    this.#containers.push(container);
    const result = enter();
    this.#containers.pop();
    this.#steps.length = this.#containers.length;
    return result;
  }

  get #location(): string {
    return this.#label + this.#steps.join("");
  }

  #notTransferable(what: string, advice: string): NotTransferableError {
    return new NotTransferableError(`${this.#location} is ${what}, which cannot be sent to Python: ${advice}`);
  }
}

/**
 * Returns whether an array holds only numbers, possibly in nested arrays, and one of them is not integral or is `-0`. All
 * of its numbers are then floats. An array that holds other values as well is not an array of numbers.
 */
function isFloatArray(array: readonly unknown[], depthLimit: number): boolean {
  return classifyNumbers(array, depthLimit) === "float";
}

function classifyNumbers(array: readonly unknown[], depth: number): "int" | "float" | "mixed" {
  let kind: "int" | "float" = "int";
  for (let i = 0; i < array.length; i++) {
    const item = array[i];
    if (typeof item === "number") {
      if (!Number.isInteger(item) || Object.is(item, -0)) kind = "float";
    } else if (Array.isArray(item) && depth > 0 && namedTupleClassOf(item) === undefined) {
      const inner = classifyNumbers(item, depth - 1);
      if (inner === "mixed") return inner;
      if (inner === "float") kind = inner;
    } else if (typeof item !== "bigint") {
      return "mixed";
    }
  }
  return kind;
}
