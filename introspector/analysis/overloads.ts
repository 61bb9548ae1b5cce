/**
 * Groups overloads so that TypeScript can tell the groups apart. TypeScript takes the first declaration that fits, and its
 * parameter types are wider than Python's, so two overloads may stay apart only if no call fits both. All others are
 * merged: their parameters are united, and so are their results.
 */
import { type CallForm, callFormOf } from "./call-forms.ts";
import type { Overload, OverloadGroup } from "./callable-shapes.ts";
import { type ResultType, uniteResultTypes } from "./result-shapes.ts";
import { mayOverlap, valueSetOf } from "./value-sets.ts";

/** Returns the groups of one callable in the order in which TypeScript must try them. */
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

/** Merges groups of the same result, if the merged group is still disjoint from all others. */
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

/** The indices of two groups, the earlier one first. */
type GroupPair = readonly [number, number];

function findPair(
  groups: readonly OverloadGroup[],
  test: (earlier: OverloadGroup, later: OverloadGroup, pair: GroupPair) => boolean,
): GroupPair | null {
  for (let later = 1; later < groups.length; later++) {
    for (let earlier = 0; earlier < later; earlier++) {
      if (test(groups[earlier] as OverloadGroup, groups[later] as OverloadGroup, [earlier, later])) {
        return [earlier, later];
      }
    }
  }
  return null;
}

function mergePair(groups: readonly OverloadGroup[], [earlier, later]: GroupPair): OverloadGroup[] {
  const [a, b] = [groups[earlier] as OverloadGroup, groups[later] as OverloadGroup];
  const merged: OverloadGroup = {
    overloads: [...a.overloads, ...b.overloads],
    result: mergeResults(a.result, b.result),
  };
  return groups.flatMap((group, index) => (index === earlier ? [merged] : index === later ? [] : [group]));
}

function haveSameResult(a: { readonly result: ResultType }, b: { readonly result: ResultType }): boolean {
  return JSON.stringify(a.result) === JSON.stringify(b.result);
}

function mergeResults(a: ResultType, b: ResultType): ResultType {
  const result = uniteResultTypes([a, b]);
  const bothUntyped = a.kind === "any" && b.kind === "any";
  return result.kind === "any" && !bothUntyped ? { kind: "any", cause: "merged" } : result;
}

/** Puts groups for values before groups for handles: a library's scalar fits both, and is meant as a value. */
function sortByHandles(groups: readonly OverloadGroup[]): OverloadGroup[] {
  const countHandles = (group: OverloadGroup): number =>
    Math.max(
      ...group.overloads.map(
        ({ positional, keywordOnly }) =>
          [...positional, ...keywordOnly].filter((parameter) => valueSetOf(parameter.type).object).length,
      ),
    );
  return groups
    .map((group) => ({ group, handles: countHandles(group) }))
    .sort((a, b) => a.handles - b.handles)
    .map(({ group }) => group);
}

/** Whether no call that is meant for `later` fits `earlier`, which TypeScript tries first. */
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
  const differsByPosition = earlier.positional.some((type, index) => {
    const other = later.positional[index];
    return other !== undefined && !mayOverlap(valueSetOf(type), valueSetOf(other));
  });
  return differsByPosition || haveDisjointKeywords(earlier, later);
}

function haveDisjointKeywords(earlier: CallForm, later: CallForm): boolean {
  const requiresUnknown = (form: CallForm, other: CallForm): boolean =>
    !other.open &&
    form.keywords.some(({ name, required }) => required && !other.keywords.some((keyword) => keyword.name === name));
  if (requiresUnknown(earlier, later) || requiresUnknown(later, earlier)) return true;
  return earlier.keywords.some((keyword) => {
    const other = later.keywords.find(({ name }) => name === keyword.name);
    if (other === undefined || (!keyword.required && !other.required)) return false;
    return !mayOverlap(valueSetOf(keyword.type), valueSetOf(other.type));
  });
}
