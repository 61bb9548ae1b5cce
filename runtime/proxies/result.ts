/**
 * The pending result of one operation. It requests the value only when the program awaits it, encodes itself when it is
 * passed as an argument, and reports a failure as an unhandled rejection if nobody took the result.
 */
import { inspect } from "node:util";
import { StaleHandleError } from "../errors.ts";
import { atEndOfTurn } from "../turn.ts";
import { float } from "../values/markers.ts";
import { encodeValue } from "../wire/encode.ts";
import { markWanted } from "../wire/messages.ts";
import { RemoteProxy } from "./proxy.ts";
import { type Operations, remoteOf, Target } from "./remote.ts";

/** What a result asks of the connection that it belongs to. */
export interface CallOwner extends Operations {
  /** Requests a value that was not wanted when the call left. */
  requestValue(result: PendingResult): void;
  /**
   * Releases a call that nothing will name again.
   * @param isDue Whether Python still holds an object for the call. If not, the release may wait for others.
   */
  releaseCall(id: number, isDue: boolean): void;
  /** Releases the call once nothing can reach its result any more. */
  releaseCallWith(result: object, id: number): void;
}

/**
 * `ask`: the worker keeps the value until the program wants it. `send`: the worker sends the value at once. `none`: the
 * operation has no value, only success.
 */
export type Delivery = "ask" | "send" | "none";

type Outcome =
  | { readonly kind: "pending" }
  /** The call succeeded; only Python has the value. */
  | { readonly kind: "kept" }
  | { readonly kind: "value"; readonly value: unknown; readonly kept: boolean; readonly float: boolean }
  | { readonly kind: "error"; readonly error: unknown };

const PENDING: Outcome = { kind: "pending" };
const KEPT: Outcome = { kind: "kept" };

export class PendingResult extends RemoteProxy {
  readonly awaitable = true;
  /** Where the program made the call. */
  readonly site: Error | undefined;
  /** How many answers are still expected. */
  answersDue = 0;
  readonly #owner: CallOwner;
  /** What was called or read. */
  readonly #target: Target | undefined;
  readonly #delivery: Delivery;
  #id = 0;
  #outcome: Outcome = PENDING;
  /** The message, as long as the batch has not left and the message can be changed. */
  #message: Uint8Array | undefined;
  #requested: boolean;
  /** The program awaits the result, continues from it or has passed it on. */
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

  /** Records that `message` is in the batch under this id. It can be marked as wanted until the batch leaves. */
  enterBatch(id: number, message: Uint8Array): void {
    this.#id = id;
    this.#message = message;
    this.answersDue = 1;
  }

  onSent(): void {
    this.#message = undefined;
  }

  /** Fails before anything is sent. The report waits for the end of the turn, when it is clear whether anybody took it. */
  failUnsent(error: unknown): void {
    this.#outcome = { kind: "error", error };
    atEndOfTurn(() => this.#reportUnhandled(error));
  }

  /** Takes the answer "the call succeeded, Python keeps the value". Returns false if the value itself was requested. */
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
    if (this.#outcome.kind === "error") return; // the value was requested again before the first answer came
    this.#outcome = { kind: "error", error };
    this.#owner.releaseCall(this.#id, false);
    if (this.#promise === undefined) this.#reportUnhandled(error);
    else this.#promise.reject(error);
  }

  /** Fails because the connection has ended, unless the value arrived before. */
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
      if (!this.#outcome.kept)
        return createFailedTarget(this.#stale("has left Python: go on from a result before it arrives"));
    }
    // The label is copied and short: a chain of a million calls must not keep a million targets alive.
    const label = this.label;
    return new Target(this.#owner, this.#id, { label: label.length > 80 ? `…${label.slice(-60)}` : label });
  }

  override encodeAsArgument(operations: Operations): unknown {
    const outcome = this.#outcome;
    if (outcome.kind !== "value" || outcome.kept || remoteOf(outcome.value)) return super.encodeAsArgument(operations);
    // Python has released it, so it is None, bool, int, float or str, and goes back exactly as it was.
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

  /** Makes a failure that nobody took an unhandled rejection, as with any promise. */
  #reportUnhandled(error: unknown): void {
    if (this.#handled) return;
    this.#promise = Promise.withResolvers();
    this.#promise.reject(error);
  }
}

/** Returns a result that has failed before anything was sent. */
export function createFailedResult(error: unknown): PendingResult {
  return new FailedOperations(error as Error).read();
}

/** Returns a target on which every operation fails with `error`. */
export function createFailedTarget(error: unknown): Target {
  return new Target(new FailedOperations(error as Error), 0, { label: "a failed result" });
}

/** Operations that all fail with the same error. */
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

  // A failed result calls none of these.
  requestValue(): void {}
  releaseCall(): void {}
  releaseCallWith(): void {}
}
