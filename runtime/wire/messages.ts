/**
 * Messages to bytes and bytes to messages. The host's messages come out as frame bodies; what the worker sends is checked
 * field by field. Knows no ids, handles or order: the worker's life (`worker.ts`) does.
 */
import { lowerString } from "./encode.ts";
import { extension, pack, Raw } from "./msgpack-writer.ts";
import type {
  HelloFromWorker,
  HelloToWorker,
  ImportMessage,
  TypeInfo,
  WireError,
  WireFrame,
  WorkerMessage,
} from "./protocol.ts";
import { type MakeReference, Malformed, Reader } from "./msgpack-reader.ts";

export const protocolVersion = 1;

/** Bits of the last field of `call` and `get`: the last byte of the message, so that `want` can be set after packing. */
export const flags = { want: 1, trailing: 2 } as const;

export const messages = {
  hello: (hello: HelloToWorker): Uint8Array => pack(["hello", fields(hello)]),
  import: ({ module, names, table }: ImportMessage): Uint8Array => pack(["import", module, names, fields(table)]),
  call: (
    id: number,
    target: Raw,
    args: readonly unknown[],
    kwargs: readonly unknown[] | null,
    flag: number,
  ): Uint8Array => pack(["call", id, target, args, kwargs, flag]),
  get: (id: number, target: Raw, flag: number): Uint8Array => pack(["get", id, target, flag]),
  set: (id: number, target: Raw, value: unknown): Uint8Array => pack(["set", id, target, value]),
  del: (id: number, target: Raw): Uint8Array => pack(["del", id, target]),
  value: (id: number, target: Raw): Uint8Array => pack(["value", id, target]),
  pull: (id: number): Uint8Array => pack(["pull", id]),
  release: (refs: readonly (readonly [ref: number, count: number])[], calls: readonly number[]): Uint8Array =>
    pack(["release", refs, calls]),
};

/** Asks for the value in a `call` or `get` that was packed without. */
export function markWanted(message: Uint8Array): void {
  message[message.length - 1] = (message.at(-1) ?? 0) | flags.want;
}

/** A reference, or a path: extension 2, `[root, name, …]`. */
export function targetOf(root: number | string | Raw, names: readonly string[]): Raw {
  return root instanceof Raw && names.length === 0 ? root : extension(2, pack([root, ...names.map(lowerString)]));
}

/** A reference to the worker: extension 1, `[ref]`. */
export function referenceTo(ref: number): Raw {
  return extension(1, pack([ref]));
}

/** Control fields are MessagePack maps; a `Map` is one whatever its keys are called. */
function fields(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fields);
  if (typeof value !== "object" || value === null) return value;
  return new Map(Object.entries(value).map(([key, field]) => [key, fields(field)]));
}

/** @throws Malformed for anything that is not exactly one message of the protocol. */
export function decode(body: Uint8Array, depthLimit: number, reference: MakeReference): WorkerMessage {
  const reader = new Reader(body, depthLimit, reference);
  const length = reader.arrayLength();
  const kind = reader.string();
  const message = read(reader, kind, length);
  reader.finish();
  return message;
}

function read(reader: Reader, kind: string, length: number): WorkerMessage {
  const expect = (expected: number): void => {
    if (length !== expected) throw new Malformed(`a ${kind} message of ${length} fields, not ${expected}`);
  };
  switch (kind) {
    case "result": {
      expect(4);
      const id = reader.id();
      const float = reader.atFloat;
      return { kind, id, float, value: reader.value(), kept: boolean(reader) };
    }
    case "kept":
      expect(2);
      return { kind, id: reader.id() };
    case "error":
      expect(3);
      return { kind, id: reader.id(), error: error(reader) };
    case "type":
      expect(6);
      return { kind, type: reader.id(), info: typeInfo(reader) };
    case "hello":
      expect(2);
      return { kind, hello: hello(reader) };
    case "fatal":
      expect(3);
      return { kind, code: reader.string(), message: reader.string() };
    default:
      throw new Malformed(`a message of unknown kind ${JSON.stringify(kind)}`);
  }
}

function typeInfo(reader: Reader): TypeInfo {
  return {
    module: reader.string(),
    qualname: reader.string(),
    mro: list(reader, (each) => each.string()),
    traits: list(reader, (each) => each.string()),
  };
}

function hello(reader: Reader): HelloFromWorker {
  return record<HelloFromWorker>(reader, "hello", {
    protocol: (each) => each.count(),
    python: (each) => each.string(),
    implementation: (each) => each.string(),
    platform: (each) => each.string(),
    pid: (each) => each.count(),
    codec: (each) => each.string(),
    capabilities: (each) => list(each, (item) => item.string()),
  });
}

function error(reader: Reader): WireError {
  return record<WireError>(reader, "error", {
    type: (each) => pair(each),
    mro: (each) => list(each, (item) => item.string()),
    message: (each) => each.string(),
    args: (each) => list(each, (item) => item.value()),
    traceback: (each) => list(each, frame),
    cause: (each) => optional(each, error),
    notes: (each) => list(each, (item) => item.string()),
    group: (each) => optional(each, (group) => list(group, error)),
    origin: (each) => optional(each, (origin) => origin.id()),
    code: (each) => optional(each, (code) => code.string()),
  });
}

/** A map with exactly these fields, in any order. */
function record<T>(reader: Reader, name: string, readers: { readonly [K in keyof T]: (reader: Reader) => T[K] }): T {
  const expected = Object.keys(readers) as (keyof T & string)[];
  const found: Partial<T> = {};
  for (let i = reader.mapLength(); i > 0; i--) {
    const key = reader.string() as keyof T & string;
    if (!Object.hasOwn(readers, key)) throw new Malformed(`${name} has an unknown field ${JSON.stringify(key)}`);
    found[key] = readers[key](reader);
  }
  const missing = expected.find((key) => !Object.hasOwn(found, key));
  if (missing !== undefined) throw new Malformed(`${name} lacks the field ${missing}`);
  return found as T;
}

function list<T>(reader: Reader, item: (reader: Reader) => T): T[] {
  const items: T[] = [];
  for (let i = reader.arrayLength(); i > 0; i--) items.push(item(reader));
  return items;
}

function optional<T>(reader: Reader, read: (reader: Reader) => T): T | null {
  return reader.takeNil() ? null : read(reader);
}

function pair(reader: Reader): [string, string] {
  if (reader.arrayLength() !== 2) throw new Malformed("a type without module and name");
  return [reader.string(), reader.string()];
}

function frame(reader: Reader): WireFrame {
  if (reader.arrayLength() !== 4) throw new Malformed("a traceback frame without file, line, function and source");
  return [reader.string(), reader.count(), reader.string(), optional(reader, (source) => source.string())];
}

function boolean(reader: Reader): boolean {
  const value = reader.value();
  if (typeof value !== "boolean") throw new Malformed(`expected a boolean, found ${typeof value}`);
  return value;
}
