/**
 * Counts how many parameters and results of the rendered modules have a type, and why the others have none. It counts
 * only; the renderer decides what the declarations say where a type is missing.
 */
import { compare } from "../compare.ts";

/**
 * Why something is `any`.
 *
 * - `missing`: nothing is declared.
 * - `explicit`: the author wrote `Any`.
 * - `unresolved`: the annotation was not understood.
 * - `unbound`: the class is not part of this output.
 * - `abstract`: a protocol or an abstract class, so the object may be a value or a handle.
 * - `typevar`: a type variable without a bound.
 * - `merged`: TypeScript cannot tell the overloads apart, and one of them has no type.
 * - `async`: an awaitable.
 * - `dict`: the keys of the dict decide how it arrives.
 * - `recursive`: the type contains itself.
 */
export type UntypedCause =
  | "missing"
  | "explicit"
  | "unresolved"
  | "unbound"
  | "abstract"
  | "typevar"
  | "merged"
  | "async"
  | "dict"
  | "recursive";

export interface CoverageShare {
  readonly total: number;
  readonly typed: number;
}

export interface ModuleCoverage {
  readonly parameters: CoverageShare;
  /** Results of callables, and attributes. */
  readonly results: CoverageShare;
  readonly any: Readonly<Partial<Record<UntypedCause, number>>>;
}

export interface Coverage {
  readonly modules: Readonly<Record<string, ModuleCoverage>>;
  readonly total: ModuleCoverage;
}

/** Counts while one module is rendered. */
export class CoverageCounter {
  readonly #parameters = { total: 0, typed: 0 };
  readonly #results = { total: 0, typed: 0 };
  readonly #any = new Map<UntypedCause, number>();

  /** @param cause why the parameter has no type; `null`: it has one */
  countParameter(cause: UntypedCause | null): void {
    this.#count(this.#parameters, cause);
  }

  /** @param cause why the result has no type; `null`: it has one */
  countResult(cause: UntypedCause | null): void {
    this.#count(this.#results, cause);
  }

  toCoverage(): ModuleCoverage {
    return { parameters: { ...this.#parameters }, results: { ...this.#results }, any: sortCounts(this.#any) };
  }

  #count(share: { total: number; typed: number }, cause: UntypedCause | null): void {
    share.total += 1;
    if (cause === null) share.typed += 1;
    else this.#any.set(cause, (this.#any.get(cause) ?? 0) + 1);
  }
}

/** Returns the coverage of modules together with its total. */
export function sumCoverage(modules: Readonly<Record<string, ModuleCoverage>>): Coverage {
  const all = Object.values(modules);
  const any = new Map<UntypedCause, number>();
  for (const module of all) {
    for (const [cause, count] of Object.entries(module.any) as [UntypedCause, number][]) {
      any.set(cause, (any.get(cause) ?? 0) + count);
    }
  }
  const total = {
    parameters: sumShares(all.map((module) => module.parameters)),
    results: sumShares(all.map((module) => module.results)),
    any: sortCounts(any),
  };
  return { modules, total };
}

function sumShares(shares: readonly CoverageShare[]): CoverageShare {
  return {
    total: shares.reduce((count, share) => count + share.total, 0),
    typed: shares.reduce((count, share) => count + share.typed, 0),
  };
}

function sortCounts(counts: ReadonlyMap<UntypedCause, number>): Partial<Record<UntypedCause, number>> {
  return Object.fromEntries([...counts].sort(([a], [b]) => compare(a, b)));
}
