/**
 * Writes the host's messages as frame bodies, and reads the worker's messages, checking them field by field. Knows no ids,
 * handles or order of messages; `connection/` does.
 */
import { encodeString } from "./encode.ts";
import { EXTENSIONS } from "./extensions.ts";
import { type MakeReference, MalformedError, MessageReader } from "./msgpack-reader.ts";
import { pack, packExtension, Raw } from "./msgpack-writer.ts";
import type {
  HelloFromWorker,
  HelloToWorker,
  ImportMessage,
  TypeInfo,
  WireError,
  WireFrame,
  WorkerMessage,
} from "./protocol.ts";

export const PROTOCOL_VERSION = 1;

/** The bits of the last field of `call` and `get`. It is the last byte of the message, so `want` can be set after packing. */
export const FLAGS = { want: 1, trailing: 2 } as const;

export const messages = {
  hello: (hello: HelloToWorker): Uint8Array => pack(["hello", toMaps(hello)]),
  import: ({ module, names, table }: ImportMessage): Uint8Array => pack(["import", module, names, toMaps(table)]),
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

/** Sets the `want` bit of a packed `call` or `get`. */
export function markWanted(message: Uint8Array): void {
  message[message.length - 1] = (message.at(-1) ?? 0) | FLAGS.want;
}

/** Encodes a target: a reference as it is, anything else as a path `[root, name, …]`. */
export function encodeTarget(root: number | string | Raw, names: readonly string[]): Raw {
  return root instanceof Raw && names.length === 0
    ? root
    : packExtension(EXTENSIONS.path, pack([root, ...names.map(encodeString)]));
}

/** Encodes a reference as it goes to the worker: `[ref]`. */
export function encodeReference(ref: number): Raw {
  return packExtension(EXTENSIONS.reference, pack([ref]));
}

/** Turns objects into Maps, because control fields are MessagePack maps and a `Map` may have keys of any name. */
function toMaps(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toMaps);
  if (typeof value !== "object" || value === null) return value;
  return new Map(Object.entries(value).map(([key, field]) => [key, toMaps(field)]));
}

/** @throws MalformedError for anything that is not exactly one message of the protocol. */
export function decodeMessage(body: Uint8Array, depthLimit: number, reference: MakeReference): WorkerMessage {
  const reader = new MessageReader(body, depthLimit, reference);
  const length = reader.readArrayLength();
  const kind = reader.readString();
  const message = readMessage(reader, kind, length);
  reader.expectEnd();
  return message;
}

function readMessage(reader: MessageReader, kind: string, length: number): WorkerMessage {
  const expect = (expected: number): void => {
    if (length !== expected) throw new MalformedError(`a ${kind} message of ${length} fields, not ${expected}`);
  };
  switch (kind) {
    case "result": {
      expect(4);
      const id = reader.readId();
      const float = reader.atFloat;
      return { kind, id, float, value: reader.readValue(), kept: readBoolean(reader) };
    }
    case "kept":
      expect(2);
      return { kind, id: reader.readId() };
    case "error":
      expect(3);
      return { kind, id: reader.readId(), error: readError(reader) };
    case "type":
      expect(6);
      return { kind, type: reader.readId(), info: readTypeInfo(reader) };
    case "hello":
      expect(2);
      return { kind, hello: readHello(reader) };
    case "fatal":
      expect(3);
      return { kind, code: reader.readString(), message: reader.readString() };
    default:
      throw new MalformedError(`a message of unknown kind ${JSON.stringify(kind)}`);
  }
}

function readTypeInfo(reader: MessageReader): TypeInfo {
  return {
    module: reader.readString(),
    qualname: reader.readString(),
    mro: readList(reader, (each) => each.readString()),
    traits: readList(reader, (each) => each.readString()),
  };
}

function readHello(reader: MessageReader): HelloFromWorker {
  return readRecord<HelloFromWorker>(reader, "hello", {
    protocol: (each) => each.readCount(),
    python: (each) => each.readString(),
    implementation: (each) => each.readString(),
    platform: (each) => each.readString(),
    pid: (each) => each.readCount(),
    codec: (each) => each.readString(),
    capabilities: (each) => readList(each, (item) => item.readString()),
  });
}

function readError(reader: MessageReader): WireError {
  return readRecord<WireError>(reader, "error", {
    type: (each) => readTypeName(each),
    mro: (each) => readList(each, (item) => item.readString()),
    message: (each) => each.readString(),
    args: (each) => readList(each, (item) => item.readValue()),
    traceback: (each) => readList(each, readFrame),
    cause: (each) => readOptional(each, readError),
    notes: (each) => readList(each, (item) => item.readString()),
    group: (each) => readOptional(each, (group) => readList(group, readError)),
    origin: (each) => readOptional(each, (origin) => origin.readId()),
    code: (each) => readOptional(each, (code) => code.readString()),
  });
}

/** Reads a map that has exactly these fields, in any order. */
function readRecord<T>(
  reader: MessageReader,
  name: string,
  readers: { readonly [K in keyof T]: (reader: MessageReader) => T[K] },
): T {
  const expected = Object.keys(readers) as (keyof T & string)[];
  const found: Partial<T> = {};
  for (let i = reader.readMapLength(); i > 0; i--) {
    const key = reader.readString() as keyof T & string;
    if (!Object.hasOwn(readers, key)) throw new MalformedError(`${name} has an unknown field ${JSON.stringify(key)}`);
    found[key] = readers[key](reader);
  }
  const missing = expected.find((key) => !Object.hasOwn(found, key));
  if (missing !== undefined) throw new MalformedError(`${name} lacks the field ${missing}`);
  return found as T;
}

function readList<T>(reader: MessageReader, item: (reader: MessageReader) => T): T[] {
  const items: T[] = [];
  for (let i = reader.readArrayLength(); i > 0; i--) items.push(item(reader));
  return items;
}

function readOptional<T>(reader: MessageReader, read: (reader: MessageReader) => T): T | null {
  return reader.takeNil() ? null : read(reader);
}

function readTypeName(reader: MessageReader): [string, string] {
  if (reader.readArrayLength() !== 2) throw new MalformedError("a type without module and name");
  return [reader.readString(), reader.readString()];
}

function readFrame(reader: MessageReader): WireFrame {
  if (reader.readArrayLength() !== 4)
    throw new MalformedError("a traceback frame without file, line, function and source");
  return [
    reader.readString(),
    reader.readCount(),
    reader.readString(),
    readOptional(reader, (source) => source.readString()),
  ];
}

function readBoolean(reader: MessageReader): boolean {
  const value = reader.readValue();
  if (typeof value !== "boolean") throw new MalformedError(`expected a boolean, found ${typeof value}`);
  return value;
}
