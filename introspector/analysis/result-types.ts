/**
 * Converts a declared type into what a result of that type arrives as. `result-rules.ts` then decides what the worker
 * must be told about it.
 */
import type { ClassId, LiteralIR, TypeIR } from "../ir/ir.ts";
import { AliasExpansion, expandAlias } from "./aliases.ts";
import type { Category } from "./category.ts";
import { classifyClass } from "./classify.ts";
import type { UntypedCause } from "./coverage.ts";
import type { Declarations } from "./declarations.ts";
import { listUnionItems, type ResultType, uniteResultTypes } from "./result-shapes.ts";

export interface ResultContext {
  readonly declarations: Declarations;
  /** What a result declared `Self` arrives as. */
  readonly self: ResultType;
}

const any = (cause: UntypedCause): ResultType => ({ kind: "any", cause });

/** @param expansion the aliases that are being expanded around `type` */
export function toResultType(
  type: TypeIR,
  context: ResultContext,
  expansion: AliasExpansion = new AliasExpansion(),
): ResultType {
  const convert = (item: TypeIR): ResultType => toResultType(item, context, expansion);
  switch (type.t) {
    case "any":
      return any("explicit");
    case "missing":
      return any("missing");
    case "unresolved":
      return any("unresolved");
    case "none":
      return { kind: "null" };
    case "never":
      return { kind: "never" };
    case "self":
      return context.self;
    case "module":
      return { kind: "handle", id: null };
    case "callable":
      return { kind: "callable" };
    case "type":
      return { kind: "class", id: handleClassId(convert(type.of)) };
    case "literal":
      return uniteResultTypes(type.values.map(literalToResultType));
    case "union":
      return uniteResultTypes(type.items.map(convert));
    case "tuple":
      return {
        kind: "tuple",
        items: type.items.map(convert),
        rest: type.rest === null ? null : convert(type.rest),
      };
    case "typevar":
      if (type.constraints.length > 0) return uniteResultTypes(type.constraints.map(convert));
      return type.bound === null ? any("typevar") : convert(type.bound);
    case "alias": {
      const alias = context.declarations.findAlias(type.name);
      if (alias === undefined) return any("unresolved");
      const inner = expansion.enter(type.name);
      return inner === null ? any("recursive") : toResultType(expandAlias(alias, type.args), context, inner);
    }
    case "class":
      return categoryToResultType(classifyClass(type.id, type.args, context.declarations), type.args, convert);
  }
}

/** Returns what a result arrives as that is declared as a class without type arguments. */
export function instanceToResultType(id: ClassId, declarations: Declarations): ResultType {
  return categoryToResultType(classifyClass(id, [], declarations), [], () => any("typevar"));
}

function categoryToResultType(
  category: Category,
  args: readonly TypeIR[],
  convert: (type: TypeIR) => ResultType,
): ResultType {
  const convertArgument = (index: number): ResultType => {
    const type = args[index];
    return type === undefined ? any("missing") : convert(type);
  };
  switch (category.kind) {
    case "bool":
    case "int":
    case "float":
    case "complex":
    case "string":
    case "bytes":
      return { kind: category.kind };
    case "none":
      return { kind: "null" };
    case "list":
    case "set":
      return { kind: category.kind, item: convertArgument(0) };
    case "tuple":
      return { kind: "tuple", items: [], rest: any("missing") };
    case "dict":
      return dictToResultType(convertArgument(0), convertArgument(1));
    case "named-tuple":
    case "typed-dict":
      return { kind: "named", id: category.id };
    case "scalar":
      return { kind: "scalar", id: category.id, value: { kind: category.value } };
    case "interface":
      return { kind: "handle", id: category.id };
    case "type":
      return { kind: "class", id: args[0] === undefined ? null : handleClassId(convert(args[0])) };
    case "callable":
      return { kind: "callable" };
    case "handle":
    case "slice":
    case "ellipsis":
    case "iterator":
      return { kind: "handle", id: null };
    case "object":
      return { kind: "unknown" };
    case "awaitable":
      return any("async");
    case "abstract":
    case "any-scalar":
      return any("abstract");
    case "unbound":
      return any("unbound");
  }
}

function dictToResultType(key: ResultType, value: ResultType): ResultType {
  const keys = listUnionItems(key);
  const isString = (type: ResultType): boolean =>
    type.kind === "string" || (type.kind === "literal" && typeof type.value === "string");
  if (keys.every(isString)) return { kind: "object", value };
  // A dict arrives as an object only if all its keys are strings, so an unknown key leaves the result unknown.
  const unknown = keys.some(({ kind }) => kind === "any" || kind === "unknown");
  return unknown ? any(key.kind === "any" ? key.cause : "dict") : { kind: "map", key, value };
}

function literalToResultType(value: LiteralIR): ResultType {
  if (value === null) return { kind: "null" };
  if (typeof value !== "object") return { kind: "literal", value };
  if ("enum" in value) return { kind: "handle", id: value.enum };
  return "bytes" in value ? { kind: "bytes" } : { kind: "integer" };
}

/** Returns the class of a handle or a scalar; `null`: the class is not known, or the type is neither. */
function handleClassId(type: ResultType): ClassId | null {
  return type.kind === "handle" || type.kind === "scalar" ? type.id : null;
}
