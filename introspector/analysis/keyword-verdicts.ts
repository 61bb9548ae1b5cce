/**
 * The keyword verdicts of a callable: at which positions a trailing plain object is keywords. Types and call tables both
 * read them from here, so that they cannot disagree. The format is that of `CallableRules.keywords`.
 */
import type { ParameterIR, SignatureIR } from "../ir/ir.ts";

/** All overloads must agree that no mapping can stand at a position. */
export function computeVerdicts(signatures: readonly SignatureIR[]): string {
  const lists = signatures.map(listPositional);
  const rests = signatures.map((signature) => signature.parameters.find(({ kind }) => kind === "var-positional"));
  const length = Math.max(0, ...lists.map((list) => list.length));
  const at = (index: number): string => {
    const takesMapping = lists.some((list, overload) => (list[index] ?? rests[overload])?.mapping ?? false);
    return takesMapping ? "a" : "k";
  };
  const fixed = Array.from({ length }, (_, index) => at(index)).join("");
  return rests.some((rest) => rest !== undefined) ? `${fixed}*${at(length)}` : fixed;
}

/** Whether an unmarked plain object at `index`, the last argument, is keywords. */
export function takesKeywordsAt(verdicts: string, index: number): boolean {
  const { fixed, rest } = splitVerdicts(verdicts);
  return (fixed[index] ?? rest) === "k";
}

/** The same from `index` on, wherever the last argument is. */
export function takesKeywordsFrom(verdicts: string, index: number): boolean {
  const { fixed, rest } = splitVerdicts(verdicts);
  return rest === "k" && !fixed.slice(index).includes("a");
}

/** `k` only where both say so. */
export function intersectVerdicts(one: string, other: string): string {
  const [a, b] = [splitVerdicts(one), splitVerdicts(other)];
  const length = Math.max(a.fixed.length, b.fixed.length);
  const at = (index: number): string =>
    (a.fixed[index] ?? a.rest) === "k" && (b.fixed[index] ?? b.rest) === "k" ? "k" : "a";
  const fixed = Array.from({ length }, (_, index) => at(index)).join("");
  return one.includes("*") || other.includes("*") ? `${fixed}*${at(length)}` : fixed;
}

function splitVerdicts(verdicts: string): { readonly fixed: string; readonly rest: string } {
  const [fixed = "", rest = "k"] = verdicts.split("*");
  return { fixed, rest };
}

function listPositional(signature: SignatureIR): readonly ParameterIR[] {
  return signature.parameters.filter(({ kind }) => kind === "positional-only" || kind === "positional-or-keyword");
}
