/** A worker whose other side is written by the test, message by message. */
import { addExtension, Packr, Unpackr } from "msgpackr";
import { Connection, type Limits } from "../../../runtime/connection/connection.ts";
import { Permissions } from "../../../runtime/connection/permissions.ts";
import { Target } from "../../../runtime/proxies/remote.ts";
import type { Transport } from "../../../runtime/transports/transport.ts";
import { FrameSplitter } from "../../../runtime/wire/framing.ts";
import { pack, packExtension, type Raw } from "../../../runtime/wire/msgpack-writer.ts";

/** An extension as it was sent: its type and, where the payload is an array, its items. */
class Sent {
  readonly type: number;
  readonly items: unknown;
  constructor(type: number, items: unknown) {
    this.type = type;
    this.items = items;
  }
}

const unpackr = new Unpackr({ mapsAsObjects: true, useRecords: false });
for (let type = 1; type <= 14; type++) {
  const isArray = ![3, 4, 5, 13, 14].includes(type);
  addExtension({
    type,
    unpack: (bytes: Buffer) =>
      new Sent(type, isArray ? unpackr.unpack(Buffer.from(bytes)) : Buffer.from(bytes).toString("hex")),
  });
}

/** What the host sent, as plain data: `{ path: ["math", "sqrt"] }`, `{ ref: [7] }`, `{ 9: [1] }`. */
function plain(value: unknown): unknown {
  if (value instanceof Sent) {
    const name = { 1: "ref", 2: "path" }[value.type] ?? value.type;
    return { [name]: plain(value.items) };
  }
  return Array.isArray(value) ? value.map(plain) : value;
}

const packr = new Packr({ useRecords: false });

export interface Script {
  readonly worker: Connection;
  /** Messages that the host sent and no test has taken yet. */
  take(): unknown[][];
  /** Waits for the batch of this turn, then `take`s. */
  batch(): Promise<unknown[][]>;
  /** How many writes there were. */
  readonly writes: number;
  readonly held: boolean;
  readonly killed: boolean;
  /** Sends messages to the host. */
  reply(...messages: readonly unknown[][]): void;
  /** Sends the bytes of one frame to the host. */
  raw(body: Uint8Array): void;
  place(...names: string[]): Target;
}

export const hello = {
  protocol: 1,
  python: "3.12.0",
  implementation: "cpython",
  platform: "linux",
  pid: 4711,
  codec: "pure",
  capabilities: [],
};

export const wireError = {
  type: ["builtins", "ValueError"],
  mro: ["builtins.ValueError", "builtins.Exception", "builtins.BaseException", "builtins.object"],
  message: "bad",
  args: ["bad"],
  traceback: [["/app/f.py", 3, "f", "raise ValueError('bad')"]],
  cause: null,
  notes: [],
  group: null,
  origin: null,
  code: null,
};

const usual: Limits = { frame: 1 << 20, depth: 100, calls: 1000 };

/** A reference as the worker sends it. */
export function ref(id: number, type: number): Raw {
  return packExtension(1, pack([id, type]));
}

/** A worker that has said hello and declared type 1, `m.Thing`; what that took is taken. */
export async function greeted(limits: Partial<Limits> = {}): Promise<Script> {
  const script = scripted(limits);
  script.reply(["hello", hello], ["type", 1, "m", "Thing", ["m.Thing", "builtins.object"], []]);
  await script.batch();
  return script;
}

export function scripted(limits: Partial<Limits> = {}): Script {
  const splitter = new FrameSplitter(1 << 28);
  let messages: unknown[][] = [];
  let writes = 0;
  let held = false;
  let killed = false;
  const transport: Transport = {
    pid: 4711,
    send(chunks) {
      writes++;
      for (const chunk of chunks) {
        for (const body of splitter.push(chunk)) messages.push(plain(unpackr.unpack(Buffer.from(body))) as unknown[]);
      }
    },
    keepProgramAlive(on) {
      held = on;
    },
    close() {},
    kill() {
      killed = true;
    },
  };
  const worker = new Connection(new Permissions(), { ...usual, ...limits }, [], () => {});
  worker.attach(transport);
  const script: Script = {
    worker,
    take() {
      const taken = messages;
      messages = [];
      return taken;
    },
    async batch() {
      await endOfTurn();
      return this.take();
    },
    get writes() {
      return writes;
    },
    get held() {
      return held;
    },
    get killed() {
      return killed;
    },
    reply(...replies) {
      for (const message of replies) worker.receive(pack(messageFields(message)));
    },
    raw: (body) => worker.receive(body),
    place: (...names) => new Target(worker, "m", { label: "m" }, names),
  };
  return script;
}

/** Control fields are MessagePack maps, which the host's packer writes only from a `Map`. */
function messageFields(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(messageFields);
  if (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
    return new Map(Object.entries(value).map(([key, field]) => [key, messageFields(field)]));
  }
  return value;
}

/** The batch of this turn has left, and what it settled has been told. */
export function endOfTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Bytes of a message that no sender of ours would write. */
export function bytes(message: unknown): Uint8Array {
  return packr.pack(message);
}

/**
 * The unhandled rejections while `action` runs. The test runner's own listeners, for which each would be a failure, wait.
 */
export async function unhandledDuring(action: () => Promise<void>): Promise<unknown[]> {
  const listeners = process.listeners("unhandledRejection");
  const seen: unknown[] = [];
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", (error) => seen.push(error));
  try {
    await action();
    await endOfTurn();
  } finally {
    process.removeAllListeners("unhandledRejection");
    for (const listener of listeners) process.on("unhandledRejection", listener);
  }
  return seen;
}
