/**
 * The result of an operation, from before it is sent until nobody can ask for it any more. Decides when its value is
 * asked for, what it goes as, and whether its failure is anybody's. Its worker tells it what arrived.
 */
import { inspect } from "node:util";
import { markWanted } from "../wire/messages.ts";
import { StaleHandleError } from "../errors.ts";
import { lower } from "../wire/encode.ts";
import { float } from "../values/markers.ts";
import { type Operations, Place, Standing } from "./proxy.ts";
import { standingOf } from "./remote.ts";
import { atEndOfTurn } from "../turn.ts";

/** What a result needs of the worker that computes it. */
export interface Source extends Operations {
  /** Asks for a value that was not wanted when its call left. */
  pull(result: Pending): void;
  /** Nobody will name this call again. `due`: Python keeps something of size for it. */
  forget(id: number, due: boolean): void;
  /** Forgets the call when nobody can reach its result any more. */
  forgetWith(result: object, id: number): void;
}

/**
 * `ask`: the value is sent when it is wanted, and kept in Python until then. `send`: it is sent anyway. `none`: there is
 * no value, only success.
 */
export type Delivery = "ask" | "send" | "none";

type Outcome =
  | { readonly kind: "pending" }
  /** It ended well; the value is still in Python only. */
  | { readonly kind: "kept" }
  | { readonly kind: "value"; readonly value: unknown; readonly kept: boolean; readonly float: boolean }
  | { readonly kind: "error"; readonly error: unknown };

const pending: Outcome = { kind: "pending" };
const kept: Outcome = { kind: "kept" };

export class Pending extends Standing {
  readonly awaitable = true;
  /** Where the call was made. */
  readonly site: Error | undefined;
  /** How many answers are still to come. */
  expected = 0;
  readonly #source: Source;
  /** What was called or read. */
  readonly #at: Place | undefined;
  readonly #delivery: Delivery;
  #id = 0;
  #outcome: Outcome = pending;
  /** In the batch that has not left yet. */
  #message: Uint8Array | undefined;
  #asked: boolean;
  /** Somebody awaits it, goes on from it or was given it. */
  #handled = false;
  #released = false;
  #promise: PromiseWithResolvers<unknown> | undefined;

  constructor(source: Source, at: Place | undefined, delivery: Delivery, site: Error | undefined) {
    super();
    this.#source = source;
    this.#at = at;
    this.#delivery = delivery;
    this.#asked = delivery !== "ask";
    this.site = site;
  }

  /** The call id. */
  get id(): number {
    return this.#id;
  }

  get label(): string {
    return `${this.#at?.label ?? "a call"}(…)`;
  }

  /** `message` is in the batch under this id, and can be marked until the batch leaves. */
  queued(id: number, message: Uint8Array): void {
    this.#id = id;
    this.#message = message;
    this.expected = 1;
  }

  left(): void {
    this.#message = undefined;
  }

  /** It failed here, before anything was sent. Reported with the turn, when it is clear who wants it. */
  refuse(error: unknown): void {
    this.#outcome = { kind: "error", error };
    atEndOfTurn(() => this.#report(error));
  }

  /** The call ended well and its value stays. False when that is no answer to what was asked. */
  arrivedKept(): boolean {
    if (this.#delivery === "none") {
      this.#settle({ kind: "value", value: null, kept: false, float: false });
      return true;
    }
    if (this.#asked && this.expected === 0) return false;
    this.#outcome = kept;
    if (this.#released) this.#source.forget(this.#id, true);
    else if (!this.#asked) this.#source.forgetWith(this.proxy, this.#id);
    return true;
  }

  arrived(value: unknown, isKept: boolean, isFloat: boolean): void {
    this.#settle({ kind: "value", value, kept: isKept && standingOf(value) === undefined, float: isFloat });
  }

  failed(error: unknown): void {
    if (this.#outcome.kind === "error") return; // asked for again before the first answer came
    this.#outcome = { kind: "error", error };
    this.#source.forget(this.#id, false);
    if (this.#promise === undefined) this.#report(error);
    else this.#promise.reject(error);
  }

  /** Its worker is gone, and with it what had not arrived. */
  lost(error: unknown): void {
    if (this.#outcome.kind === "pending" || this.#promise !== undefined) this.failed(error);
  }

  place(): Place {
    this.#handled = true;
    if (this.#outcome.kind === "error") return refused(this.#outcome.error);
    if (this.#source.refusal !== null) return refused(this.#source.refusal);
    if (this.#released) return refused(this.#stale("was released"));
    if (this.#outcome.kind === "value") {
      const handle = standingOf(this.#outcome.value);
      if (handle !== undefined) return handle.place();
      if (!this.#outcome.kept) return refused(this.#stale("has left Python: go on from a result before it arrives"));
    }
    // A text of its own, and short: a chain of a million calls must not keep a million places.
    const label = this.label;
    return new Place(this.#source, this.#id, { label: label.length > 80 ? `…${label.slice(-60)}` : label });
  }

  override argument(operations: Operations): unknown {
    const outcome = this.#outcome;
    if (outcome.kind !== "value" || outcome.kept || standingOf(outcome.value)) return super.argument(operations);
    // What stands for itself: None, bool, int, float or str, exactly as it was in Python.
    const value = outcome.float ? float(outcome.value as number) : outcome.value;
    return lower(value, "args", () => undefined, 0);
  }

  settled(): Promise<unknown> {
    this.#handled = true;
    if (this.#promise !== undefined) return this.#promise.promise;
    this.#promise = Promise.withResolvers();
    const outcome = this.#outcome;
    if (outcome.kind === "error") this.#promise.reject(outcome.error);
    else if (this.#released) this.#promise.reject(this.#stale("was released"));
    else if (outcome.kind === "value") this.#promise.resolve(outcome.value);
    else this.#want();
    return this.#promise.promise;
  }

  override defer(): void {
    this.#handled = true;
  }

  release(): void {
    if (this.#released) return;
    this.#released = true;
    if (this.#outcome.kind === "value") this.#letGo(this.#outcome.value);
    else if (this.#outcome.kind === "kept") this.#source.forget(this.#id, true);
  }

  describe(): string {
    switch (this.#outcome.kind) {
      case "value":
        return `[Python result of ${this.label}: ${inspect(this.#outcome.value)}]`;
      case "error":
        return `[Python result of ${this.label}: failed]`;
      default:
        return `[Python result of ${this.label}, pending: await it]`;
    }
  }

  #want(): void {
    if (this.#asked && this.#outcome !== kept) return;
    this.#asked = true;
    if (this.#message !== undefined) markWanted(this.#message);
    else if (this.#source.refusal !== null) this.failed(this.#source.refusal);
    else this.#source.pull(this);
  }

  #stale(what: string): StaleHandleError {
    return new StaleHandleError(`${this.describe()} ${what}`);
  }

  #settle(outcome: Outcome & { kind: "value" }): void {
    this.#outcome = outcome;
    if (this.#released) this.#letGo(outcome.value);
    else if (outcome.kept) this.#source.forgetWith(this.proxy, this.#id);
    else this.#source.forget(this.#id, standingOf(outcome.value) !== undefined);
    this.#promise?.resolve(outcome.value);
  }

  #letGo(value: unknown): void {
    standingOf(value)?.release();
    this.#source.forget(this.#id, true);
  }

  /** A failure that nobody waits for is an unhandled rejection, as with any promise. */
  #report(error: unknown): void {
    if (this.#handled) return;
    this.#promise = Promise.withResolvers();
    this.#promise.reject(error);
  }
}

/** A result that has failed, before anything was sent. */
export function rejected(error: unknown): Pending {
  return new Refusal(error as Error).get();
}

/** Where everything fails for the same reason. */
export function refused(error: unknown): Place {
  return new Place(new Refusal(error as Error), 0, { label: "a failed result" });
}

class Refusal implements Source {
  readonly refusal: Error;

  constructor(refusal: Error) {
    this.refusal = refusal;
  }

  call(): object {
    return this.get().proxy;
  }
  builtin(): object {
    return this.get().proxy;
  }
  set(): object {
    return this.get().proxy;
  }
  del(): object {
    return this.get().proxy;
  }
  value(): object {
    return this.get().proxy;
  }
  get(): Pending {
    const result = new Pending(this, undefined, "none", undefined);
    result.refuse(this.refusal);
    return result;
  }

  // A result that has failed asks for none of these.
  pull(): void {}
  forget(): void {}
  forgetWith(): void {}
}
