/**
 * The shape of a callable: its overloads, in parameter and result types. Types only; `overloads.ts` groups them.
 */
import type { ParameterType } from "./parameter-shapes.ts";
import type { ResultType } from "./result-shapes.ts";

export interface Parameter {
  readonly name: string;
  readonly type: ParameterType;
  readonly optional: boolean;
  /** Whether an argument may be given by name. */
  readonly keyword: boolean;
}

/** One Python overload, without `self`. */
export interface Overload {
  readonly positional: readonly Parameter[];
  /** `*args`. */
  readonly rest: Parameter | null;
  readonly keywordOnly: readonly Parameter[];
  /** Whether there is `**kwargs`. */
  readonly open: boolean;
  readonly result: ResultType;
}

/** Overloads that TypeScript sees as one. */
export interface OverloadGroup {
  readonly overloads: readonly Overload[];
  readonly result: ResultType;
}

/** Replaces an overload by what is known of it beyond its declaration. */
export type Refinement = (overload: Overload) => readonly Overload[];

/** What `Self` means to a callable. */
export interface Receiver {
  readonly parameter: ParameterType;
  readonly result: ResultType;
}
