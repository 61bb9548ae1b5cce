/**
 * Overloads as TypeScript can tell them apart. TypeScript takes the first declaration that fits, and its parameter types
 * are wider than Python's; so two overloads may stand side by side only if no call fits both. All others are merged:
 * parameters united, results united. Pure set arithmetic, no text.
 */

import { type ParameterType, uniteParameterTypes } from "./parameter-types.ts";
import { type ResultType, uniteResultTypes } from "./result-types.ts";
import { mayOverlap, valueSetOf } from "./value-sets.ts";

export interface Parameter {
  readonly name: string;
  readonly type: ParameterType;
  readonly optional: boolean;
  /** May be given by name. */
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

export interface KeywordParameter {
  readonly name: string;
  readonly type: ParameterType;
  readonly required: boolean;
}

/** What a call with a given number of positional arguments may look like, the others given by name. */
export interface CallForm {
  readonly positional: readonly ParameterType[];
  readonly keywords: readonly KeywordParameter[];
  readonly open: boolean;
}

/** How many positional arguments must be given as such. */
export function countPositionalOnly(overload: Overload): number {
  return overload.positional.filter((parameter) => !parameter.keyword && !parameter.optional).length;
}

export function countRequired(overload: Overload): number {
  return overload.positional.filter((parameter) => !parameter.optional).length;
}

/** What some overloads together take after `count` positional arguments; `null`: none takes so many, or so few. */
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

/** What some overloads take at a position. */
export function parameterTypeAt(overloads: readonly Overload[], index: number): ParameterType {
  return uniteParameterTypes(
    overloads.flatMap((overload) => [(overload.positional[index] ?? overload.rest)?.type ?? []]),
  );
}

function listKeywords(overload: Overload, count: number): readonly KeywordParameter[] {
  const named = overload.positional.slice(count).filter((parameter) => parameter.keyword);
  return [...named, ...overload.keywordOnly].map(({ name, type, optional }) => ({ name, type, required: !optional }));
}

/** The groups of one callable, those that take plain values first. */
export function groupOverloads(overloads: readonly Overload[]): readonly OverloadGroup[] {
  const [first] = overloads;
  if (first !== undefined && overloads.every((overload) => haveSameResult(overload, first))) {
    return [{ overloads, result: first.result }];
  }
  let groups = overloads.map((overload): OverloadGroup => ({ overloads: [overload], result: overload.result }));
  for (;;) {
    groups = sortByHandles(groups);
    const clash = findPair(groups, (a, b) => !areDisjoint(a, b));
    if (clash === null) break;
    groups = mergePair(groups, clash);
  }
  return mergeSameResults(groups);
}

/** Merges groups of the same result, as long as the larger one is still apart from the rest. */
function mergeSameResults(groups: readonly OverloadGroup[]): readonly OverloadGroup[] {
  let current = groups;
  for (;;) {
    const pair = findPair(current, (a, b, indices) => {
      if (!haveSameResult(a, b)) return false;
      const candidate = sortByHandles(mergePair(current, indices));
      return findPair(candidate, (one, other) => !areDisjoint(one, other)) === null;
    });
    if (pair === null) return current;
    current = sortByHandles(mergePair(current, pair));
  }
}

type GroupPair = readonly [number, number];

function findPair(
  groups: readonly OverloadGroup[],
  test: (earlier: OverloadGroup, later: OverloadGroup, pair: GroupPair) => boolean,
): GroupPair | null {
  for (let later = 1; later < groups.length; later++) {
    for (let earlier = 0; earlier < later; earlier++) {
      if (test(groups[earlier] as OverloadGroup, groups[later] as OverloadGroup, [earlier, later]))
        return [earlier, later];
    }
  }
  return null;
}

function mergePair(groups: readonly OverloadGroup[], [earlier, later]: GroupPair): OverloadGroup[] {
  const [a, b] = [groups[earlier] as OverloadGroup, groups[later] as OverloadGroup];
  const one: OverloadGroup = { overloads: [...a.overloads, ...b.overloads], result: mergeResults(a.result, b.result) };
  return groups.flatMap((item, index) => (index === earlier ? [one] : index === later ? [] : [item]));
}

function haveSameResult(a: { readonly result: ResultType }, b: { readonly result: ResultType }): boolean {
  return JSON.stringify(a.result) === JSON.stringify(b.result);
}

function mergeResults(a: ResultType, b: ResultType): ResultType {
  const result = uniteResultTypes([a, b]);
  const both = a.kind === "any" && b.kind === "any";
  return result.kind === "any" && !both ? { kind: "any", cause: "merged" } : result;
}

/** A NumPy scalar fits both `number` and a handle; the overload for the number must be met first. */
function sortByHandles(groups: readonly OverloadGroup[]): OverloadGroup[] {
  const handles = (item: OverloadGroup): number =>
    Math.max(
      ...item.overloads.map(
        ({ positional, keywordOnly }) =>
          [...positional, ...keywordOnly].filter((parameter) => valueSetOf(parameter.type).object).length,
      ),
    );
  return groups
    .map((item) => ({ item, rank: handles(item) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

/** Whether no call fits both, `earlier` being tried first. */
function areDisjoint(earlier: OverloadGroup, later: OverloadGroup): boolean {
  const all = [...earlier.overloads, ...later.overloads];
  const most = Math.max(...all.map((overload) => overload.positional.length + (overload.rest === null ? 0 : 1)));
  for (let count = 0; count <= most; count++) {
    const [a, b] = [callFormOf(earlier.overloads, count), callFormOf(later.overloads, count)];
    if (a !== null && b !== null && !areDisjointForms(a, b)) return false;
  }
  return true;
}

function areDisjointForms(earlier: CallForm, later: CallForm): boolean {
  const position = earlier.positional.some((type, index) => {
    const other = later.positional[index];
    return other !== undefined && !mayOverlap(valueSetOf(type), valueSetOf(other));
  });
  return position || haveDisjointKeywords(earlier, later);
}

function haveDisjointKeywords(earlier: CallForm, later: CallForm): boolean {
  const missing = (form: CallForm, other: CallForm): boolean =>
    !other.open &&
    form.keywords.some(({ name, required }) => required && !other.keywords.some((keyword) => keyword.name === name));
  if (missing(earlier, later) || missing(later, earlier)) return true;
  return earlier.keywords.some((keyword) => {
    const other = later.keywords.find(({ name }) => name === keyword.name);
    const bothAbsent = other !== undefined && !keyword.required && !other.required;
    return other !== undefined && !bothAbsent && !mayOverlap(valueSetOf(keyword.type), valueSetOf(other.type));
  });
}
