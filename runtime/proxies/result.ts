/**
 * The result of an operation, from before it is sent until nobody can ask for it any more. Decides when its value is
 * asked for, what it goes as, and whether its failure is anybody's. Its worker tells it what arrived.
 */
import { inspect } from "node:util";
import { markWanted } from "../wire/messages.ts";
import { StaleHandleError } from "../errors.ts";
import { encodeValue } from "../wire/encode.ts";
import { float } from "../values/markers.ts";
import { type Operations, Target, RemoteProxy } from "./proxy.ts";
import { remoteOf } from "./remote.ts";
import { atEndOfTurn } from "../turn.ts";

/** What a result needs of the worker that computes it. */
export interface CallOwner extends Operations {
  /** Asks for a value that was not wanted when its call left. */
  requestValue(result: PendingResult): void;
  /** Nobody will name this call again. `due`: Python keeps something of size for it. */
  releaseCall(id: number, due: boolean): void;
  /** Forgets the call when nobody can reach its result any more. */
  releaseCallWith(result: object, id: number): void;
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

const PENDING: Outcome = { kind: "pending" };
const KEPT: Outcome = { kind: "kept" };

export class PendingResult extends RemoteProxy {
  readonly awaitable = true;
  /** Where the call was made. */
  readonly site: Error | undefined;
  /** How many answers are still to come. */
  answersDue = 0;
  readonly #owner: CallOwner;
  /** What was called or read. */
  readonly #target: Target | undefined;
  readonly #delivery: Delivery;
  #id = 0;
  #outcome: Outcome = PENDING;
  /** In the batch that has not left yet. */
  #message: Uint8Array | undefined;
  #requested: boolean;
  /** Somebody awaits it, goes on from it or was given it. */
  #handled = false;
  #released = false;
  #promise: PromiseWithResolvers<unknown> | undefined;

  constructor(source: CallOwner, at: Target | undefined, delivery: Delivery, site: Error | undefined) {
    super();
    this.#owner = source;
    this.#target = at;
    this.#delivery = delivery;
    this.#requested = delivery !== "ask";
    this.site = site;
  }

  /** The call id. */
  get id(): number {
    return this.#id;
  }

  get label(): string {
    return `${this.#target?.label ?? "a call"}(…)`;
  }

  /** `message` is in the batch under this id, and can be marked until the batch leaves. */
  enterBatch(id: number, message: Uint8Array): void {
    this.#id = id;
    this.#message = message;
    this.answersDue = 1;
  }

  onSent(): void {
    this.#message = undefined;
  }

  /** It failed here, before anything was sent. Reported with the turn, when it is clear who wants it. */
  failUnsent(error: unknown): void {
    this.#outcome = { kind: "error", error };
    atEndOfTurn(() => this.#reportUnhandled(error));
  }

  /** The call ended well and its value stays. False when that is no answer to what was asked. */
  receiveKept(): boolean {
    if (this.#delivery === "none") {
      this.#resolveWith({ kind: "value", value: null, kept: false, float: false });
      return true;
    }
    if (this.#requested && this.answersDue === 0) return false;
    this.#outcome = KEPT;
    if (this.#released) this.#owner.releaseCall(this.#id, true);
    else if (!this.#requested) this.#owner.releaseCallWith(this.proxy, this.#id);
    return true;
  }

  receiveValue(value: unknown, isKept: boolean, isFloat: boolean): void {
    this.#resolveWith({ kind: "value", value, kept: isKept && remoteOf(value) === undefined, float: isFloat });
  }

  receiveError(error: unknown): void {
    if (this.#outcome.kind === "error") return; // asked for again before the first answer came
    this.#outcome = { kind: "error", error };
    this.#owner.releaseCall(this.#id, false);
    if (this.#promise === undefined) this.#reportUnhandled(error);
    else this.#promise.reject(error);
  }

  /** Its worker is gone, and with it what had not arrived. */
  failLost(error: unknown): void {
    if (this.#outcome.kind === "pending" || this.#promise !== undefined) this.receiveError(error);
  }

  takeTarget(): Target {
    this.#handled = true;
    if (this.#outcome.kind === "error") return createFailedTarget(this.#outcome.error);
    if (this.#owner.unusable !== null) return createFailedTarget(this.#owner.unusable);
    if (this.#released) return createFailedTarget(this.#stale("was released"));
    if (this.#outcome.kind === "value") {
      const handle = remoteOf(this.#outcome.value);
      if (handle !== undefined) return handle.takeTarget();
      if (!this.#outcome.kept) return createFailedTarget(this.#stale("has left Python: go on from a result before it arrives"));
    }
    // A text of its own, and short: a chain of a million calls must not keep a million places.
    const label = this.label;
    return new Target(this.#owner, this.#id, { label: label.length > 80 ? `…${label.slice(-60)}` : label });
  }

  override encodeAsArgument(operations: Operations): unknown {
    const outcome = this.#outcome;
    if (outcome.kind !== "value" || outcome.kept || remoteOf(outcome.value)) return super.encodeAsArgument(operations);
    // What stands for itself: None, bool, int, float or str, exactly as it was in Python.
    const value = outcome.float ? float(outcome.value as number) : outcome.value;
    return encodeValue(value, "args", () => undefined, 0);
  }

  toPromise(): Promise<unknown> {
    this.#handled = true;
    if (this.#promise !== undefined) return this.#promise.promise;
    this.#promise = Promise.withResolvers();
    const outcome = this.#outcome;
    if (outcome.kind === "error") this.#promise.reject(outcome.error);
    else if (this.#released) this.#promise.reject(this.#stale("was released"));
    else if (outcome.kind === "value") this.#promise.resolve(outcome.value);
    else this.#requestValue();
    return this.#promise.promise;
  }

  override markHandled(): void {
    this.#handled = true;
  }

  release(): void {
    if (this.#released) return;
    this.#released = true;
    if (this.#outcome.kind === "value") this.#discard(this.#outcome.value);
    else if (this.#outcome.kind === "kept") this.#owner.releaseCall(this.#id, true);
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

  #requestValue(): void {
    if (this.#requested && this.#outcome !== KEPT) return;
    this.#requested = true;
    if (this.#message !== undefined) markWanted(this.#message);
    else if (this.#owner.unusable !== null) this.receiveError(this.#owner.unusable);
    else this.#owner.requestValue(this);
  }

  #stale(what: string): StaleHandleError {
    return new StaleHandleError(`${this.describe()} ${what}`);
  }

  #resolveWith(outcome: Outcome & { kind: "value" }): void {
    this.#outcome = outcome;
    if (this.#released) this.#discard(outcome.value);
    else if (outcome.kept) this.#owner.releaseCallWith(this.proxy, this.#id);
    else this.#owner.releaseCall(this.#id, remoteOf(outcome.value) !== undefined);
    this.#promise?.resolve(outcome.value);
  }

  #discard(value: unknown): void {
    remoteOf(value)?.release();
    this.#owner.releaseCall(this.#id, true);
  }

  /** A failure that nobody waits for is an unhandled rejection, as with any promise. */
  #reportUnhandled(error: unknown): void {
    if (this.#handled) return;
    this.#promise = Promise.withResolvers();
    this.#promise.reject(error);
  }
}

/** A result that has failed, before anything was sent. */
export function createFailedResult(error: unknown): PendingResult {
  return new FailedOperations(error as Error).read();
}

/** Where everything fails for the same reason. */
export function createFailedTarget(error: unknown): Target {
  return new Target(new FailedOperations(error as Error), 0, { label: "a failed result" });
}

class FailedOperations implements CallOwner {
  readonly unusable: Error;

  constructor(refusal: Error) {
    this.unusable = refusal;
  }

  call(): object {
    return this.read().proxy;
  }
  callBuiltin(): object {
    return this.read().proxy;
  }
  write(): object {
    return this.read().proxy;
  }
  remove(): object {
    return this.read().proxy;
  }
  copyValue(): object {
    return this.read().proxy;
  }
  read(): PendingResult {
    const result = new PendingResult(this, undefined, "none", undefined);
    result.failUnsent(this.unusable);
    return result;
  }

  // A result that has failed asks for none of these.
  requestValue(): void {}
  releaseCall(): void {}
  releaseCallWith(): void {}
}
