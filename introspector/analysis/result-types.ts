/**
 * Results: what a declared type arrives as. A tree without text, so that call tables and declarations read the same
 * facts; `settle.ts` decides what the worker is told about it, `print.ts` writes it.
 */
import type { Cause } from "./coverage.ts";
import type { ClassId, LiteralIR, TypeIR } from "../ir/ir.ts";
import { type Category, classify, type ScalarKind } from "./classify.ts";
import { type Declarations, expand } from "./declarations.ts";

export type Out =
  | { readonly is: "any"; readonly cause: Cause }
  /** Declared as `object`: anything, and so said by the author. */
  | { readonly is: "unknown" }
  | { readonly is: "null" | "never" | ScalarKind }
  /** An `int` that nobody holds to ±(2^53−1). */
  | { readonly is: "integer" }
  | { readonly is: "literal"; readonly value: string | number | boolean }
  | { readonly is: "list" | "set"; readonly item: Out }
  | { readonly is: "tuple"; readonly items: readonly Out[]; readonly rest: Out | null }
  | { readonly is: "object"; readonly value: Out }
  | { readonly is: "map"; readonly key: Out; readonly value: Out }
  /** A named tuple or a TypedDict, by the name of its declaration. */
  | { readonly is: "named"; readonly id: ClassId }
  /** A handle; `null`: of which only that is known. */
  | { readonly is: "handle"; readonly id: ClassId | null }
  /** The receiver, where it is a handle. */
  | { readonly is: "this" }
  | { readonly is: "callable" }
  | { readonly is: "class"; readonly id: ClassId | null }
  | { readonly is: "scalar"; readonly id: ClassId; readonly value: Out }
  | { readonly is: "union"; readonly items: readonly Out[] };

export interface OutContext {
  readonly declarations: Declarations;
  /** What `Self` arrives as. */
  readonly self: Out;
}

const any = (cause: Cause): Out => ({ is: "any", cause });

export function outOf(type: TypeIR, context: OutContext, aliases: readonly string[] = []): Out {
  const nested = (item: TypeIR): Out => outOf(item, context, aliases);
  switch (type.t) {
    case "any":
      return any("explicit");
    case "missing":
      return any("missing");
    case "unresolved":
      return any("unresolved");
    case "none":
      return { is: "null" };
    case "never":
      return { is: "never" };
    case "self":
      return context.self;
    case "module":
      return { is: "handle", id: null };
    case "callable":
      return { is: "callable" };
    case "type":
      return { is: "class", id: handleId(nested(type.of)) };
    case "literal":
      return union(type.values.map(literal));
    case "union":
      return union(type.items.map(nested));
    case "tuple":
      return {
        is: "tuple",
        items: type.items.map(nested),
        rest: type.rest === null ? null : nested(type.rest),
      };
    case "typevar":
      if (type.constraints.length > 0) return union(type.constraints.map(nested));
      return type.bound === null ? any("typevar") : outOf(type.bound, context, aliases);
    case "alias": {
      const alias = context.declarations.alias(type.name);
      if (alias === undefined) return any("unresolved");
      if (aliases.includes(type.name)) return any("recursive");
      return outOf(expand(alias, type.args), context, [...aliases, type.name]);
    }
    case "class":
      return instance(classify(type.id, type.args, context.declarations), type.args, nested);
  }
}

/** What an instance of a class arrives as, its type arguments unknown. */
export function instanceOf(id: ClassId, declarations: Declarations): Out {
  return instance(classify(id, [], declarations), [], () => any("typevar"));
}

/** The members of a union, itself being the only one of anything else. */
export function members(out: Out): readonly Out[] {
  return out.is === "union" ? out.items : [out];
}

/** One `any` makes all of it unknown, as it does in TypeScript. */
export function union(outs: readonly Out[]): Out {
  const items = new Map(outs.flatMap(members).map((out) => [JSON.stringify(out), out]));
  const all = [...items.values()];
  const untyped = all.find((out) => out.is === "any") ?? all.find((out) => out.is === "unknown");
  if (untyped !== undefined) return untyped;
  const some = all.filter(
    (out) => out.is !== "never" && !all.some((other) => other !== out && covers(other, out) && !covers(out, other)),
  );
  if (some.length === 0) return { is: "never" };
  return some.length === 1 ? (some[0] as Out) : { is: "union", items: some };
}

/** Whether every value of a tuple is one of a wider tuple or list. */
function covers(wide: Out, narrow: Out): boolean {
  if (narrow.is !== "tuple") return false;
  if (wide.is === "list") return [...narrow.items, ...restOf(narrow)].every((item) => takes(wide.item, item));
  if (wide.is !== "tuple") return false;
  const [rest] = restOf(wide);
  if (rest !== undefined && wide.items.length === 0) {
    return [...narrow.items, ...restOf(narrow)].every((item) => takes(rest, item));
  }
  const fixed = rest === undefined && narrow.rest === null && wide.items.length === narrow.items.length;
  return fixed && wide.items.every((item, index) => takes(item, narrow.items[index] as Out));
}

function restOf({ rest }: { readonly rest: Out | null }): readonly Out[] {
  return rest === null ? [] : [rest];
}

function takes(wide: Out, narrow: Out): boolean {
  return wide.is === "any" || JSON.stringify(wide) === JSON.stringify(narrow);
}

function instance(category: Category, args: readonly TypeIR[], nested: (type: TypeIR) => Out): Out {
  const argument = (index: number): Out => {
    const type = args[index];
    return type === undefined ? any("missing") : nested(type);
  };
  switch (category.is) {
    case "bool":
    case "int":
    case "float":
    case "complex":
    case "string":
    case "bytes":
      return { is: category.is };
    case "none":
      return { is: "null" };
    case "list":
    case "set":
      return { is: category.is, item: argument(0) };
    case "tuple":
      return { is: "tuple", items: [], rest: any("missing") };
    case "dict":
      return dictionary(argument(0), argument(1));
    case "named-tuple":
    case "typed-dict":
      return { is: "named", id: category.id };
    case "scalar":
      return { is: "scalar", id: category.id, value: { is: category.value } };
    case "interface":
      return { is: "handle", id: category.id };
    case "type":
      return { is: "class", id: args[0] === undefined ? null : handleId(nested(args[0])) };
    case "callable":
      return { is: "callable" };
    case "handle":
    case "slice":
    case "ellipsis":
    case "iterator":
      return { is: "handle", id: null };
    case "object":
      return { is: "unknown" };
    case "awaitable":
      return any("async");
    case "abstract":
    case "any-scalar":
      return any("abstract");
    case "unbound":
      return any("unbound");
  }
}

function dictionary(key: Out, value: Out): Out {
  const keys = members(key);
  const isString = (out: Out): boolean =>
    out.is === "string" || (out.is === "literal" && typeof out.value === "string");
  if (keys.every(isString)) return { is: "object", value };
  // Whether the keys are strings decides how it arrives, so they must be known all through.
  const unknown = keys.some((out) => out.is === "any" || out.is === "unknown");
  return unknown ? any(key.is === "any" ? key.cause : "dict") : { is: "map", key, value };
}

function literal(value: LiteralIR): Out {
  if (value === null) return { is: "null" };
  if (typeof value !== "object") return { is: "literal", value };
  if ("enum" in value) return { is: "handle", id: value.enum };
  return "bytes" in value ? { is: "bytes" } : { is: "integer" };
}

function handleId(out: Out): ClassId | null {
  return out.is === "handle" || out.is === "scalar" ? out.id : null;
}
