/**
 * One worker from its first message to its end: ids, the batch of a turn, answers, handles, releases. A worker that has
 * ended stays ended; what belonged to it says so. Knows the channel only as a `Transport`, and starts nothing.
 */
import { sortArguments } from "../wire/arguments.ts";
import { captureCallSite } from "../proxies/call-site.ts";
import { decodeMessage, FLAGS, messages, PROTOCOL_VERSION } from "../wire/messages.ts";
import { LimitError, ProtocolError, SnakeBridgeError, StaleHandleError } from "../errors.ts";
import { Handle, type HandleOwner, type HandleRecord } from "../proxies/handle.ts";
import { encodeValue, type EncodeReference } from "../wire/encode.ts";
import type { Permissions } from "./permissions.ts";
import { Outbox } from "./outbox.ts";
import { type Delivery, PendingResult, type CallOwner } from "../proxies/result.ts";
import type { TypeInfo, WireError, WorkerMessage } from "../wire/protocol.ts";
import { Target } from "../proxies/proxy.ts";
import { createError, showCallSite } from "../proxies/python-error.ts";
import { MalformedError } from "../wire/msgpack-reader.ts";
import { remoteOf } from "../proxies/remote.ts";
import type { Transport } from "../transports/transport.ts";
import { atEndOfTurn } from "../turn.ts";

export interface Limits {
  /** Bytes of one message. */
  readonly frame: number;
  /** Levels of nesting of one value. */
  readonly depth: number;
  /** Calls without an answer. */
  readonly calls: number;
}

/** Makes the error that a lost call is rejected with; without one, the reason itself. */
export type DisconnectReason = (lost?: { readonly label: string; readonly site: Error | undefined }) => SnakeBridgeError;

type KnownType = TypeInfo & { readonly label: string };

/** Runs what was registered for an object once that object is gone. */
const collected = new FinalizationRegistry<() => void>((reclaim) => reclaim());

export class Connection implements CallOwner, HandleOwner {
  readonly #permissions: Permissions;
  readonly #limits: Limits;
  readonly #ready: () => void;
  readonly #outbox = new Outbox();
  readonly #calls = new Map<number, PendingResult>();
  readonly #handles = new Map<number, { readonly holding: HandleRecord; readonly proxy: WeakRef<object> }>();
  readonly #types = new Map<number, KnownType>();
  /** The errors of late, for the calls that fail because of them; `until` is the last call that can. */
  #failures: { readonly id: number; readonly error: unknown; readonly until: number }[] = [];
  #transport: Transport | undefined;
  #greeted = false;
  #lossOf: DisconnectReason | undefined;
  #nextId = 1;
  /** Of the permissions that it was told. */
  #revision = -1;
  /** The modules whose call table it has. */
  readonly #taught = new Set<string>();
  #scheduled = false;

  /** `ready` is called once the other side has answered. */
  constructor(permissions: Permissions, limits: Limits, ready: () => void) {
    this.#permissions = permissions;
    this.#limits = limits;
    this.#ready = ready;
    const { frame, depth } = limits;
    this.#outbox.add(
      messages.hello({ protocol: PROTOCOL_VERSION, paths: permissions.searchPaths, limits: { frame, depth } }),
    );
  }

  get ended(): boolean {
    return this.#lossOf !== undefined;
  }

  /** Calls that wait for an answer. */
  get busy(): boolean {
    return this.#calls.size > 0;
  }

  get pid(): number | undefined {
    return this.#transport?.pid;
  }

  get unusable(): Error | null {
    if (this.#lossOf === undefined) return null;
    return new StaleHandleError("the worker that held this object has ended; make the object anew", {
      cause: this.#lossOf(),
    });
  }

  /** The channel is there: what was collected leaves. Once. */
  attach(transport: Transport): void {
    this.#transport = transport;
    transport.keepProgramAlive(this.busy);
    this.#flush();
  }

  // Operations.

  call(at: Target, args: readonly unknown[], site: Error | undefined): object {
    return this.#submit(at, "ask", site, (id) => {
      const { positional, keywords, trailing } = sortArguments(args, this.#references, this.#limits.depth);
      return messages.call(id, at.encoded, positional, keywords, trailing ? FLAGS.trailing : 0);
    }).proxy;
  }

  callBuiltin(name: string, argument: object): object {
    return this.call(new Target(this, "builtins", { label: "builtins" }, [name]), [argument], captureCallSite());
  }

  read(at: Target, site: Error | undefined): PendingResult {
    return this.#submit(at, "ask", site, (id) => messages.get(id, at.encoded, 0));
  }

  write(at: Target, name: string, value: unknown): object {
    const member = at.withName(name);
    return this.#submit(member, "none", captureCallSite(), (id) => {
      const lowered = encodeValue(value, `the value of ${name}`, this.#references, this.#limits.depth);
      return messages.set(id, member.encoded, lowered);
    }).proxy;
  }

  remove(at: Target, name: string): object {
    const member = at.withName(name);
    return this.#submit(member, "none", captureCallSite(), (id) => messages.del(id, member.encoded)).proxy;
  }

  copyValue(at: Target): object {
    return this.#submit(at, "send", captureCallSite(), (id) => messages.value(id, at.encoded)).proxy;
  }

  // What results and handles ask for.

  requestValue(result: PendingResult): void {
    result.answersDue++;
    this.#await(result);
    this.#outbox.add(messages.pull(result.id));
    this.#schedule();
  }

  releaseCall(id: number, due: boolean): void {
    if (this.ended || id === 0) return;
    if (this.#outbox.releaseCall(id, due)) this.#schedule();
  }

  releaseCallWith(result: object, id: number): void {
    collected.register(result, () => {
      this.releaseCall(id, true);
      this.#schedule();
    });
  }

  releaseHandle(holding: HandleRecord): void {
    if (holding.released || this.ended) return;
    holding.released = true;
    if (this.#handles.get(holding.ref)?.holding === holding) this.#handles.delete(holding.ref);
    this.#outbox.releaseHandle(holding.ref, holding.count);
    this.#schedule();
  }

  declaresMember(mro: readonly string[], name: string): boolean {
    return mro.some((home) => {
      const entry = this.#permissions.classEntry(home);
      return entry !== undefined && (Object.hasOwn(entry.methods, name) || Object.hasOwn(entry.attributes ?? {}, name));
    });
  }

  // What arrives.

  /** The body of a frame. Whatever is no message of the protocol ends the worker. */
  receive(body: Uint8Array): void {
    if (this.ended) return;
    try {
      this.#handle(decodeMessage(body, this.#limits.depth, this.#reference));
    } catch (error) {
      if (!(error instanceof MalformedError || error instanceof RangeError)) throw error;
      this.#surprise(error.message);
    }
  }

  /** It is gone: everything that waits for it is rejected, everything it held is stale. The first reason stays. */
  end(lossOf: DisconnectReason): void {
    if (this.ended) return;
    this.#lossOf = lossOf;
    const calls = [...this.#calls.values()];
    this.#calls.clear();
    this.#handles.clear();
    this.#outbox.clear();
    for (const result of calls) result.failLost(lossOf(result));
  }

  #handle(message: WorkerMessage): void {
    if (!this.#greeted && message.kind !== "hello" && message.kind !== "fatal") {
      throw new MalformedError(`a ${message.kind} message before hello`);
    }
    switch (message.kind) {
      case "result":
        this.#answer(message.id, (result) => result.receiveValue(message.value, message.kept, message.float));
        break;
      case "kept":
        this.#answer(message.id, (result) => {
          if (!result.receiveKept()) throw new MalformedError(`no value for call ${message.id}`);
        });
        break;
      case "error":
        this.#answer(message.id, (result) => result.receiveError(this.#errorOf(message.error, result)));
        break;
      case "type": {
        const { module, qualname } = message.info;
        const label = module === "builtins" ? qualname : `${module}.${qualname}`;
        this.#types.set(message.type, { ...message.info, label });
        break;
      }
      case "hello":
        if (this.#greeted) throw new MalformedError("a second hello");
        if (message.hello.protocol !== PROTOCOL_VERSION) {
          throw new MalformedError(`protocol ${message.hello.protocol} where ${PROTOCOL_VERSION} is spoken`);
        }
        this.#greeted = true;
        this.#ready();
        break;
      case "fatal":
        throw new MalformedError(`its last words: ${message.code}, ${message.message}`);
    }
  }

  /** Hands an answer to the result it is for. @throws Malformed when none is expected. */
  #answer(id: number, take: (result: PendingResult) => void): void {
    const result = this.#calls.get(id);
    if (result === undefined) throw new MalformedError(`an answer to the unknown call ${id}`);
    result.answersDue--;
    take(result); // a result that cannot take it is still owed one
    while (this.#failures[0] !== undefined && this.#failures[0].until < id) this.#failures.shift();
    if (result.answersDue > 0) return;
    this.#calls.delete(id);
    if (this.#calls.size === 0) this.#transport?.keepProgramAlive(false);
  }

  /** A call that failed because of another one fails with the very same error. */
  #errorOf(wire: WireError, result: PendingResult): unknown {
    const origin = wire.origin === null ? undefined : this.#failures.find(({ id }) => id === wire.origin);
    if (origin !== undefined) return origin.error;
    const error = createError(wire, result.site);
    this.#failures.push({ id: result.id, error, until: this.#nextId - 1 });
    return error;
  }

  readonly #reference = (ref: number, type: number): unknown => {
    const known = this.#handles.get(ref);
    const proxy = known?.proxy.deref();
    if (known !== undefined && proxy !== undefined) {
      known.holding.count++;
      return proxy;
    }
    const info = this.#types.get(type);
    if (info === undefined) throw new MalformedError(`a reference of the unknown type ${type}`);
    const holding: HandleRecord = { ref, type: info, count: 1, released: false };
    const handle = new Handle(this, holding).proxy;
    this.#handles.set(ref, { holding, proxy: new WeakRef(handle) });
    collected.register(handle, () => this.releaseHandle(holding));
    return handle;
  };

  readonly #references: EncodeReference = (value) => remoteOf(value)?.encodeAsArgument(this);

  /** The other side no longer speaks the protocol: nothing it says can be trusted, so it is killed. */
  #surprise(what: string): void {
    this.#transport?.kill();
    this.end(() => new ProtocolError(`the Python worker was ended, because it sent what is no message: ${what}`));
  }

  /** Puts an operation into the batch of this turn. What cannot be sent is refused, and nothing of it leaves. */
  #submit(at: Target, delivery: Delivery, site: Error | undefined, pack: (id: number) => Uint8Array): PendingResult {
    const result = new PendingResult(this, at, delivery, site);
    try {
      this.#announce(at.root);
      // Taken before packing, which may run getters of the arguments that call Python themselves.
      const id = this.#nextId++;
      const message = pack(id);
      // After packing, which hands the arguments on: one that failed for the same reason is not reported beside this.
      if (this.#lossOf !== undefined) throw this.#lossOf(result);
      this.#checkLimits(message);
      result.enterBatch(id, message);
      this.#await(result);
      this.#outbox.add(message, result);
      this.#schedule();
    } catch (error) {
      if (error instanceof SnakeBridgeError) showCallSite(error, site);
      result.failUnsent(error);
    }
    return result;
  }

  /** An answer is owed to it, which keeps the program alive. */
  #await(result: PendingResult): void {
    this.#calls.set(result.id, result);
    if (this.#calls.size === 1) this.#transport?.keepProgramAlive(true);
  }

  #checkLimits(message: Uint8Array): void {
    const { calls, frame } = this.#limits;
    if (this.#calls.size >= calls) {
      throw new LimitError(`${calls} calls are pending, which is the limit: await some before making more`);
    }
    if (message.length > frame) {
      throw new LimitError(`this call is ${message.length} bytes long, beyond the limit of ${frame} for one message`);
    }
  }

  /**
   * What is permitted travels before the calls that rely on it. A module's table has the classes of its results too, and
   * goes with the first call into the module.
   */
  #announce(root: Target["root"]): void {
    if (this.#revision !== this.#permissions.revision) {
      this.#revision = this.#permissions.revision;
      for (const message of this.#permissions.imports) this.#outbox.add(messages.import(message));
    }
    if (typeof root !== "string" || this.#taught.has(root)) return;
    const message = this.#permissions.importWithTable(root);
    if (message === undefined) return;
    this.#taught.add(root);
    this.#outbox.add(messages.import(message));
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    atEndOfTurn(() => this.#flush());
  }

  #flush(): void {
    this.#scheduled = false;
    if (this.#transport === undefined || this.ended) return;
    const chunks = this.#outbox.takeBatch();
    if (chunks.length > 0) this.#transport.send(chunks);
  }
}
