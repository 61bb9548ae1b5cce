/**
 * The categories of Python classes: whether an instance crosses by value, by reference, or in a way that only the value
 * itself decides. Types only; `classify.ts` assigns them.
 */
import type { ClassId } from "../ir/ir.ts";

/** The plain values that a scalar can be. */
export type ScalarKind = "bool" | "int" | "float" | "complex" | "string" | "bytes";

export type Category =
  /** By value. `float` includes classes that cross as a float because they derive from it. */
  | { readonly kind: ScalarKind | "none" | "list" | "tuple" | "set" | "dict" }
  | { readonly kind: "named-tuple" | "typed-dict"; readonly id: ClassId }
  /** A library's scalar: a handle while it is pending, its plain value once it is awaited. */
  | { readonly kind: "scalar"; readonly id: ClassId; readonly value: ScalarKind }
  /** A base class of scalars: an instance is a value of one of these kinds, or a handle. */
  | { readonly kind: "any-scalar"; readonly id: ClassId; readonly values: readonly ScalarKind[] }
  /** By reference. An `interface` has a declaration of its own. */
  | { readonly kind: "interface"; readonly id: ClassId }
  | { readonly kind: "handle" | "type" | "slice" | "ellipsis" | "iterator" | "callable" }
  | { readonly kind: "object" | "awaitable" | "unbound" }
  /** `name`: the name of an abstract class or a protocol, without its module. */
  | { readonly kind: "abstract"; readonly name: string };
