/**
 * Overloads as TypeScript can tell them apart. TypeScript takes the first declaration that fits, and its parameter types
 * are wider than Python's; so two overloads may stand side by side only if no call fits both. All others are merged:
 * parameters united, results united. Pure set arithmetic, no text.
 */
import { atomsOf, overlap } from "./value-sets.ts";
import { type In, unite } from "./parameter-types.ts";
import { type Out, union } from "./result-types.ts";

export interface Parameter {
  readonly name: string;
  readonly type: In;
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
  readonly result: Out;
}

/** Overloads that TypeScript sees as one. */
export interface Group {
  readonly overloads: readonly Overload[];
  readonly result: Out;
}

export interface Keyword {
  readonly name: string;
  readonly type: In;
  readonly required: boolean;
}

/** What a call with a given number of positional arguments may look like, the others given by name. */
export interface Form {
  readonly positional: readonly In[];
  readonly keywords: readonly Keyword[];
  readonly open: boolean;
}

/** How many positional arguments must be given as such. */
export function fixedCount(overload: Overload): number {
  return overload.positional.filter((parameter) => !parameter.keyword && !parameter.optional).length;
}

export function requiredCount(overload: Overload): number {
  return overload.positional.filter((parameter) => !parameter.optional).length;
}

/** What some overloads together take after `count` positional arguments; `null`: none takes so many, or so few. */
export function formOf(overloads: readonly Overload[], count: number): Form | null {
  const accepting = overloads.filter(
    (overload) => count >= fixedCount(overload) && (count <= overload.positional.length || overload.rest !== null),
  );
  if (accepting.length === 0) return null;
  const positional = Array.from({ length: count }, (_, index) => typeAt(accepting, index));
  const lists = accepting.map((overload) => keywordsAfter(overload, count));
  const names = new Set(lists.flat().map((keyword) => keyword.name));
  const keywords = [...names].map((name): Keyword => {
    const named = lists.flatMap((list) => list.find((keyword) => keyword.name === name) ?? []);
    const required = named.length === lists.length && named.every((keyword) => keyword.required);
    return { name, type: unite(named.map((keyword) => keyword.type)), required };
  });
  return { positional, keywords, open: accepting.some((overload) => overload.open) };
}

/** What some overloads take at a position. */
export function typeAt(overloads: readonly Overload[], index: number): In {
  return unite(overloads.flatMap((overload) => [(overload.positional[index] ?? overload.rest)?.type ?? []]));
}

function keywordsAfter(overload: Overload, count: number): readonly Keyword[] {
  const named = overload.positional.slice(count).filter((parameter) => parameter.keyword);
  return [...named, ...overload.keywordOnly].map(({ name, type, optional }) => ({ name, type, required: !optional }));
}

/** The groups of one callable, those that take plain values first. */
export function group(overloads: readonly Overload[]): readonly Group[] {
  const [first] = overloads;
  if (first !== undefined && overloads.every((overload) => sameResult(overload, first))) {
    return [{ overloads, result: first.result }];
  }
  let groups = overloads.map((overload): Group => ({ overloads: [overload], result: overload.result }));
  for (;;) {
    groups = sorted(groups);
    const clash = firstPair(groups, (a, b) => !apart(a, b));
    if (clash === null) break;
    groups = merged(groups, clash);
  }
  return compacted(groups);
}

/** Merges groups of the same result, as long as the larger one is still apart from the rest. */
function compacted(groups: readonly Group[]): readonly Group[] {
  let current = groups;
  for (;;) {
    const pair = firstPair(current, (a, b, indices) => {
      if (!sameResult(a, b)) return false;
      const candidate = sorted(merged(current, indices));
      return firstPair(candidate, (one, other) => !apart(one, other)) === null;
    });
    if (pair === null) return current;
    current = sorted(merged(current, pair));
  }
}

type Pair = readonly [number, number];

function firstPair(groups: readonly Group[], test: (earlier: Group, later: Group, pair: Pair) => boolean): Pair | null {
  for (let later = 1; later < groups.length; later++) {
    for (let earlier = 0; earlier < later; earlier++) {
      if (test(groups[earlier] as Group, groups[later] as Group, [earlier, later])) return [earlier, later];
    }
  }
  return null;
}

function merged(groups: readonly Group[], [earlier, later]: Pair): Group[] {
  const [a, b] = [groups[earlier] as Group, groups[later] as Group];
  const one: Group = { overloads: [...a.overloads, ...b.overloads], result: uniteResults(a.result, b.result) };
  return groups.flatMap((item, index) => (index === earlier ? [one] : index === later ? [] : [item]));
}

function sameResult(a: { readonly result: Out }, b: { readonly result: Out }): boolean {
  return JSON.stringify(a.result) === JSON.stringify(b.result);
}

function uniteResults(a: Out, b: Out): Out {
  const result = union([a, b]);
  const both = a.is === "any" && b.is === "any";
  return result.is === "any" && !both ? { is: "any", cause: "merged" } : result;
}

/** A NumPy scalar fits both `number` and a handle; the overload for the number must be met first. */
function sorted(groups: readonly Group[]): Group[] {
  const handles = (item: Group): number =>
    Math.max(
      ...item.overloads.map(
        ({ positional, keywordOnly }) =>
          [...positional, ...keywordOnly].filter((parameter) => atomsOf(parameter.type).object).length,
      ),
    );
  return groups
    .map((item) => ({ item, rank: handles(item) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

/** Whether no call fits both, `earlier` being tried first. */
function apart(earlier: Group, later: Group): boolean {
  const all = [...earlier.overloads, ...later.overloads];
  const most = Math.max(...all.map((overload) => overload.positional.length + (overload.rest === null ? 0 : 1)));
  for (let count = 0; count <= most; count++) {
    const [a, b] = [formOf(earlier.overloads, count), formOf(later.overloads, count)];
    if (a !== null && b !== null && !apartForms(a, b)) return false;
  }
  return true;
}

function apartForms(earlier: Form, later: Form): boolean {
  const position = earlier.positional.some((type, index) => {
    const other = later.positional[index];
    return other !== undefined && !overlap(atomsOf(type), atomsOf(other));
  });
  return position || apartKeywords(earlier, later);
}

function apartKeywords(earlier: Form, later: Form): boolean {
  const missing = (form: Form, other: Form): boolean =>
    !other.open &&
    form.keywords.some(({ name, required }) => required && !other.keywords.some((keyword) => keyword.name === name));
  if (missing(earlier, later) || missing(later, earlier)) return true;
  return earlier.keywords.some((keyword) => {
    const other = later.keywords.find(({ name }) => name === keyword.name);
    const bothAbsent = other !== undefined && !keyword.required && !other.required;
    return other !== undefined && !bothAbsent && !overlap(atomsOf(keyword.type), atomsOf(other.type));
  });
}
