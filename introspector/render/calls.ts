/**
 * A callable as the call signatures TypeScript can check: positional, with trailing keywords, with marked keywords.
 */

import type { Callable } from "../analysis/callable.ts";
import type { CoverageCounter } from "../analysis/coverage.ts";
import { takesKeywordsAt, takesKeywordsFrom } from "../analysis/keyword-verdicts.ts";
import {
  type CallForm,
  callFormOf,
  countPositionalOnly,
  countRequired,
  type Overload,
  type OverloadGroup,
  parameterTypeAt,
} from "../analysis/overloads.ts";
import { type ParameterType, parameterCause } from "../analysis/parameter-types.ts";
import { claimParameterName } from "../names.ts";
import type { KeywordTypes } from "./keywords.ts";
import type { Scope } from "./scope.ts";
import { printArray, printParameterType, printPendingResult } from "./types.ts";

export interface CallSignature {
  /** With parentheses. */
  readonly parameters: string;
  readonly result: string;
}

/** Forms with fewer positional arguments than all: how many beyond the required ones. */
const MAX_EXTRA_POSITIONALS = 3;

export interface CallContext {
  readonly scope: Scope;
  readonly keywords: KeywordTypes;
  readonly coverage: CoverageCounter;
}

export interface CallOptions {
  /** Heads the names of its keyword types. */
  readonly name: string;
  /** Operators and protocol methods are called by position. */
  readonly byPosition?: boolean;
}

/**
 * By position first, for all groups: where an argument is `any`, TypeScript takes the first signature that has a place for
 * it, and keywords are the less likely meaning.
 */
export function printCalls(callable: Callable, options: CallOptions, context: CallContext): readonly CallSignature[] {
  const groups = callable.groups.map((group) => {
    countGroup(group, context.coverage);
    const result = printPendingResult(group.result, context.scope);
    const { positional, keyworded } = printParameterLists(group, callable.keywords, options, context);
    const call = (parameters: string): CallSignature => ({ parameters, result });
    return { positional: positional.map(call), keyworded: keyworded.map(call) };
  });
  const calls = [...groups.flatMap((group) => group.positional), ...groups.flatMap((group) => group.keyworded)];
  const seen = new Set<string>();
  return calls.filter(({ parameters }) => !seen.has(parameters) && seen.add(parameters));
}

function countGroup(group: OverloadGroup, tally: CoverageCounter): void {
  tally.countResult(group.result.kind === "any" ? group.result.cause : null);
  const { overloads } = group;
  const most = Math.max(...overloads.map((overload) => overload.positional.length));
  for (let index = 0; index < most; index++) tally.countParameter(parameterCause(parameterTypeAt(overloads, index)));
  const rest = overloads.find((overload) => overload.rest !== null)?.rest;
  if (rest) tally.countParameter(parameterCause(rest.type));
  const named = new Set(overloads.flatMap((overload) => overload.keywordOnly.map((parameter) => parameter.name)));
  const keywords = callFormOf(overloads, most)?.keywords ?? [];
  for (const keyword of keywords) if (named.has(keyword.name)) tally.countParameter(parameterCause(keyword.type));
}

function printParameterLists(
  { overloads }: OverloadGroup,
  verdicts: string,
  { name, byPosition = false }: CallOptions,
  context: CallContext,
): { readonly positional: readonly string[]; readonly keyworded: readonly string[] } {
  const plain = overloads.filter((overload) => overload.keywordOnly.every((parameter) => parameter.optional));
  const positional = plain.length === 0 ? [] : [printPlainParameters(plain, verdicts, context.scope)];
  if (byPosition && plain.length > 0) return { positional, keyworded: [] };
  const forms = listKeywordForms(overloads);
  // From the last to the first, since each keyword type extends that of the next form.
  const types = forms.toReversed().map(({ form }) => context.keywords.printType(form, name, context.scope));
  const keyworded = forms.flatMap(({ count, variadic }, index) => {
    const type = types[forms.length - 1 - index] as string;
    const before = new PositionalParameters(overloads, count, verdicts, context.scope);
    return variadic ? before.variadic(type) : before.fixed(type);
  });
  return { positional, keyworded };
}

/** How many positional arguments may precede keywords, and whether `*args` come between. */
function listKeywordForms(
  overloads: readonly Overload[],
): readonly { readonly count: number; readonly variadic: boolean; readonly form: CallForm }[] {
  const all = Math.max(...overloads.map((overload) => overload.positional.length));
  const least = Math.min(...overloads.map(countPositionalOnly));
  const required = Math.max(...overloads.map(countRequired));
  const rest = overloads.some((overload) => overload.rest !== null);
  const counts = Array.from({ length: all + 1 }, (_, count) => count).filter(
    (count) =>
      count >= least &&
      (count <= least + MAX_EXTRA_POSITIONALS ||
        (count >= required && count <= required + MAX_EXTRA_POSITIONALS) ||
        count === all),
  );
  return counts.flatMap((count) => {
    const form = callFormOf(overloads, count);
    if (form === null || (form.keywords.length === 0 && !form.open)) return [];
    return [{ count, variadic: rest && count === all, form }];
  });
}

function printPlainParameters(overloads: readonly Overload[], verdicts: string, scope: Scope): string {
  const required = Math.min(...overloads.map(countRequired));
  const all = Math.max(...overloads.map((overload) => overload.positional.length));
  const positional = new PositionalParameters(overloads, all, verdicts, scope);
  const parameters = positional.names.map((name, index) => {
    // The last argument of some call, unless a required one follows.
    const last = index >= required - 1;
    const type = positional.type(index, last);
    return index < required ? `${name}: ${type}` : `${name}?: ${allowUndefined(type)}`;
  });
  return `(${[...parameters, ...positional.rest()].join(", ")})`;
}

/** The positional parameters of some overloads together. */
class PositionalParameters {
  readonly names: readonly string[];
  readonly #overloads: readonly Overload[];
  readonly #verdicts: string;
  readonly #scope: Scope;
  readonly #taken = new Set<string>();

  constructor(overloads: readonly Overload[], count: number, verdicts: string, scope: Scope) {
    this.#overloads = overloads;
    this.#verdicts = verdicts;
    this.#scope = scope;
    this.names = Array.from({ length: count }, (_, index) =>
      claimParameterName(this.#nameAt(index), index, this.#taken),
    );
  }

  /** `last`: a trailing plain object could stand here, and would be keywords where the verdict says so. */
  type(index: number, last: boolean): string {
    return printParameterType(
      parameterTypeAt(this.#overloads, index),
      this.#scope,
      !last || !takesKeywordsAt(this.#verdicts, index),
    );
  }

  /** `*args`, as the end of a parameter list. */
  rest(): readonly string[] {
    const type = this.#restType();
    if (type === null) return [];
    const printed = printParameterType(
      type,
      this.#scope,
      !takesKeywordsFrom(this.#verdicts, this.names.length) && !this.#anyKeywords(),
    );
    return [`...${claimParameterName(this.#restName(), this.names.length, this.#taken)}: ${printArray(printed)}`];
  }

  /** Exactly these, then keywords. */
  fixed(keywords: string): readonly string[] {
    const parameters = this.names.map((name, index) => `${name}: ${this.type(index, false)}`);
    const marked = `(${[...parameters, this.#marker(), `${this.#keywordsName()}: ${keywords}`].join(", ")})`;
    if (!takesKeywordsAt(this.#verdicts, this.names.length)) return [marked];
    return [`(${[...parameters, `${this.#keywordsName()}: ${keywords}`].join(", ")})`, marked];
  }

  /** These and any number of others, then keywords. */
  variadic(keywords: string): readonly string[] {
    const type = this.#restType() ?? [];
    const parameters = this.names.map((name, index) => `${name}: ${this.type(index, false)}`);
    const rest = `...${printArray(printParameterType(type, this.#scope))}`;
    const end = (...tail: readonly string[]): string =>
      `(${[...parameters, `...${claimParameterName(this.#restName(), 0, new Set(this.#taken))}: [${[rest, ...tail].join(", ")}]`].join(", ")})`;
    const marked = end(this.#scope.fromRuntime("KW"), keywords);
    return takesKeywordsFrom(this.#verdicts, this.names.length) ? [end(keywords), marked] : [marked];
  }

  #nameAt(index: number): string {
    const named = this.#overloads.find((overload) => overload.positional[index] !== undefined);
    return named?.positional[index]?.name ?? `arg${index}`;
  }

  #restType(): ParameterType | null {
    const rests = this.#overloads.filter((overload) => overload.rest !== null);
    return rests.length === 0 ? null : parameterTypeAt(rests, Number.MAX_SAFE_INTEGER);
  }

  #restName(): string {
    return this.#overloads.find((overload) => overload.rest !== null)?.rest?.name ?? "args";
  }

  /** Whether some position of `*args` takes a plain object for keywords. */
  #anyKeywords(): boolean {
    return takesKeywordsAt(this.#verdicts, Number.MAX_SAFE_INTEGER);
  }

  #marker(): string {
    return `${claimParameterName("kw", 0, new Set(this.names))}: ${this.#scope.fromRuntime("KW")}`;
  }

  #keywordsName(): string {
    return claimParameterName("keywords", 0, new Set(this.names));
  }
}

function allowUndefined(type: string): string {
  return type === "PyIn" ? type : `${type} | undefined`;
}
