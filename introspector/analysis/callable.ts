/**
 * One callable as both its declaration and its call table see it: overloads in parameter and result types, grouped, with
 * keyword verdicts and the result rule.
 */
import type { ResultRule } from "../../runtime/wire/call-table.ts";
import type { ParameterIR, SignatureIR } from "../ir/ir.ts";
import type { Declarations } from "./declarations.ts";
import { computeVerdicts, intersectVerdicts } from "./keyword-verdicts.ts";
import { groupOverloads, type Overload, type OverloadGroup, type Parameter } from "./overloads.ts";
import { type ParameterType, toParameterType } from "./parameter-types.ts";
import { decideResultRule } from "./result-rules.ts";
import { type ResultType, toResultType } from "./result-types.ts";

export interface Callable {
  readonly overloads: readonly Overload[];
  /** In the order in which they are declared; results are settled. */
  readonly groups: readonly OverloadGroup[];
  /** Keyword verdicts, as call tables write them. */
  readonly keywords: string;
  readonly rule: ResultRule | null;
  readonly deprecated: string | null;
}

export interface Receiver {
  readonly parameter: ParameterType;
  readonly result: ResultType;
}

/** What is known of an overload beyond its declaration. */
export type Refinement = (overload: Overload) => readonly Overload[];

export interface CallableSource {
  readonly signatures: readonly SignatureIR[];
  readonly async: boolean;
  /** What `Self` is. */
  readonly self: Receiver;
  readonly refine: Refinement | null;
  /** Verdicts of what the worker finds instead, where this declaration does not exist at run time. */
  readonly verdicts: string | null;
}

const UNDECLARED_PARAMETER: ParameterIR = {
  name: "args",
  kind: "var-positional",
  type: { t: "missing" },
  source: "none",
  default: null,
  mapping: true,
};

/** Of a callable without any signature: everything is possible, nothing is known. */
export const UNKNOWN_SIGNATURE: SignatureIR = {
  parameters: [UNDECLARED_PARAMETER, { ...UNDECLARED_PARAMETER, name: "kwargs", kind: "var-keyword" }],
  result: { t: "missing" },
  resultSource: "none",
  self: null,
  deprecated: null,
};

export function analyzeCallable(source: CallableSource, declarations: Declarations): Callable {
  const signatures = source.signatures.length > 0 ? source.signatures : [UNKNOWN_SIGNATURE];
  const declared = signatures.map((signature) => toOverload(signature, source, declarations));
  const overloads = source.refine === null ? declared : declared.flatMap(source.refine);
  const groups = groupOverloads(overloads);
  const settled = decideResultRule(
    groups.map((item) => item.result),
    declarations,
  );
  const own = computeVerdicts(signatures);
  return {
    overloads,
    groups: groups.map((item, index) => ({ ...item, result: settled.results[index] as ResultType })),
    keywords: source.verdicts === null ? own : intersectVerdicts(own, source.verdicts),
    rule: settled.rule,
    deprecated: signatures.every((signature) => signature.deprecated !== null)
      ? (signatures[0]?.deprecated ?? null)
      : null,
  };
}

function toOverload(signature: SignatureIR, source: CallableSource, declarations: Declarations): Overload {
  const of = (...kinds: readonly ParameterIR["kind"][]): readonly Parameter[] =>
    signature.parameters
      .filter((parameter) => kinds.includes(parameter.kind))
      .map((parameter) => ({
        name: parameter.name,
        type: toParameterType(parameter.type, { declarations, self: source.self.parameter }),
        optional: parameter.default !== null,
        keyword: parameter.kind !== "positional-only",
      }));
  const result: ResultType = source.async
    ? { kind: "any", cause: "async" }
    : toResultType(signature.result, { declarations, self: source.self.result });
  return {
    positional: of("positional-only", "positional-or-keyword"),
    rest: of("var-positional")[0] ?? null,
    keywordOnly: of("keyword-only"),
    open: of("var-keyword").length > 0,
    result,
  };
}
