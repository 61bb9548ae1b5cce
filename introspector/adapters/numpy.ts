/**
 * What is true of NumPy and cannot be read from its stubs: which scalars are values, and where an array may come instead.
 */

import type { Refinement } from "../analysis/callable.ts";
import type { Category, ScalarKind } from "../analysis/classify.ts";
import type { Overload } from "../analysis/overloads.ts";
import type { ParameterPart, ParameterType } from "../analysis/parameter-types.ts";
import { listUnionItems, type ResultType, uniteResultTypes } from "../analysis/result-types.ts";
import type { ClassDeclaration, ClassId, TypeIR } from "../ir/ir.ts";

const ARRAY = "numpy:ndarray";
const ARRAYS = new Set([ARRAY, "numpy.ma.core:MaskedArray", "numpy.ma:MaskedArray"]);
const GENERIC = "numpy:generic";

/** Markers for "not passed" that stubs name in parameters only; nothing but themselves is one. */
const SENTINELS = new Set(["numpy._globals:_NoValueType", "numpy._globals:_CopyMode"]);

const VALUES: Readonly<Record<ClassId, ScalarKind>> = {
  "numpy:bool": "bool",
  "numpy:bool_": "bool",
  "numpy:integer": "int",
  "numpy:floating": "float",
  "numpy:complexfloating": "complex",
  "numpy:str_": "string",
  "numpy:bytes_": "bytes",
};

const REFERENCES = new Set(
  ["longdouble", "clongdouble", "datetime64", "timedelta64", "void", "object_"].map((name) => `numpy:${name}`),
);

/** Bases that have values of several kinds below them. */
const MIXED: Readonly<Record<ClassId, readonly ScalarKind[]>> = {
  [GENERIC]: ["bool", "float", "complex", "string", "bytes"],
  "numpy:number": ["float", "complex"],
  "numpy:inexact": ["float", "complex"],
  "numpy:flexible": ["string", "bytes"],
  "numpy:character": ["string", "bytes"],
};

/** Widths whose values a JavaScript number holds; `longdouble` has another one and stays a reference. */
const EXACT_WIDTH = /[:.]_(16Bit|32Bit|64Bit|NBitHalf|NBitSingle|NBitDouble)$/;

export function isSentinel(id: ClassId): boolean {
  return SENTINELS.has(id);
}

/** What a class of NumPy's scalars is; `null` for other classes. */
export function numpyScalar(id: ClassId, args: readonly TypeIR[], mro: readonly ClassId[]): Category | null {
  for (const ancestor of [id, ...mro]) {
    if (REFERENCES.has(ancestor)) return { kind: "interface", id };
    const mixed = MIXED[ancestor];
    if (mixed !== undefined)
      return ancestor === id ? { kind: "any-scalar", id, values: mixed } : { kind: "interface", id };
    const value = VALUES[ancestor];
    if (value === undefined) continue;
    const widthDecides = ancestor === id && (value === "float" || value === "complex");
    const unknown = widthDecides && !hasExactWidth(args[0]);
    return unknown ? { kind: "any-scalar", id, values: [value] } : { kind: "scalar", id, value };
  }
  return null;
}

function hasExactWidth(width: TypeIR | undefined): boolean {
  if (width?.t === "class") return EXACT_WIDTH.test(width.id);
  return width?.t === "alias" && EXACT_WIDTH.test(width.name);
}

/** The class from which all scalars have what `scalarResult` changes. */
export function isScalarRoot({ id }: ClassDeclaration): boolean {
  return id === GENERIC;
}

export function isScalarClass({ id, mro }: ClassDeclaration): boolean {
  return id === GENERIC || mro.includes(GENERIC);
}

/** Functions that give a scalar for an array of no dimension (or of one), though the stubs promise an array. */
const SCALAR_RESULTS = new Set([
  "numpy.flip",
  "numpy.kron",
  "numpy.lexsort",
  "numpy.permute_dims",
  "numpy.polyval",
  "numpy.transpose",
  "numpy.unstack",
  "numpy.linalg.matmul",
  "numpy.ma.anom",
  "numpy.ma.anomalies",
  "numpy.ma.hsplit",
  "numpy.ma.squeeze",
]);
/** Modules all of whose functions do. */
const SCALAR_MODULES = new Set(["numpy.char", "numpy.strings"]);

export function functionRefinement(module: string, name: string): Refinement | null {
  return SCALAR_MODULES.has(module) || SCALAR_RESULTS.has(`${module}.${name}`) ? scalarResults : null;
}

/** A scalar's method that the stubs say gives an array gives a scalar again where that array has no dimension. */
export function scalarResults(overload: Overload): readonly Overload[] {
  const promises = listUnionItems(overload.result).some(isArray);
  return [promises ? { ...overload, result: { kind: "any", cause: "abstract" } } : overload];
}

function isArray(out: ResultType): boolean {
  if (out.kind === "list") return isArray(out.item);
  if (out.kind === "tuple") return out.items.length === 0 && out.rest !== null && isArray(out.rest);
  return out.kind === "handle" && out.id !== null && ARRAYS.has(out.id);
}

const PLAIN: readonly ParameterPart["kind"][] = [
  "null",
  "bool",
  "int",
  "float",
  "complex",
  "string",
  "bytes",
  "literal",
];

/** A scalar class that is called with an array makes one: the constructor for plain values, and that for others. */
export function scalarConstructors(overload: Overload): readonly Overload[] {
  const [first, ...rest] = overload.positional;
  if (first === undefined || first.type.every(isPlain)) return [overload];
  const anything = first.type.some((part) => part.kind === "anything");
  const plain = anything ? PLAIN_VALUES : first.type.filter(isPlain);
  const others: Overload = {
    ...overload,
    positional: [{ ...first, type: OTHERS, optional: false }, ...rest],
    result: uniteResultTypes([overload.result, { kind: "handle", id: ARRAY }]),
  };
  if (plain.length === 0) return [others];
  return [{ ...overload, positional: [{ ...first, type: plain }, ...rest] }, others];
}

function isPlain({ kind }: ParameterPart): boolean {
  return PLAIN.includes(kind);
}

const PLAIN_VALUES: ParameterType = [
  { kind: "null" },
  { kind: "bool" },
  { kind: "float" },
  { kind: "complex" },
  { kind: "string" },
  { kind: "bytes" },
];
const OTHERS: ParameterType = [{ kind: "list", item: [{ kind: "anything", cause: null }] }, { kind: "array" }];
