/**
 * The forms of a call: what overloads take when some arguments are given by position and the others by name.
 */
import type { Overload } from "./callable-shapes.ts";
import { type ParameterType, uniteParameterTypes } from "./parameter-shapes.ts";

export interface KeywordParameter {
  readonly name: string;
  readonly type: ParameterType;
  readonly required: boolean;
}

/** A call with a given number of positional arguments. */
export interface CallForm {
  readonly positional: readonly ParameterType[];
  readonly keywords: readonly KeywordParameter[];
  /** Whether other keywords are taken as well. */
  readonly open: boolean;
}

/** Returns how many arguments a caller must give by position. */
export function countPositionalOnly(overload: Overload): number {
  return overload.positional.filter((parameter) => !parameter.keyword && !parameter.optional).length;
}

/** Returns how many positional parameters have no default. */
export function countRequired(overload: Overload): number {
  return overload.positional.filter((parameter) => !parameter.optional).length;
}

/** Returns the longest list of positional parameters, `*args` not counted. */
export function countMostPositional(overloads: readonly Overload[]): number {
  return Math.max(...overloads.map((overload) => overload.positional.length));
}

/**
 * Returns what overloads together take after `count` positional arguments; `null`: no overload takes that number of
 * positional arguments.
 */
export function callFormOf(overloads: readonly Overload[], count: number): CallForm | null {
  const accepting = overloads.filter(
    (overload) =>
      count >= countPositionalOnly(overload) && (count <= overload.positional.length || overload.rest !== null),
  );
  if (accepting.length === 0) return null;
  const positional = Array.from({ length: count }, (_, index) => parameterTypeAt(accepting, index));
  const lists = accepting.map((overload) => listKeywords(overload, count));
  const names = new Set(lists.flat().map((keyword) => keyword.name));
  const keywords = [...names].map((name): KeywordParameter => {
    const named = lists.flatMap((list) => list.find((keyword) => keyword.name === name) ?? []);
    const required = named.length === lists.length && named.every((keyword) => keyword.required);
    return { name, type: uniteParameterTypes(named.map((keyword) => keyword.type)), required };
  });
  return { positional, keywords, open: accepting.some((overload) => overload.open) };
}

/** Returns what overloads together take at a position. */
export function parameterTypeAt(overloads: readonly Overload[], index: number): ParameterType {
  return uniteParameterTypes(
    overloads.flatMap((overload) => [(overload.positional[index] ?? overload.rest)?.type ?? []]),
  );
}

/** Returns the parameters that can still be given by name after `count` positional arguments. */
function listKeywords(overload: Overload, count: number): readonly KeywordParameter[] {
  const named = overload.positional.slice(count).filter((parameter) => parameter.keyword);
  return [...named, ...overload.keywordOnly].map(({ name, type, optional }) => ({ name, type, required: !optional }));
}
