/**
 * The sets of JavaScript values that parameter types take, coarse enough that two sets can be compared for certain.
 */
import type { ParameterPart, ParameterType } from "./parameter-shapes.ts";

export interface ValueSet {
  /** `"all"`, or the literals. */
  readonly strings: "all" | ReadonlySet<string>;
  readonly numbers: "all" | ReadonlySet<number>;
  readonly booleans: ReadonlySet<boolean>;
  readonly null: boolean;
  readonly bytes: boolean;
  readonly complex: boolean;
  /** Handles, arrays and functions, which are not told apart here. */
  readonly object: boolean;
}

const VALUE_KINDS: readonly ParameterPart["kind"][] = [
  "literal",
  "string",
  "int",
  "float",
  "complex",
  "bool",
  "bytes",
  "null",
];
const BOTH_BOOLEANS = new Set([true, false]);

/** Returns the values that a parameter type takes. */
export function valueSetOf(type: ParameterType): ValueSet {
  const has = (...kinds: readonly ParameterPart["kind"][]): boolean =>
    type.some((part) => part.kind === "anything" || kinds.includes(part.kind));
  const literals = type.flatMap((part) => (part.kind === "literal" ? [part.value] : []));
  return {
    strings: has("string") ? "all" : new Set(literals.filter((value) => typeof value === "string")),
    numbers: has("int", "float") ? "all" : new Set(literals.filter((value) => typeof value === "number")),
    booleans: has("bool") ? BOTH_BOOLEANS : new Set(literals.filter((value) => typeof value === "boolean")),
    null: has("null"),
    bytes: has("bytes"),
    complex: has("complex"),
    object: type.some((part) => !VALUE_KINDS.includes(part.kind)),
  };
}

/**
 * Whether TypeScript may take a value for `earlier`, which it tries first, although `later` is meant. A library's scalar
 * is a handle and a pending number at once, so a handle in the earlier set also takes what is meant for a number in the
 * later one. In the same way, a `Uint8Array` is bytes where bytes are declared and an array where they are not.
 */
export function mayOverlap(earlier: ValueSet, later: ValueSet): boolean {
  const text = isNonEmpty(later.strings) || later.bytes;
  const number = isNonEmpty(later.numbers) || later.booleans.size > 0 || later.complex;
  return (
    (earlier.object && (later.object || text || number)) ||
    (earlier.null && later.null) ||
    (earlier.bytes && later.bytes) ||
    (earlier.complex && later.complex) ||
    haveCommonValue(earlier.strings, later.strings) ||
    haveCommonValue(earlier.numbers, later.numbers) ||
    haveCommonValue<boolean>(earlier.booleans, later.booleans)
  );
}

function isNonEmpty<T>(values: "all" | ReadonlySet<T>): boolean {
  return values === "all" || values.size > 0;
}

function haveCommonValue<T>(a: "all" | ReadonlySet<T>, b: "all" | ReadonlySet<T>): boolean {
  if (a === "all") return isNonEmpty(b);
  if (b === "all") return isNonEmpty(a);
  return !a.isDisjointFrom(b);
}
