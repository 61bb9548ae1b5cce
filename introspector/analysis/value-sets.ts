/**
 * Which JavaScript values a parameter type takes, coarse enough to compare two of them for certain.
 */
import type { ParameterType } from "./parameter-types.ts";

export interface ValueSet {
  /** `"all"`, or the literals. */
  readonly strings: "all" | ReadonlySet<string>;
  readonly numbers: "all" | ReadonlySet<number>;
  readonly booleans: ReadonlySet<boolean>;
  readonly null: boolean;
  readonly bytes: boolean;
  readonly complex: boolean;
  /** Handles, arrays, functions: nothing here tells them apart. */
  readonly object: boolean;
}

const VALUE_KINDS: readonly ParameterType[number]["kind"][] = [
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

export function valueSetOf(type: ParameterType): ValueSet {
  const has = (...kinds: readonly ParameterType[number]["kind"][]): boolean =>
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
 * Whether a value may fit both and mean the later one. `earlier` is tried first: a NumPy scalar is a handle and a pending
 * number at once, so a handle before a number takes what is meant for the number. Likewise a `Uint8Array`, which is bytes
 * wherever bytes may stand, and an array where they may not.
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
