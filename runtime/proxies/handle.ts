/** A Python object that stays in Python: one proxy for each, as long as either side holds it. */
import { referenceTo } from "../wire/messages.ts";
import { StaleHandleError } from "../errors.ts";
import { refused } from "./result.ts";
import type { TypeInfo } from "../wire/protocol.ts";
import { type Operations, Place, Standing } from "./proxy.ts";

/** What the worker holds for a handle. Outlives the handle, so it must not name it. */
export interface Holding {
  readonly ref: number;
  readonly type: TypeInfo & { readonly label: string };
  /** How often the worker has sent it: what is to be given back. */
  count: number;
  released: boolean;
}

/** What a handle needs of the worker that holds its object. */
export interface Holder extends Operations {
  /** Of the worker's process, for people. */
  readonly pid: number | undefined;
  giveBack(holding: Holding): void;
  /** Whether the bound modules declare such a member for one of these classes. */
  declares(mro: readonly string[], name: string): boolean;
}

export class Handle extends Standing {
  readonly awaitable = false;
  readonly #holder: Holder;
  readonly #holding: Holding;
  readonly #place: Place;

  constructor(holder: Holder, holding: Holding) {
    super();
    this.#holder = holder;
    this.#holding = holding;
    this.#place = new Place(holder, referenceTo(holding.ref), holding.type);
  }

  /** Names of its class and that class's ancestors. */
  get mro(): readonly string[] {
    return this.#holding.type.mro;
  }

  get label(): string {
    return this.#holding.type.label;
  }

  place(): Place {
    if (this.#holder.refusal !== null) return refused(this.#holder.refusal);
    if (this.#holding.released) return refused(new StaleHandleError(`${this.describe()} was released`));
    return this.#place;
  }

  settled(): Promise<unknown> {
    return Promise.resolve(this.proxy);
  }

  release(): void {
    this.#holder.giveBack(this.#holding);
  }

  override declares(name: string): boolean {
    return this.#holder.declares(this.mro, name);
  }

  describe(): string {
    return `[Python ${this.label}, worker ${this.#holder.pid ?? "gone"}]`;
  }
}
