/**
 * Prints a callable as call signatures that TypeScript can check: arguments by position only, followed by keywords, and
 * followed by the marker `kw` and keywords.
 */
import {
  type CallForm,
  callFormOf,
  countMostPositional,
  countPositionalOnly,
  countRequired,
  parameterTypeAt,
} from "../analysis/call-forms.ts";
import type { Callable } from "../analysis/callable.ts";
import type { Overload, OverloadGroup } from "../analysis/callable-shapes.ts";
import type { CoverageCounter } from "../analysis/coverage.ts";
import { parameterCause } from "../analysis/parameter-shapes.ts";
import { resultCause } from "../analysis/result-shapes.ts";
import type { KeywordTypes } from "./keywords.ts";
import { PositionalParameters } from "./positional-parameters.ts";
import type { Scope } from "./scope.ts";
import { printPendingResult } from "./types.ts";

export interface CallSignature {
  /** With parentheses. */
  readonly parameters: string;
  readonly result: string;
}

export interface CallContext {
  readonly scope: Scope;
  readonly keywords: KeywordTypes;
  readonly coverage: CoverageCounter;
}

export interface CallOptions {
  /** The name from which the names of keyword types are made. */
  readonly name: string;
  /** Whether the callable takes no keywords, as operators and protocol methods do; by default `false`. */
  readonly byPosition?: boolean;
}

/** How many positional arguments may come before keywords, beyond the fewest and beyond the required ones. */
const MAX_EXTRA_POSITIONALS = 3;

/**
 * Returns the signatures in the order in which TypeScript must try them. Those without keywords come first: for an
 * argument of type `any`, TypeScript takes the first signature with a parameter there, and such an argument is rarely an
 * object of keywords.
 */
export function printCalls(callable: Callable, options: CallOptions, context: CallContext): readonly CallSignature[] {
  const groups = callable.groups.map((group) => {
    countGroup(group, context.coverage);
    const result = printPendingResult(group.result, context.scope);
    const { positional, keyworded } = printParameterLists(group, callable.keywords, options, context);
    const addResult = (parameters: string): CallSignature => ({ parameters, result });
    return { positional: positional.map(addResult), keyworded: keyworded.map(addResult) };
  });
  const calls = [...groups.flatMap((group) => group.positional), ...groups.flatMap((group) => group.keyworded)];
  const seen = new Set<string>();
  return calls.filter(({ parameters }) => !seen.has(parameters) && seen.add(parameters));
}

function countGroup({ overloads, result }: OverloadGroup, coverage: CoverageCounter): void {
  coverage.countResult(resultCause(result));
  const most = countMostPositional(overloads);
  for (let index = 0; index < most; index++) coverage.countParameter(parameterCause(parameterTypeAt(overloads, index)));
  const rest = overloads.find((overload) => overload.rest !== null)?.rest;
  if (rest) coverage.countParameter(parameterCause(rest.type));
  const keywordOnly = new Set(overloads.flatMap((overload) => overload.keywordOnly.map(({ name }) => name)));
  const keywords = callFormOf(overloads, most)?.keywords ?? [];
  for (const { name, type } of keywords) if (keywordOnly.has(name)) coverage.countParameter(parameterCause(type));
}

function printParameterLists(
  { overloads }: OverloadGroup,
  verdicts: string,
  { name, byPosition = false }: CallOptions,
  context: CallContext,
): { readonly positional: readonly string[]; readonly keyworded: readonly string[] } {
  const plain = overloads.filter((overload) => overload.keywordOnly.every((parameter) => parameter.optional));
  const positional = plain.length === 0 ? [] : [printPositional(plain, verdicts, context.scope)];
  if (byPosition && plain.length > 0) return { positional, keyworded: [] };
  const forms = listKeywordForms(overloads);
  // From the last form to the first, since each keyword type extends the type of the form after it.
  const types = forms.toReversed().map(({ form }) => context.keywords.printType(form, name, context.scope));
  const keyworded = forms.flatMap(({ count, variadic }, index) => {
    const type = types[forms.length - 1 - index] as string;
    const before = new PositionalParameters(overloads, count, verdicts, context.scope);
    return variadic ? before.printVariadicWithKeywords(type) : before.printWithKeywords(type);
  });
  return { positional, keyworded };
}

interface KeywordForm {
  /** How many positional arguments come before the keywords. */
  readonly count: number;
  /** Whether any number of `*args` may follow them. */
  readonly variadic: boolean;
  readonly form: CallForm;
}

function listKeywordForms(overloads: readonly Overload[]): readonly KeywordForm[] {
  const most = countMostPositional(overloads);
  const fewest = Math.min(...overloads.map(countPositionalOnly));
  const required = Math.max(...overloads.map(countRequired));
  const hasRest = overloads.some((overload) => overload.rest !== null);
  const counts = Array.from({ length: most + 1 }, (_, count) => count).filter(
    (count) =>
      count >= fewest &&
      (count <= fewest + MAX_EXTRA_POSITIONALS ||
        (count >= required && count <= required + MAX_EXTRA_POSITIONALS) ||
        count === most),
  );
  return counts.flatMap((count) => {
    const form = callFormOf(overloads, count);
    if (form === null || (form.keywords.length === 0 && !form.open)) return [];
    return [{ count, variadic: hasRest && count === most, form }];
  });
}

function printPositional(overloads: readonly Overload[], verdicts: string, scope: Scope): string {
  const required = Math.min(...overloads.map(countRequired));
  return new PositionalParameters(overloads, countMostPositional(overloads), verdicts, scope).printAlone(required);
}
