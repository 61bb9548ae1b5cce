/**
 * Prints parameter lists: the first positional parameters of some overloads together, alone or followed by keywords.
 */
import { parameterTypeAt } from "../analysis/call-forms.ts";
import type { Overload } from "../analysis/callable-shapes.ts";
import { takesKeywordsAt, takesKeywordsFrom } from "../analysis/keyword-verdicts.ts";
import type { ParameterType } from "../analysis/parameter-shapes.ts";
import { claimParameterName } from "../names.ts";
import type { Scope } from "./scope.ts";
import { allowUndefined, printArray, printParameterType } from "./types.ts";

export class PositionalParameters {
  readonly #names: readonly string[];
  readonly #overloads: readonly Overload[];
  readonly #verdicts: string;
  readonly #scope: Scope;
  readonly #taken = new Set<string>();

  /** @param count how many positional parameters there are, `*args` not counted */
  constructor(overloads: readonly Overload[], count: number, verdicts: string, scope: Scope) {
    this.#overloads = overloads;
    this.#verdicts = verdicts;
    this.#scope = scope;
    this.#names = Array.from({ length: count }, (_, index) =>
      claimParameterName(this.#findName(index), index, this.#taken),
    );
  }

  /** Prints a list without keywords. @param required how many parameters must be given */
  printAlone(required: number): string {
    const parameters = this.#names.map((name, index) => {
      const mayBeLast = index >= required - 1;
      const type = this.#printType(index, mayBeLast);
      return index < required ? `${name}: ${type}` : `${name}?: ${allowUndefined(type)}`;
    });
    return `(${[...parameters, ...this.#printRest()].join(", ")})`;
  }

  /** Prints exactly these parameters and then keywords: without the marker where that is allowed, and with it. */
  printWithKeywords(keywordType: string): readonly string[] {
    const parameters = this.#names.map((name, index) => `${name}: ${this.#printType(index, false)}`);
    const keywords = `${this.#freeName("keywords")}: ${keywordType}`;
    const marker = `${this.#freeName("kw")}: ${this.#scope.fromRuntime("KW")}`;
    const marked = `(${[...parameters, marker, keywords].join(", ")})`;
    if (!takesKeywordsAt(this.#verdicts, this.#names.length)) return [marked];
    return [`(${[...parameters, keywords].join(", ")})`, marked];
  }

  /** Prints these parameters, then any number of `*args`, and then keywords, likewise. */
  printVariadicWithKeywords(keywordType: string): readonly string[] {
    const parameters = this.#names.map((name, index) => `${name}: ${this.#printType(index, false)}`);
    const rest = `...${printArray(printParameterType(this.#restType() ?? [], this.#scope))}`;
    const restName = claimParameterName(this.#findRestName(), 0, new Set(this.#taken));
    const printList = (...tail: readonly string[]): string =>
      `(${[...parameters, `...${restName}: [${[rest, ...tail].join(", ")}]`].join(", ")})`;
    const marked = printList(this.#scope.fromRuntime("KW"), keywordType);
    return takesKeywordsFrom(this.#verdicts, this.#names.length) ? [printList(keywordType), marked] : [marked];
  }

  /** @param mayBeLast whether the argument may be the last one; then a plain object may be taken for keywords */
  #printType(index: number, mayBeLast: boolean): string {
    const plainObjects = !mayBeLast || !takesKeywordsAt(this.#verdicts, index);
    return printParameterType(parameterTypeAt(this.#overloads, index), this.#scope, plainObjects);
  }

  /** Prints `*args` as the end of a list; the result is empty if no overload has it. */
  #printRest(): readonly string[] {
    const type = this.#restType();
    if (type === null) return [];
    const beyondAll = takesKeywordsAt(this.#verdicts, Number.MAX_SAFE_INTEGER);
    const plainObjects = !takesKeywordsFrom(this.#verdicts, this.#names.length) && !beyondAll;
    const printed = printParameterType(type, this.#scope, plainObjects);
    return [`...${claimParameterName(this.#findRestName(), this.#names.length, this.#taken)}: ${printArray(printed)}`];
  }

  #restType(): ParameterType | null {
    const withRest = this.#overloads.filter((overload) => overload.rest !== null);
    return withRest.length === 0 ? null : parameterTypeAt(withRest, Number.MAX_SAFE_INTEGER);
  }

  #findName(index: number): string {
    const named = this.#overloads.find((overload) => overload.positional[index] !== undefined);
    return named?.positional[index]?.name ?? `arg${index}`;
  }

  #findRestName(): string {
    return this.#overloads.find((overload) => overload.rest !== null)?.rest?.name ?? "args";
  }

  #freeName(name: string): string {
    return claimParameterName(name, 0, new Set(this.#names));
  }
}
