/**
 * The keyword verdicts of a callable: at which positions a trailing plain object is taken for keywords. Declarations and
 * call tables both read the verdicts from here, so they cannot disagree. The format is that of `CallableRules.keywords`.
 */
import type { ParameterIR, SignatureIR } from "../ir/ir.ts";

/** Returns the verdicts of a callable: `k` at a position only if no overload takes a mapping there. */
export function computeVerdicts(signatures: readonly SignatureIR[]): string {
  const lists = signatures.map(listPositional);
  const rests = signatures.map((signature) => signature.parameters.find(({ kind }) => kind === "var-positional"));
  const length = Math.max(0, ...lists.map((list) => list.length));
  const verdictAt = (index: number): string => {
    const takesMapping = lists.some((list, overload) => (list[index] ?? rests[overload])?.mapping ?? false);
    return takesMapping ? "a" : "k";
  };
  const fixed = Array.from({ length }, (_, index) => verdictAt(index)).join("");
  return rests.some((rest) => rest !== undefined) ? `${fixed}*${verdictAt(length)}` : fixed;
}

/** Whether a plain object without marker is taken for keywords when it is the last argument, at `index`. */
export function takesKeywordsAt(verdicts: string, index: number): boolean {
  const { fixed, rest } = splitVerdicts(verdicts);
  return (fixed[index] ?? rest) === "k";
}

/** Whether the same holds at every position from `index` on. */
export function takesKeywordsFrom(verdicts: string, index: number): boolean {
  const { fixed, rest } = splitVerdicts(verdicts);
  return rest === "k" && !fixed.slice(index).includes("a");
}

/** Returns verdicts that are `k` only where both are. */
export function intersectVerdicts(one: string, other: string): string {
  const [a, b] = [splitVerdicts(one), splitVerdicts(other)];
  const length = Math.max(a.fixed.length, b.fixed.length);
  const verdictAt = (index: number): string =>
    (a.fixed[index] ?? a.rest) === "k" && (b.fixed[index] ?? b.rest) === "k" ? "k" : "a";
  const fixed = Array.from({ length }, (_, index) => verdictAt(index)).join("");
  return one.includes("*") || other.includes("*") ? `${fixed}*${verdictAt(length)}` : fixed;
}

function splitVerdicts(verdicts: string): { readonly fixed: string; readonly rest: string } {
  const [fixed = "", rest = "k"] = verdicts.split("*");
  return { fixed, rest };
}

function listPositional(signature: SignatureIR): readonly ParameterIR[] {
  return signature.parameters.filter(({ kind }) => kind === "positional-only" || kind === "positional-or-keyword");
}
