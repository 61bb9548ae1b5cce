/**
 * The host's side of one connection to a worker, from the first message to the end: sends the operations of a turn as one
 * batch, hands what arrives to calls and references. A connection that has ended stays ended. Uses the channel only as a
 * `Transport`; starts no process.
 */
import { LimitError, ProtocolError, SnakeBridgeError, StaleHandleError } from "../errors.ts";
import { captureCallSite } from "../proxies/call-site.ts";
import type { HandleOwner, HandleRecord } from "../proxies/handle.ts";
import { showCallSite } from "../proxies/python-error.ts";
import { remoteOf, Target } from "../proxies/remote.ts";
import { type CallOwner, type Delivery, PendingResult } from "../proxies/result.ts";
import type { Transport } from "../transports/transport.ts";
import { atEndOfTurn } from "../turn.ts";
import { sortArguments } from "../wire/arguments.ts";
import { type EncodeReference, encodeValue } from "../wire/encode.ts";
import { decodeMessage, FLAGS, messages, PROTOCOL_VERSION } from "../wire/messages.ts";
import { MalformedError } from "../wire/msgpack-reader.ts";
import type { HelloFromWorker, WorkerMessage } from "../wire/protocol.ts";
import { PendingCalls } from "./calls.ts";
import { runWhenCollected } from "./finalization.ts";
import { Outbox } from "./outbox.ts";
import type { Permissions } from "./permissions.ts";
import { References } from "./references.ts";

export interface Limits {
  /** Bytes of one message. */
  readonly frame: number;
  /** Levels of nesting of one value. */
  readonly depth: number;
  /** Calls without an answer. */
  readonly calls: number;
}

/** The worker has the same defaults for `frame` and `depth`, and waits for the host's. */
export const DEFAULT_LIMITS: Limits = { frame: 256 * 1024 * 1024, depth: 100, calls: 100_000 };

/** Makes the error that a lost call is rejected with. Without a call it makes the error of the connection itself. */
export type DisconnectReason = (lost?: {
  readonly label: string;
  readonly site: Error | undefined;
}) => SnakeBridgeError;

export class Connection implements CallOwner, HandleOwner {
  readonly #permissions: Permissions;
  readonly #limits: Limits;
  readonly #onReady: (hello: HelloFromWorker) => void;
  readonly #outbox = new Outbox();
  readonly #calls: PendingCalls;
  readonly #references = new References(this);
  #transport: Transport | undefined;
  #greeted = false;
  #disconnectReason: DisconnectReason | undefined;
  /** The revision of the permissions that the worker has. */
  #revision = -1;
  /** The modules whose call table the worker has. */
  readonly #tablesSent = new Set<string>();
  #scheduled = false;

  /**
   * @param pythons The minor versions of Python that the program accepts; empty: every version.
   * @param onReady Is called once the worker has answered.
   */
  constructor(
    permissions: Permissions,
    limits: Limits,
    pythons: readonly string[],
    onReady: (hello: HelloFromWorker) => void,
  ) {
    this.#permissions = permissions;
    this.#limits = limits;
    this.#onReady = onReady;
    this.#calls = new PendingCalls(limits.calls, (isBusy) => this.#transport?.keepProgramAlive(isBusy));
    const { frame, depth } = limits;
    this.#outbox.add(
      messages.hello({
        protocol: PROTOCOL_VERSION,
        paths: permissions.searchPaths,
        limits: { frame, depth },
        pythons,
      }),
    );
  }

  get ended(): boolean {
    return this.#disconnectReason !== undefined;
  }

  /** Whether any call waits for an answer. */
  get busy(): boolean {
    return this.#calls.isBusy;
  }

  get pid(): number | undefined {
    return this.#transport?.pid;
  }

  get unusable(): Error | null {
    if (this.#disconnectReason === undefined) return null;
    return new StaleHandleError("the worker that held this object has ended; make the object anew", {
      cause: this.#disconnectReason(),
    });
  }

  /** Takes the channel and sends what was collected. Is called once. */
  attach(transport: Transport): void {
    this.#transport = transport;
    transport.keepProgramAlive(this.busy);
    this.#flush();
  }

  // Operations.

  call(at: Target, args: readonly unknown[], site: Error | undefined): object {
    return this.#submit(at, "ask", site, (id) => {
      const { positional, keywords, trailing } = sortArguments(args, this.#encodeReference, this.#limits.depth);
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
      const encoded = encodeValue(value, `the value of ${name}`, this.#encodeReference, this.#limits.depth);
      return messages.set(id, member.encoded, encoded);
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
    this.#calls.add(result);
    this.#outbox.add(messages.pull(result.id));
    this.#schedule();
  }

  releaseCall(id: number, isDue: boolean): void {
    if (this.ended || id === 0) return;
    if (this.#outbox.releaseCall(id, isDue)) this.#schedule();
  }

  releaseCallWith(result: object, id: number): void {
    runWhenCollected(result, () => {
      this.releaseCall(id, true);
      this.#schedule();
    });
  }

  releaseHandle(record: HandleRecord): void {
    if (record.released || this.ended) return;
    record.released = true;
    this.#references.remove(record);
    this.#outbox.releaseHandle(record.ref, record.count);
    this.#schedule();
  }

  declaresMember(mro: readonly string[], name: string): boolean {
    return mro.some((home) => {
      const entry = this.#permissions.classEntry(home);
      return entry !== undefined && (Object.hasOwn(entry.methods, name) || Object.hasOwn(entry.attributes ?? {}, name));
    });
  }

  // What arrives.

  /** Takes the body of a frame. A body that is no message of the protocol ends the connection. */
  receive(body: Uint8Array): void {
    if (this.ended) return;
    try {
      this.#handle(decodeMessage(body, this.#limits.depth, this.#receiveReference));
    } catch (error) {
      if (!(error instanceof MalformedError || error instanceof RangeError)) throw error;
      this.#endForViolation(error.message);
    }
  }

  /** Ends the connection: rejects what waits for it, makes its handles stale. A second call changes nothing. */
  end(reason: DisconnectReason): void {
    if (this.ended) return;
    this.#disconnectReason = reason;
    this.#references.clear();
    this.#outbox.clear();
    this.#calls.failAll(reason);
  }

  /** Kills the worker and ends the connection. */
  stop(reason: DisconnectReason): void {
    this.#transport?.kill();
    this.end(reason);
  }

  #handle(message: WorkerMessage): void {
    if (!this.#greeted && message.kind !== "hello" && message.kind !== "fatal") {
      throw new MalformedError(`a ${message.kind} message before hello`);
    }
    switch (message.kind) {
      case "result":
        this.#calls.answer(message.id, (result) => result.receiveValue(message.value, message.kept, message.float));
        break;
      case "kept":
        this.#calls.answer(message.id, (result) => {
          if (!result.receiveKept()) throw new MalformedError(`no value for call ${message.id}`);
        });
        break;
      case "error":
        this.#calls.answer(message.id, (result) => result.receiveError(this.#calls.toError(message.error, result)));
        break;
      case "type":
        this.#references.addType(message.type, message.info);
        break;
      case "hello":
        if (this.#greeted) throw new MalformedError("a second hello");
        if (message.hello.protocol !== PROTOCOL_VERSION) {
          throw new MalformedError(`protocol ${message.hello.protocol} where ${PROTOCOL_VERSION} is spoken`);
        }
        this.#greeted = true;
        this.#onReady(message.hello);
        break;
      case "fatal":
        throw new MalformedError(`its last words: ${message.code}, ${message.message}`);
    }
  }

  readonly #receiveReference = (ref: number, type: number): object => this.#references.receive(ref, type);

  readonly #encodeReference: EncodeReference = (value) => remoteOf(value)?.encodeAsArgument(this);

  /** Kills the worker, because nothing it sends can be trusted after a message that breaks the protocol. */
  #endForViolation(what: string): void {
    this.stop(() => new ProtocolError(`the Python worker was ended, because it sent what is no message: ${what}`));
  }

  // What leaves.

  /** Puts an operation into the batch of this turn. When it cannot be sent, its result fails and nothing of it leaves. */
  #submit(at: Target, delivery: Delivery, site: Error | undefined, pack: (id: number) => Uint8Array): PendingResult {
    const result = new PendingResult(this, at, delivery, site);
    try {
      this.#sendPermissions(at.root);
      // The id is taken before packing, because packing may run getters of the arguments, and those may call Python too.
      const id = this.#calls.takeId();
      const message = pack(id);
      // This check follows packing, because packing marks the arguments as used. An argument that failed for the same
      // reason as this call is then not reported beside it.
      if (this.#disconnectReason !== undefined) throw this.#disconnectReason(result);
      this.#calls.checkLimit();
      this.#checkSize(message);
      result.enterBatch(id, message);
      this.#calls.add(result);
      this.#outbox.add(message, result);
      this.#schedule();
    } catch (error) {
      if (error instanceof SnakeBridgeError) showCallSite(error, site);
      result.failUnsent(error);
    }
    return result;
  }

  #checkSize({ length }: Uint8Array): void {
    const { frame } = this.#limits;
    if (length <= frame) return;
    throw new LimitError(`this call is ${length} bytes long, beyond the limit of ${frame} for one message`);
  }

  /**
   * Sends permissions before the calls that rely on them. A module's call table also has the classes of the module's
   * results; it leaves with the first call into the module.
   */
  #sendPermissions(root: Target["root"]): void {
    if (this.#revision !== this.#permissions.revision) {
      this.#revision = this.#permissions.revision;
      for (const message of this.#permissions.imports) this.#outbox.add(messages.import(message));
    }
    if (typeof root !== "string" || this.#tablesSent.has(root)) return;
    const message = this.#permissions.importWithTable(root);
    if (message === undefined) return;
    this.#tablesSent.add(root);
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
