/**
 * How much of what was rendered has a real type, and why the rest has none. Counts only: what a cause means for the
 * text of a declaration is the renderer's business.
 */

/**
 * Why something is `any`:
 * `missing`: nothing is declared. `explicit`: the author wrote `Any`. `unresolved`: the annotation was not understood.
 * `unbound`: a class that is no part of this output. `abstract`: a protocol or an abstract class, behind which a value
 * or a handle may stand. `typevar`: a type variable without a bound. `merged`: overloads that TypeScript cannot tell
 * apart, one of them untyped. `async`: an awaitable. `dict`: a dict whose keys decide how it arrives. `recursive`: a
 * type that contains itself.
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

  /** `cause`: why it has no type; `null`: it has one. */
  countParameter(cause: UntypedCause | null): void {
    this.#count(this.#parameters, cause);
  }

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
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
