/** The handle of a Python object that stays in Python. One object has one handle as long as the program holds it. */
import { StaleHandleError } from "../errors.ts";
import { encodeReference } from "../wire/messages.ts";
import type { TypeInfo } from "../wire/protocol.ts";
import { PROBED_NAMES } from "./probes.ts";
import { RemoteProxy } from "./proxy.ts";
import { type Operations, Target } from "./remote.ts";
import { createFailedTarget } from "./result.ts";

/** What is known of a handle. The record outlives the handle, so it must not reference it. */
export interface HandleRecord {
  readonly ref: number;
  readonly type: TypeInfo & { readonly label: string };
  /** How often the worker has sent the reference: the count to give back. */
  count: number;
  released: boolean;
}

/** What a handle asks of the connection that it belongs to. */
export interface HandleOwner extends Operations {
  /** The process id of the worker, for messages to people. */
  readonly pid: number | undefined;
  releaseHandle(holding: HandleRecord): void;
  /** Returns whether the bound modules declare a member of this name for one of these classes. */
  declaresMember(mro: readonly string[], name: string): boolean;
}

export class Handle extends RemoteProxy {
  readonly awaitable = false;
  readonly #owner: HandleOwner;
  readonly #record: HandleRecord;
  readonly #target: Target;

  constructor(holder: HandleOwner, holding: HandleRecord) {
    super();
    this.#owner = holder;
    this.#record = holding;
    this.#target = new Target(holder, encodeReference(holding.ref), holding.type);
  }

  /** The names of its class and of the ancestors of that class. */
  get mro(): readonly string[] {
    return this.#record.type.mro;
  }

  get label(): string {
    return this.#record.type.label;
  }

  takeTarget(): Target {
    if (this.#owner.unusable !== null) return createFailedTarget(this.#owner.unusable);
    if (this.#record.released) return createFailedTarget(new StaleHandleError(`${this.describe()} was released`));
    return this.#target;
  }

  toPromise(): Promise<unknown> {
    return Promise.resolve(this.proxy);
  }

  release(): void {
    this.#owner.releaseHandle(this.#record);
  }

  override get(target: object, key: string | symbol): unknown {
    // Only a name that JavaScript probes for and that the class lacks is answered here: undefined, as on any object.
    if (typeof key === "string" && PROBED_NAMES.has(key) && !this.#hasProbedName(key)) return undefined;
    return super.get(target, key);
  }

  #hasProbedName(name: string): boolean {
    return this.#record.type.traits.includes(`has ${name}`) || this.declares(name);
  }

  override declares(name: string): boolean {
    return this.#owner.declaresMember(this.mro, name);
  }

  describe(): string {
    return `[Python ${this.label}, worker ${this.#owner.pid ?? "gone"}]`;
  }
}
