/**
 * Facts about NumPy that its stubs do not state: which scalars are values, and where the result may be a scalar although
 * the stubs say that it is an array, or the reverse.
 */
import type { Overload, Refinement } from "../analysis/callable-shapes.ts";
import type { Category, ScalarKind } from "../analysis/category.ts";
import type { LibraryAdapter } from "../analysis/library-adapter.ts";
import type { ParameterPart, ParameterType } from "../analysis/parameter-shapes.ts";
import { listUnionItems, type ResultType, uniteResultTypes } from "../analysis/result-shapes.ts";
import type { ClassDeclaration, ClassId, TypeIR } from "../ir/ir.ts";

const ARRAY = "numpy:ndarray";
const ARRAY_CLASSES = new Set([ARRAY, "numpy.ma.core:MaskedArray", "numpy.ma:MaskedArray"]);
/** The base class of all scalars. */
const GENERIC = "numpy:generic";

const SENTINELS = new Set(["numpy._globals:_NoValueType", "numpy._globals:_CopyMode"]);

/** Scalar classes whose instances, and those of their subclasses, have a plain value. */
const VALUE_CLASSES: Readonly<Record<ClassId, ScalarKind>> = {
  "numpy:bool": "bool",
  "numpy:bool_": "bool",
  "numpy:integer": "int",
  "numpy:floating": "float",
  "numpy:complexfloating": "complex",
  "numpy:str_": "string",
  "numpy:bytes_": "bytes",
};

/** Scalar classes whose instances have no plain value in JavaScript. */
const REFERENCE_CLASSES = new Set(
  ["longdouble", "clongdouble", "datetime64", "timedelta64", "void", "object_"].map((name) => `numpy:${name}`),
);

/** Scalar classes whose subclasses have plain values of several kinds. */
const MIXED_CLASSES: Readonly<Record<ClassId, readonly ScalarKind[]>> = {
  [GENERIC]: ["bool", "float", "complex", "string", "bytes"],
  "numpy:number": ["float", "complex"],
  "numpy:inexact": ["float", "complex"],
  "numpy:flexible": ["string", "bytes"],
  "numpy:character": ["string", "bytes"],
};

/** Widths of floats that a JavaScript number holds. The width of `longdouble` is another one, so it goes by reference. */
const EXACT_WIDTH_PATTERN = /[:.]_(16Bit|32Bit|64Bit|NBitHalf|NBitSingle|NBitDouble)$/;

function classifyScalar(id: ClassId, args: readonly TypeIR[], mro: readonly ClassId[]): Category | null {
  for (const ancestor of [id, ...mro]) {
    if (REFERENCE_CLASSES.has(ancestor)) return { kind: "interface", id };
    const mixed = MIXED_CLASSES[ancestor];
    if (mixed !== undefined) {
      return ancestor === id ? { kind: "any-scalar", id, values: mixed } : { kind: "interface", id };
    }
    const value = VALUE_CLASSES[ancestor];
    if (value === undefined) continue;
    const widthDecides = ancestor === id && (value === "float" || value === "complex");
    const unknownWidth = widthDecides && !hasExactWidth(args[0]);
    return unknownWidth ? { kind: "any-scalar", id, values: [value] } : { kind: "scalar", id, value };
  }
  return null;
}

function hasExactWidth(width: TypeIR | undefined): boolean {
  if (width?.t === "class") return EXACT_WIDTH_PATTERN.test(width.id);
  return width?.t === "alias" && EXACT_WIDTH_PATTERN.test(width.name);
}

function isScalarClass({ id, mro }: ClassDeclaration): boolean {
  return id === GENERIC || mro.includes(GENERIC);
}

/** Functions that give a scalar for an array without dimensions (or with one), though the stubs say that they give an array. */
const SCALAR_FUNCTIONS = new Set([
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
/** Modules in which this is true of all functions. */
const SCALAR_MODULES = new Set(["numpy.char", "numpy.strings"]);

function findFunctionRefinement(module: string, name: string): Refinement | null {
  return SCALAR_MODULES.has(module) || SCALAR_FUNCTIONS.has(`${module}.${name}`) ? allowScalarResult : null;
}

/** Where the stubs say that the result is an array, it is a scalar if that array has no dimension. */
function allowScalarResult(overload: Overload): readonly Overload[] {
  const givesArray = listUnionItems(overload.result).some(containsArray);
  return [givesArray ? { ...overload, result: { kind: "any", cause: "abstract" } } : overload];
}

function containsArray(type: ResultType): boolean {
  if (type.kind === "list") return containsArray(type.item);
  if (type.kind === "tuple") return type.items.length === 0 && type.rest !== null && containsArray(type.rest);
  return type.kind === "handle" && type.id !== null && ARRAY_CLASSES.has(type.id);
}

/** A scalar class called with an array makes an array, so a constructor becomes two: one for plain values, one for others. */
function splitConstructor(overload: Overload): readonly Overload[] {
  const [first, ...rest] = overload.positional;
  if (first === undefined || first.type.every(isPlainPart)) return [overload];
  const anything = first.type.some((part) => part.kind === "anything");
  const plain = anything ? PLAIN_VALUES : first.type.filter(isPlainPart);
  const forOthers: Overload = {
    ...overload,
    positional: [{ ...first, type: OTHER_VALUES, optional: false }, ...rest],
    result: uniteResultTypes([overload.result, { kind: "handle", id: ARRAY }]),
  };
  if (plain.length === 0) return [forOthers];
  return [{ ...overload, positional: [{ ...first, type: plain }, ...rest] }, forOthers];
}

const PLAIN_KINDS: readonly ParameterPart["kind"][] = [
  "null",
  "bool",
  "int",
  "float",
  "complex",
  "string",
  "bytes",
  "literal",
];

function isPlainPart({ kind }: ParameterPart): boolean {
  return PLAIN_KINDS.includes(kind);
}

const PLAIN_VALUES: ParameterType = [
  { kind: "null" },
  { kind: "bool" },
  { kind: "float" },
  { kind: "complex" },
  { kind: "string" },
  { kind: "bytes" },
];
const OTHER_VALUES: ParameterType = [{ kind: "list", item: [{ kind: "anything", cause: null }] }, { kind: "array" }];

export const numpyAdapter: LibraryAdapter = {
  isSentinel: (id) => SENTINELS.has(id),
  classify: classifyScalar,
  isArray: (id) => id === ARRAY,
  findFunctionRefinement,
  findMethodRefinement: (owner) => (isScalarClass(owner) ? allowScalarResult : null),
  findConstructorRefinement: (owner) => (isScalarClass(owner) ? splitConstructor : null),
  // All scalar classes inherit from this one, so they need not restate the methods themselves.
  restatesInheritedMethods: ({ id }) => id === GENERIC,
};
