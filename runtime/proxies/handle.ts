/** A Python object that stays in Python: one proxy for each, as long as either side holds it. */
import { encodeReference } from "../wire/messages.ts";
import { StaleHandleError } from "../errors.ts";
import { createFailedTarget } from "./result.ts";
import type { TypeInfo } from "../wire/protocol.ts";
import { type Operations, Target, RemoteProxy } from "./proxy.ts";

/** What the worker holds for a handle. Outlives the handle, so it must not name it. */
export interface HandleRecord {
  readonly ref: number;
  readonly type: TypeInfo & { readonly label: string };
  /** How often the worker has sent it: what is to be given back. */
  count: number;
  released: boolean;
}

/** What a handle needs of the worker that holds its object. */
export interface HandleOwner extends Operations {
  /** Of the worker's process, for people. */
  readonly pid: number | undefined;
  releaseHandle(holding: HandleRecord): void;
  /** Whether the bound modules declare such a member for one of these classes. */
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

  /** Names of its class and that class's ancestors. */
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

  override declares(name: string): boolean {
    return this.#owner.declaresMember(this.mro, name);
  }

  describe(): string {
    return `[Python ${this.label}, worker ${this.#owner.pid ?? "gone"}]`;
  }
}
