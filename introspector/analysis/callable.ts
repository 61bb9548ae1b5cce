/**
 * Analyzes one callable for its declaration and its call table alike: overloads in parameter and result types, grouped,
 * with keyword verdicts and the result rule.
 */
import type { ResultRule } from "../../runtime/wire/call-table.ts";
import type { ParameterIR, SignatureIR } from "../ir/ir.ts";
import type { Overload, OverloadGroup, Parameter, Receiver, Refinement } from "./callable-shapes.ts";
import type { Declarations } from "./declarations.ts";
import { computeVerdicts, intersectVerdicts } from "./keyword-verdicts.ts";
import { groupOverloads } from "./overloads.ts";
import { toParameterType } from "./parameter-types.ts";
import { decideResultRule } from "./result-rules.ts";
import type { ResultType } from "./result-shapes.ts";
import { toResultType } from "./result-types.ts";

export interface Callable {
  readonly overloads: readonly Overload[];
  /** In the order in which they are declared, with results as the result rule makes them. */
  readonly groups: readonly OverloadGroup[];
  /** Keyword verdicts in the format of call tables. */
  readonly keywords: string;
  readonly rule: ResultRule | null;
  /** Why the callable is deprecated; `null`: it is not, or some of its overloads are not. */
  readonly deprecated: string | null;
}

export interface CallableSource {
  readonly signatures: readonly SignatureIR[];
  readonly async: boolean;
  /** What `Self` means. */
  readonly self: Receiver;
  readonly refine: Refinement | null;
  /** The verdicts of the callable that the worker finds instead, if this declaration does not exist at run time. */
  readonly runtimeVerdicts: string | null;
}

const UNDECLARED_PARAMETER: ParameterIR = {
  name: "args",
  kind: "var-positional",
  type: { t: "missing" },
  source: "none",
  default: null,
  mapping: true,
};

/** The signature of a callable that declares none: it takes everything, and nothing is known of its result. */
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
  const { rule, results } = decideResultRule(
    groups.map((group) => group.result),
    declarations,
  );
  const declaredVerdicts = computeVerdicts(signatures);
  return {
    overloads,
    groups: groups.map((group, index) => ({ ...group, result: results[index] as ResultType })),
    keywords:
      source.runtimeVerdicts === null ? declaredVerdicts : intersectVerdicts(declaredVerdicts, source.runtimeVerdicts),
    rule,
    deprecated: signatures.every((signature) => signature.deprecated !== null)
      ? (signatures[0]?.deprecated ?? null)
      : null,
  };
}

function toOverload(signature: SignatureIR, source: CallableSource, declarations: Declarations): Overload {
  const listParameters = (...kinds: readonly ParameterIR["kind"][]): readonly Parameter[] =>
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
    positional: listParameters("positional-only", "positional-or-keyword"),
    rest: listParameters("var-positional")[0] ?? null,
    keywordOnly: listParameters("keyword-only"),
    open: listParameters("var-keyword").length > 0,
    result,
  };
}
