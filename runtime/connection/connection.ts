/**
 * One worker from its first message to its end: ids, the batch of a turn, answers, handles, releases. A worker that has
 * ended stays ended; what belonged to it says so. Knows the channel only as a `Transport`, and starts nothing.
 */
import { sortArguments } from "../wire/arguments.ts";
import { captureSite } from "../proxies/call-site.ts";
import { decode, flags, messages, protocolVersion } from "../wire/messages.ts";
import { LimitError, ProtocolError, SnakeBridgeError, StaleHandleError } from "../errors.ts";
import { Handle, type Holder, type Holding } from "../proxies/handle.ts";
import { lower, type References } from "../wire/encode.ts";
import type { Permissions } from "./permissions.ts";
import { Outbox } from "./outbox.ts";
import { type Delivery, Pending, type Source } from "../proxies/result.ts";
import type { TypeInfo, WireError, WorkerMessage } from "../wire/protocol.ts";
import { Place } from "../proxies/proxy.ts";
import { errorFromWire, showSite } from "../proxies/python-error.ts";
import { Malformed } from "../wire/msgpack-reader.ts";
import { standingOf } from "../proxies/remote.ts";
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
export type LossOf = (lost?: { readonly label: string; readonly site: Error | undefined }) => SnakeBridgeError;

type KnownType = TypeInfo & { readonly label: string };

/** Runs what was registered for an object once that object is gone. */
const collected = new FinalizationRegistry<() => void>((reclaim) => reclaim());

export class Worker implements Source, Holder {
  readonly #permissions: Permissions;
  readonly #limits: Limits;
  readonly #ready: () => void;
  readonly #outbox = new Outbox();
  readonly #calls = new Map<number, Pending>();
  readonly #handles = new Map<number, { readonly holding: Holding; readonly proxy: WeakRef<object> }>();
  readonly #types = new Map<number, KnownType>();
  /** The errors of late, for the calls that fail because of them; `until` is the last call that can. */
  #failures: { readonly id: number; readonly error: unknown; readonly until: number }[] = [];
  #transport: Transport | undefined;
  #greeted = false;
  #lossOf: LossOf | undefined;
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
      messages.hello({ protocol: protocolVersion, paths: permissions.searchPaths, limits: { frame, depth } }),
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

  get refusal(): Error | null {
    if (this.#lossOf === undefined) return null;
    return new StaleHandleError("the worker that held this object has ended; make the object anew", {
      cause: this.#lossOf(),
    });
  }

  /** The channel is there: what was collected leaves. Once. */
  attach(transport: Transport): void {
    this.#transport = transport;
    transport.hold(this.busy);
    this.#flush();
  }

  // Operations.

  call(at: Place, args: readonly unknown[], site: Error | undefined): object {
    return this.#submit(at, "ask", site, (id) => {
      const { positional, keywords, trailing } = sortArguments(args, this.#references, this.#limits.depth);
      return messages.call(id, at.target, positional, keywords, trailing ? flags.trailing : 0);
    }).proxy;
  }

  builtin(name: string, argument: object): object {
    return this.call(new Place(this, "builtins", { label: "builtins" }, [name]), [argument], captureSite());
  }

  get(at: Place, site: Error | undefined): Pending {
    return this.#submit(at, "ask", site, (id) => messages.get(id, at.target, 0));
  }

  set(at: Place, name: string, value: unknown): object {
    const member = at.member(name);
    return this.#submit(member, "none", captureSite(), (id) => {
      const lowered = lower(value, `the value of ${name}`, this.#references, this.#limits.depth);
      return messages.set(id, member.target, lowered);
    }).proxy;
  }

  del(at: Place, name: string): object {
    const member = at.member(name);
    return this.#submit(member, "none", captureSite(), (id) => messages.del(id, member.target)).proxy;
  }

  value(at: Place): object {
    return this.#submit(at, "send", captureSite(), (id) => messages.value(id, at.target)).proxy;
  }

  // What results and handles ask for.

  pull(result: Pending): void {
    result.expected++;
    this.#await(result);
    this.#outbox.add(messages.pull(result.id));
    this.#schedule();
  }

  forget(id: number, due: boolean): void {
    if (this.ended || id === 0) return;
    if (this.#outbox.forget(id, due)) this.#schedule();
  }

  forgetWith(result: object, id: number): void {
    collected.register(result, () => {
      this.forget(id, true);
      this.#schedule();
    });
  }

  giveBack(holding: Holding): void {
    if (holding.released || this.ended) return;
    holding.released = true;
    if (this.#handles.get(holding.ref)?.holding === holding) this.#handles.delete(holding.ref);
    this.#outbox.giveBack(holding.ref, holding.count);
    this.#schedule();
  }

  declares(mro: readonly string[], name: string): boolean {
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
      this.#handle(decode(body, this.#limits.depth, this.#reference));
    } catch (error) {
      if (!(error instanceof Malformed || error instanceof RangeError)) throw error;
      this.#surprise(error.message);
    }
  }

  /** It is gone: everything that waits for it is rejected, everything it held is stale. The first reason stays. */
  end(lossOf: LossOf): void {
    if (this.ended) return;
    this.#lossOf = lossOf;
    const calls = [...this.#calls.values()];
    this.#calls.clear();
    this.#handles.clear();
    this.#outbox.clear();
    for (const result of calls) result.lost(lossOf(result));
  }

  #handle(message: WorkerMessage): void {
    if (!this.#greeted && message.kind !== "hello" && message.kind !== "fatal") {
      throw new Malformed(`a ${message.kind} message before hello`);
    }
    switch (message.kind) {
      case "result":
        this.#answer(message.id, (result) => result.arrived(message.value, message.kept, message.float));
        break;
      case "kept":
        this.#answer(message.id, (result) => {
          if (!result.arrivedKept()) throw new Malformed(`no value for call ${message.id}`);
        });
        break;
      case "error":
        this.#answer(message.id, (result) => result.failed(this.#errorOf(message.error, result)));
        break;
      case "type": {
        const { module, qualname } = message.info;
        const label = module === "builtins" ? qualname : `${module}.${qualname}`;
        this.#types.set(message.type, { ...message.info, label });
        break;
      }
      case "hello":
        if (this.#greeted) throw new Malformed("a second hello");
        if (message.hello.protocol !== protocolVersion) {
          throw new Malformed(`protocol ${message.hello.protocol} where ${protocolVersion} is spoken`);
        }
        this.#greeted = true;
        this.#ready();
        break;
      case "fatal":
        throw new Malformed(`its last words: ${message.code}, ${message.message}`);
    }
  }

  /** Hands an answer to the result it is for. @throws Malformed when none is expected. */
  #answer(id: number, take: (result: Pending) => void): void {
    const result = this.#calls.get(id);
    if (result === undefined) throw new Malformed(`an answer to the unknown call ${id}`);
    result.expected--;
    take(result); // a result that cannot take it is still owed one
    while (this.#failures[0] !== undefined && this.#failures[0].until < id) this.#failures.shift();
    if (result.expected > 0) return;
    this.#calls.delete(id);
    if (this.#calls.size === 0) this.#transport?.hold(false);
  }

  /** A call that failed because of another one fails with the very same error. */
  #errorOf(wire: WireError, result: Pending): unknown {
    const origin = wire.origin === null ? undefined : this.#failures.find(({ id }) => id === wire.origin);
    if (origin !== undefined) return origin.error;
    const error = errorFromWire(wire, result.site);
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
    if (info === undefined) throw new Malformed(`a reference of the unknown type ${type}`);
    const holding: Holding = { ref, type: info, count: 1, released: false };
    const handle = new Handle(this, holding).proxy;
    this.#handles.set(ref, { holding, proxy: new WeakRef(handle) });
    collected.register(handle, () => this.giveBack(holding));
    return handle;
  };

  readonly #references: References = (value) => standingOf(value)?.argument(this);

  /** The other side no longer speaks the protocol: nothing it says can be trusted, so it is killed. */
  #surprise(what: string): void {
    this.#transport?.kill();
    this.end(() => new ProtocolError(`the Python worker was ended, because it sent what is no message: ${what}`));
  }

  /** Puts an operation into the batch of this turn. What cannot be sent is refused, and nothing of it leaves. */
  #submit(at: Place, delivery: Delivery, site: Error | undefined, pack: (id: number) => Uint8Array): Pending {
    const result = new Pending(this, at, delivery, site);
    try {
      this.#announce(at.root);
      // Taken before packing, which may run getters of the arguments that call Python themselves.
      const id = this.#nextId++;
      const message = pack(id);
      // After packing, which hands the arguments on: one that failed for the same reason is not reported beside this.
      if (this.#lossOf !== undefined) throw this.#lossOf(result);
      this.#checkLimits(message);
      result.queued(id, message);
      this.#await(result);
      this.#outbox.add(message, result);
      this.#schedule();
    } catch (error) {
      if (error instanceof SnakeBridgeError) showSite(error, site);
      result.refuse(error);
    }
    return result;
  }

  /** An answer is owed to it, which keeps the program alive. */
  #await(result: Pending): void {
    this.#calls.set(result.id, result);
    if (this.#calls.size === 1) this.#transport?.hold(true);
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
  #announce(root: Place["root"]): void {
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
    const chunks = this.#outbox.take();
    if (chunks.length > 0) this.#transport.send(chunks);
  }
}
