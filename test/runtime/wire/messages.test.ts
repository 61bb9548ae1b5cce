/** The vectors of `fixtures/wire/`, which the worker's codec reads too. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { Complex, Ellipsis, Float, slice, tuple } from "../../../runtime/values/markers.ts";
import { NDArray } from "../../../runtime/values/ndarray.ts";
import { encodeValue } from "../../../runtime/wire/encode.ts";
import { BrokenFrameError, FrameSplitter } from "../../../runtime/wire/framing.ts";
import { MalformedError, MessageReader } from "../../../runtime/wire/msgpack-reader.ts";
import { pack, packExtension, type Raw } from "../../../runtime/wire/msgpack-writer.ts";
import { rememberClass } from "../../../runtime/wire/named-tuples.ts";

const wire = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../fixtures/wire/${name}`, import.meta.url), "utf8"));
const depth = 100;

/** A value of a vector, as the host holds it. */
type Described = Record<string, any>;

/** Stands for a handle or path in the vectors: what it is lowered to is its own business. */
class Standing {
  readonly raw: Raw;
  constructor(raw: Raw) {
    this.raw = raw;
  }
}

function float(text: string): number {
  return text.endsWith("nan")
    ? Number.NaN
    : text.endsWith("inf")
      ? Number(`${text.slice(0, -3)}Infinity`)
      : Number(text);
}

const storage: Record<string, (buffer: ArrayBuffer) => NDArray["data"]> = {
  "<f8": (buffer) => new Float64Array(buffer),
  "<f4": (buffer) => new Float32Array(buffer),
  "<i8": (buffer) => new BigInt64Array(buffer),
  "|b1": (buffer) => new Uint8Array(buffer),
};
const names: Record<string, string> = { "<f8": "float64", "<f4": "float32", "<i8": "int64", "|b1": "bool" };

function array({ dtype, shape, data }: { dtype: string; shape: number[]; data: string }): NDArray {
  const bytes = Buffer.from(data, "hex");
  const buffer = new ArrayBuffer(bytes.length);
  new Uint8Array(buffer).set(bytes);
  const make = storage[dtype];
  if (make === undefined) throw new Error(`no storage for ${dtype}`);
  return new NDArray({ data: make(buffer), shape, dtype: names[dtype] ?? "" });
}

function build(described: Described, sending: boolean): unknown {
  const [[kind, value] = []] = Object.entries(described);
  const each = (items: Described[]) => items.map((item) => build(item, sending));
  switch (kind) {
    case "none":
      return null;
    case "bool":
    case "str":
      return value;
    case "int":
      return Number.isSafeInteger(Number(value)) ? Number(value) : BigInt(value);
    case "float":
      return sending && Number.isSafeInteger(float(value)) ? new Float(float(value)) : float(value);
    case "complex":
      return new Complex(float(value[0]), float(value[1]));
    case "utf16":
      return String.fromCharCode(...value);
    case "bytes":
      return new Uint8Array(Buffer.from(value, "hex"));
    case "list":
      return each(value);
    case "tuple":
      return tuple(...(each(value) as []));
    case "object": {
      const object = Object.create(null);
      for (const [key, item] of value) object[key] = build(item, sending);
      return object;
    }
    case "map":
      return new Map(value.map((pair: Described[]) => each(pair)));
    case "set":
      return new Set(each(value));
    case "array":
      return array(value);
    case "namedtuple": {
      const [names, items, module, qualname] = value;
      const array = Object.assign(
        each(items),
        Object.fromEntries(names.map((name: string, i: number) => [name, build(items[i], sending)])),
      );
      rememberClass(array, { names, module, qualname });
      return array;
    }
    case "slice":
      return slice(...(each(value) as [number, number, number]));
    case "ellipsis":
      return Ellipsis;
    case "ref":
      return sending ? new Standing(packExtension(1, pack(value))) : { ref: value[0], type: value[1] };
    case "path": {
      const root = build(value[0], sending);
      return new Standing(packExtension(2, pack([root instanceof Standing ? root.raw : root, ...value[1]])));
    }
    default:
      throw new Error(`no such kind of value: ${kind}`);
  }
}

function encode(value: unknown): string {
  const lowered = value instanceof Standing ? value.raw : encodeValue(value, "args[0]", () => undefined, depth);
  return Buffer.from(pack(lowered)).toString("hex");
}

function decode(hex: string): unknown {
  const reader = new MessageReader(Buffer.from(hex, "hex"), depth, (ref, type) => ({ ref, type }));
  const value = reader.readValue();
  reader.expectEnd();
  return value;
}

/** With named fields as plain properties, which `toEqual` compares. */
function comparable(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  const named = Object.getOwnPropertyNames(value).filter((name) => name !== "length" && !/^\d+$/.test(name));
  return Object.assign(
    value.map(comparable),
    Object.fromEntries(named.map((name) => [name, Reflect.get(value, name)])),
  );
}

interface Vector {
  name: string;
  direction: "host" | "worker" | "both";
  value: Described;
  hex: string;
  accept: string[];
}

const vectors: Vector[] = wire("values.json").values;

describe("a value goes as its vector says", () => {
  test.each(vectors.filter((vector) => vector.direction !== "worker"))("$name", ({ value, hex, accept }) => {
    expect([hex, ...accept]).toContain(encode(build(value, true)));
  });
});

describe("a value arrives from every form its vector accepts", () => {
  test.each(vectors.filter((vector) => vector.direction !== "host"))("$name", ({ value, hex, accept }) => {
    for (const form of [hex, ...accept]) expect(comparable(decode(form))).toStrictEqual(build(value, false));
  });
});

describe("bytes that are no value are refused", () => {
  test.each(wire("malformed.json").malformed as { name: string; hex: string }[])("$name", ({ hex }) => {
    expect(() => decode(hex)).toThrow(MalformedError);
  });
});

interface Stream {
  name: string;
  chunks: string[];
  limit?: number;
}

function split({ chunks, limit = 1 << 28 }: Stream, ended: boolean): string[] {
  const splitter = new FrameSplitter(limit);
  const bodies = chunks.flatMap((chunk) => [...splitter.push(Buffer.from(chunk, "hex"))]);
  if (ended) splitter.end();
  return bodies.map((body) => Buffer.from(body).toString("hex"));
}

describe("frames are found however they are cut", () => {
  test.each(wire("frames.json").frames as (Stream & { bodies: string[] })[])("$name", (stream) => {
    expect(split(stream, true)).toEqual(stream.bodies);
  });

  test.each(wire("frames.json").malformed as (Stream & { error: string; ended?: true })[])("$name", (stream) => {
    expect(() => split(stream, stream.ended ?? false)).toThrow(BrokenFrameError);
    expect(() => split(stream, stream.ended ?? false)).toThrow(stream.error);
  });
});
