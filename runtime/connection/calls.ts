/**
 * The calls of one connection that still expect an answer: their ids, their answers, and the errors that later calls may
 * share. Sends nothing.
 */
import { LimitError } from "../errors.ts";
import { createError } from "../proxies/python-error.ts";
import type { PendingResult } from "../proxies/result.ts";
import { MalformedError } from "../wire/msgpack-reader.ts";
import type { WireError } from "../wire/protocol.ts";

/** An error that calls sent before its arrival can still fail with. */
interface SharedError {
  /** The call that failed first. */
  readonly id: number;
  readonly error: unknown;
  /** The last call that was sent before the error arrived. */
  readonly until: number;
}

export class PendingCalls {
  readonly #limit: number;
  readonly #onBusy: (isBusy: boolean) => void;
  readonly #results = new Map<number, PendingResult>();
  #sharedErrors: SharedError[] = [];
  #lastId = 0;

  /**
   * @param limit How many calls may be pending at once.
   * @param onBusy Is called when the first call starts to wait and when the last one stops.
   */
  constructor(limit: number, onBusy: (isBusy: boolean) => void) {
    this.#limit = limit;
    this.#onBusy = onBusy;
  }

  /** Whether any call waits for an answer. */
  get isBusy(): boolean {
    return this.#results.size > 0;
  }

  takeId(): number {
    return ++this.#lastId;
  }

  /** @throws LimitError when no further call may wait. */
  checkLimit(): void {
    if (this.#results.size < this.#limit) return;
    throw new LimitError(`${this.#limit} calls are pending, which is the limit: await some before making more`);
  }

  /** Expects an answer for `result`. */
  add(result: PendingResult): void {
    this.#results.set(result.id, result);
    if (this.#results.size === 1) this.#onBusy(true);
  }

  /**
   * Hands an answer to the result that expects it.
   * @throws MalformedError when no result expects an answer under this id.
   */
  answer(id: number, deliver: (result: PendingResult) => void): void {
    const result = this.#results.get(id);
    if (result === undefined) throw new MalformedError(`an answer to the unknown call ${id}`);
    result.answersDue--;
    deliver(result); // when this throws, the result stays in the table and is rejected with the connection
    while (this.#sharedErrors[0] !== undefined && this.#sharedErrors[0].until < id) this.#sharedErrors.shift();
    if (result.answersDue > 0) return;
    this.#results.delete(id);
    if (this.#results.size === 0) this.#onBusy(false);
  }

  /** Returns the error of a failed call. A call that failed because of an earlier one gets that one's very error. */
  toError(wire: WireError, result: PendingResult): unknown {
    const origin = wire.origin === null ? undefined : this.#sharedErrors.find(({ id }) => id === wire.origin);
    if (origin !== undefined) return origin.error;
    const error = createError(wire, result.site);
    this.#sharedErrors.push({ id: result.id, error, until: this.#lastId });
    return error;
  }

  /** Empties the table and rejects what waited with the error that `reasonFor` makes for it. */
  failAll(reasonFor: (result: PendingResult) => unknown): void {
    const results = [...this.#results.values()];
    this.#results.clear();
    for (const result of results) result.failLost(reasonFor(result));
  }
}
