/**
 * Which JavaScript values a parameter type takes, coarse enough to compare two of them for certain.
 */
import type { In } from "./parameter-types.ts";

export interface Atoms {
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

const VALUES: readonly In[number]["is"][] = ["literal", "string", "int", "float", "complex", "bool", "bytes", "null"];
const BOTH = new Set([true, false]);

export function atomsOf(type: In): Atoms {
  const has = (...kinds: readonly In[number]["is"][]): boolean =>
    type.some((part) => part.is === "anything" || kinds.includes(part.is));
  const literals = type.flatMap((part) => (part.is === "literal" ? [part.value] : []));
  return {
    strings: has("string") ? "all" : new Set(literals.filter((value) => typeof value === "string")),
    numbers: has("int", "float") ? "all" : new Set(literals.filter((value) => typeof value === "number")),
    booleans: has("bool") ? BOTH : new Set(literals.filter((value) => typeof value === "boolean")),
    null: has("null"),
    bytes: has("bytes"),
    complex: has("complex"),
    object: type.some((part) => !VALUES.includes(part.is)),
  };
}

/**
 * Whether a value may fit both and mean the later one. `earlier` is tried first: a NumPy scalar is a handle and a pending
 * number at once, so a handle before a number takes what is meant for the number. Likewise a `Uint8Array`, which is bytes
 * wherever bytes may stand, and an array where they may not.
 */
export function overlap(earlier: Atoms, later: Atoms): boolean {
  const text = nonEmpty(later.strings) || later.bytes;
  const number = nonEmpty(later.numbers) || later.booleans.size > 0 || later.complex;
  return (
    (earlier.object && (later.object || text || number)) ||
    (earlier.null && later.null) ||
    (earlier.bytes && later.bytes) ||
    (earlier.complex && later.complex) ||
    meet(earlier.strings, later.strings) ||
    meet(earlier.numbers, later.numbers) ||
    meet<boolean>(earlier.booleans, later.booleans)
  );
}

function nonEmpty<T>(values: "all" | ReadonlySet<T>): boolean {
  return values === "all" || values.size > 0;
}

function meet<T>(a: "all" | ReadonlySet<T>, b: "all" | ReadonlySet<T>): boolean {
  if (a === "all") return nonEmpty(b);
  if (b === "all") return nonEmpty(a);
  return !a.isDisjointFrom(b);
}
