/**
 * The shape of a parameter's type: which JavaScript values a parameter takes. No text, so that declarations and call
 * tables are made from the same facts.
 */
import type { ClassId } from "../ir/ir.ts";
import type { UntypedCause } from "./coverage.ts";

export type ParameterPart =
  /** `cause`: why nothing more is known; `null`: the author declared a type that takes everything. */
  | { readonly kind: "anything"; readonly cause: UntypedCause | null }
  | {
      readonly kind:
        | "null"
        | "bool"
        | "int"
        | "float"
        | "complex"
        | "string"
        | "bytes"
        | "array"
        | "slice"
        | "ellipsis";
    }
  | { readonly kind: "literal"; readonly value: string | number | boolean }
  /** `id`: the class of the handle; `null`: a handle of any class. */
  | { readonly kind: "handle"; readonly id: ClassId | null }
  | { readonly kind: "class" }
  /** These take a handle as well. */
  | { readonly kind: "list" | "sequence" | "iterable" | "set"; readonly item: ParameterType }
  | { readonly kind: "tuple"; readonly items: readonly ParameterType[]; readonly rest: ParameterType | null }
  | { readonly kind: "mapping"; readonly value: ParameterType };

/** A union of parts; the empty union is `never`. */
export type ParameterType = readonly ParameterPart[];

/** Returns the union of types without repeated parts. One part that takes anything replaces all others. */
export function uniteParameterTypes(types: readonly ParameterType[]): ParameterType {
  const [first] = types;
  if (first !== undefined && types.length === 1) return first;
  const parts = new Map<string, ParameterPart>();
  for (const type of types) {
    for (const part of type) {
      if (part.kind === "anything") return [part];
      parts.set(keyOfPart(part), part);
    }
  }
  return [...parts.values()];
}

const PART_KEYS = new WeakMap<ParameterPart, string>();

/** Returns a text that is equal for equal parts. */
function keyOfPart(part: ParameterPart): string {
  const known = PART_KEYS.get(part);
  if (known !== undefined) return known;
  const key = JSON.stringify(part);
  PART_KEYS.set(part, key);
  return key;
}

/** Returns why a parameter has no type; `null`: it has one. */
export function parameterCause(type: ParameterType): UntypedCause | null {
  const [part] = type;
  return part?.kind === "anything" ? part.cause : null;
}
