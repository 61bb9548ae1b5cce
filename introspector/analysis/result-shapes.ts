/**
 * The shape of a result's type: what a declared type arrives as in JavaScript. No text, so that declarations and call
 * tables are made from the same facts.
 */
import type { ClassId } from "../ir/ir.ts";
import type { ScalarKind } from "./category.ts";
import type { UntypedCause } from "./coverage.ts";

export type ResultType =
  | { readonly kind: "any"; readonly cause: UntypedCause }
  /** The author declared `object`, so anything may arrive. */
  | { readonly kind: "unknown" }
  | { readonly kind: "null" | "never" | ScalarKind }
  /** An `int` that nothing limits to ±(2^53−1). */
  | { readonly kind: "integer" }
  | { readonly kind: "literal"; readonly value: string | number | boolean }
  | { readonly kind: "list" | "set"; readonly item: ResultType }
  | { readonly kind: "tuple"; readonly items: readonly ResultType[]; readonly rest: ResultType | null }
  | { readonly kind: "object"; readonly value: ResultType }
  | { readonly kind: "map"; readonly key: ResultType; readonly value: ResultType }
  /** A named tuple or a TypedDict, which has a declaration of its own. */
  | { readonly kind: "named"; readonly id: ClassId }
  /** `id`: the class of the handle; `null`: nothing is known but that it is a handle. */
  | { readonly kind: "handle"; readonly id: ClassId | null }
  /** The object whose method was called, if it is a handle. */
  | { readonly kind: "this" }
  | { readonly kind: "callable" }
  | { readonly kind: "class"; readonly id: ClassId | null }
  | { readonly kind: "scalar"; readonly id: ClassId; readonly value: ResultType }
  | { readonly kind: "union"; readonly items: readonly ResultType[] };

/** Returns why a result has no type; `null`: it has one. */
export function resultCause(type: ResultType): UntypedCause | null {
  return type.kind === "any" ? type.cause : null;
}

/** Returns the items of a union; any other type is its own only item. */
export function listUnionItems(type: ResultType): readonly ResultType[] {
  return type.kind === "union" ? type.items : [type];
}

/** Returns the union of types. As in TypeScript, one `any` makes the whole union `any`. */
export function uniteResultTypes(types: readonly ResultType[]): ResultType {
  const items = new Map(types.flatMap(listUnionItems).map((type) => [JSON.stringify(type), type]));
  const all = [...items.values()];
  const untyped = all.find(({ kind }) => kind === "any") ?? all.find(({ kind }) => kind === "unknown");
  if (untyped !== undefined) return untyped;
  const isRedundant = (type: ResultType): boolean =>
    all.some((other) => other !== type && coversTuple(other, type) && !coversTuple(type, other));
  const kept = all.filter((type) => type.kind !== "never" && !isRedundant(type));
  if (kept.length === 0) return { kind: "never" };
  return kept.length === 1 ? (kept[0] as ResultType) : { kind: "union", items: kept };
}

/** Whether every value of the tuple `narrow` is also a value of the list or tuple `wide`. */
function coversTuple(wide: ResultType, narrow: ResultType): boolean {
  if (narrow.kind !== "tuple") return false;
  if (wide.kind === "list") return listNestedTypes(narrow).every((item) => coversItem(wide.item, item));
  if (wide.kind !== "tuple") return false;
  const { rest } = wide;
  if (rest !== null && wide.items.length === 0) return listNestedTypes(narrow).every((item) => coversItem(rest, item));
  const sameLength = rest === null && narrow.rest === null && wide.items.length === narrow.items.length;
  return sameLength && wide.items.every((item, index) => coversItem(item, narrow.items[index] as ResultType));
}

function coversItem(wide: ResultType, narrow: ResultType): boolean {
  return wide.kind === "any" || JSON.stringify(wide) === JSON.stringify(narrow);
}

/** Returns the types directly inside a type, in their order. */
export function listNestedTypes(type: ResultType): readonly ResultType[] {
  switch (type.kind) {
    case "list":
    case "set":
      return [type.item];
    case "tuple":
      return type.rest === null ? type.items : [...type.items, type.rest];
    case "object":
    case "scalar":
      return [type.value];
    case "map":
      return [type.key, type.value];
    case "union":
      return type.items;
    default:
      return [];
  }
}

/** Returns a copy of a type with each type directly inside it replaced. */
export function mapNestedTypes(type: ResultType, replace: (nested: ResultType) => ResultType): ResultType {
  switch (type.kind) {
    case "list":
    case "set":
      return { ...type, item: replace(type.item) };
    case "tuple":
      return { ...type, items: type.items.map(replace), rest: type.rest === null ? null : replace(type.rest) };
    case "object":
    case "scalar":
      return { ...type, value: replace(type.value) };
    case "map":
      return { ...type, key: replace(type.key), value: replace(type.value) };
    case "union":
      return { ...type, items: type.items.map(replace) };
    default:
      return type;
  }
}
