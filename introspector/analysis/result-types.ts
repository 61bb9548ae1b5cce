/**
 * Results: what a declared type arrives as. A tree without text, so that call tables and declarations read the same
 * facts; `settle.ts` decides what the worker is told about it, `print.ts` writes it.
 */

import type { ClassId, LiteralIR, TypeIR } from "../ir/ir.ts";
import { type Category, classifyClass, type ScalarKind } from "./classify.ts";
import type { UntypedCause } from "./coverage.ts";
import { type Declarations, expandAlias } from "./declarations.ts";

export type ResultType =
  | { readonly kind: "any"; readonly cause: UntypedCause }
  /** Declared as `object`: anything, and so said by the author. */
  | { readonly kind: "unknown" }
  | { readonly kind: "null" | "never" | ScalarKind }
  /** An `int` that nobody holds to ±(2^53−1). */
  | { readonly kind: "integer" }
  | { readonly kind: "literal"; readonly value: string | number | boolean }
  | { readonly kind: "list" | "set"; readonly item: ResultType }
  | { readonly kind: "tuple"; readonly items: readonly ResultType[]; readonly rest: ResultType | null }
  | { readonly kind: "object"; readonly value: ResultType }
  | { readonly kind: "map"; readonly key: ResultType; readonly value: ResultType }
  /** A named tuple or a TypedDict, by the name of its declaration. */
  | { readonly kind: "named"; readonly id: ClassId }
  /** A handle; `null`: of which only that is known. */
  | { readonly kind: "handle"; readonly id: ClassId | null }
  /** The receiver, where it is a handle. */
  | { readonly kind: "this" }
  | { readonly kind: "callable" }
  | { readonly kind: "class"; readonly id: ClassId | null }
  | { readonly kind: "scalar"; readonly id: ClassId; readonly value: ResultType }
  | { readonly kind: "union"; readonly items: readonly ResultType[] };

export interface ResultContext {
  readonly declarations: Declarations;
  /** What `Self` arrives as. */
  readonly self: ResultType;
}

const any = (cause: UntypedCause): ResultType => ({ kind: "any", cause });

export function toResultType(type: TypeIR, context: ResultContext, aliases: readonly string[] = []): ResultType {
  const nested = (item: TypeIR): ResultType => toResultType(item, context, aliases);
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
      return { kind: "class", id: handleClassId(nested(type.of)) };
    case "literal":
      return uniteResultTypes(type.values.map(literalToResultType));
    case "union":
      return uniteResultTypes(type.items.map(nested));
    case "tuple":
      return {
        kind: "tuple",
        items: type.items.map(nested),
        rest: type.rest === null ? null : nested(type.rest),
      };
    case "typevar":
      if (type.constraints.length > 0) return uniteResultTypes(type.constraints.map(nested));
      return type.bound === null ? any("typevar") : toResultType(type.bound, context, aliases);
    case "alias": {
      const alias = context.declarations.findAlias(type.name);
      if (alias === undefined) return any("unresolved");
      if (aliases.includes(type.name)) return any("recursive");
      return toResultType(expandAlias(alias, type.args), context, [...aliases, type.name]);
    }
    case "class":
      return categoryToResultType(classifyClass(type.id, type.args, context.declarations), type.args, nested);
  }
}

/** What an instance of a class arrives as, its type arguments unknown. */
export function instanceToResultType(id: ClassId, declarations: Declarations): ResultType {
  return categoryToResultType(classifyClass(id, [], declarations), [], () => any("typevar"));
}

/** The members of a union, itself being the only one of anything else. */
export function listUnionItems(out: ResultType): readonly ResultType[] {
  return out.kind === "union" ? out.items : [out];
}

/** One `any` makes all of it unknown, as it does in TypeScript. */
export function uniteResultTypes(outs: readonly ResultType[]): ResultType {
  const items = new Map(outs.flatMap(listUnionItems).map((out) => [JSON.stringify(out), out]));
  const all = [...items.values()];
  const untyped = all.find((out) => out.kind === "any") ?? all.find((out) => out.kind === "unknown");
  if (untyped !== undefined) return untyped;
  const some = all.filter(
    (out) =>
      out.kind !== "never" &&
      !all.some((other) => other !== out && coversTuple(other, out) && !coversTuple(out, other)),
  );
  if (some.length === 0) return { kind: "never" };
  return some.length === 1 ? (some[0] as ResultType) : { kind: "union", items: some };
}

/** Whether every value of a tuple is one of a wider tuple or list. */
function coversTuple(wide: ResultType, narrow: ResultType): boolean {
  if (narrow.kind !== "tuple") return false;
  if (wide.kind === "list") return [...narrow.items, ...restOf(narrow)].every((item) => coversItem(wide.item, item));
  if (wide.kind !== "tuple") return false;
  const [rest] = restOf(wide);
  if (rest !== undefined && wide.items.length === 0) {
    return [...narrow.items, ...restOf(narrow)].every((item) => coversItem(rest, item));
  }
  const fixed = rest === undefined && narrow.rest === null && wide.items.length === narrow.items.length;
  return fixed && wide.items.every((item, index) => coversItem(item, narrow.items[index] as ResultType));
}

function restOf({ rest }: { readonly rest: ResultType | null }): readonly ResultType[] {
  return rest === null ? [] : [rest];
}

function coversItem(wide: ResultType, narrow: ResultType): boolean {
  return wide.kind === "any" || JSON.stringify(wide) === JSON.stringify(narrow);
}

function categoryToResultType(
  category: Category,
  args: readonly TypeIR[],
  nested: (type: TypeIR) => ResultType,
): ResultType {
  const argument = (index: number): ResultType => {
    const type = args[index];
    return type === undefined ? any("missing") : nested(type);
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
      return { kind: category.kind, item: argument(0) };
    case "tuple":
      return { kind: "tuple", items: [], rest: any("missing") };
    case "dict":
      return dictToResultType(argument(0), argument(1));
    case "named-tuple":
    case "typed-dict":
      return { kind: "named", id: category.id };
    case "scalar":
      return { kind: "scalar", id: category.id, value: { kind: category.value } };
    case "interface":
      return { kind: "handle", id: category.id };
    case "type":
      return { kind: "class", id: args[0] === undefined ? null : handleClassId(nested(args[0])) };
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
  const isString = (out: ResultType): boolean =>
    out.kind === "string" || (out.kind === "literal" && typeof out.value === "string");
  if (keys.every(isString)) return { kind: "object", value };
  // Whether the keys are strings decides how it arrives, so they must be known all through.
  const unknown = keys.some((out) => out.kind === "any" || out.kind === "unknown");
  return unknown ? any(key.kind === "any" ? key.cause : "dict") : { kind: "map", key, value };
}

function literalToResultType(value: LiteralIR): ResultType {
  if (value === null) return { kind: "null" };
  if (typeof value !== "object") return { kind: "literal", value };
  if ("enum" in value) return { kind: "handle", id: value.enum };
  return "bytes" in value ? { kind: "bytes" } : { kind: "integer" };
}

function handleClassId(out: ResultType): ClassId | null {
  return out.kind === "handle" || out.kind === "scalar" ? out.id : null;
}
