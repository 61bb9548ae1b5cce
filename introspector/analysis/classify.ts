/**
 * What a class is to the bridge: a value, a NumPy scalar, a handle, or something behind which either may stand. This is
 * the value table of the guide and of PROTOCOL.md ("How a worker decides"); it knows nothing of TypeScript.
 */

import { isSentinel, numpyScalar } from "../adapters/numpy.ts";
import type { ClassId, TypeIR } from "../ir/ir.ts";
import type { Declarations } from "./declarations.ts";

export type ScalarKind = "bool" | "int" | "float" | "complex" | "string" | "bytes";

export type Category =
  /** By value, each in its own way. `float` includes what crosses as a float because it derives from it. */
  | { readonly kind: ScalarKind | "none" | "list" | "tuple" | "set" | "dict" }
  | { readonly kind: "named-tuple" | "typed-dict"; readonly id: ClassId }
  | { readonly kind: "scalar"; readonly id: ClassId; readonly value: ScalarKind }
  /** A base of NumPy's scalars: a value of one of these kinds, or a handle. */
  | { readonly kind: "any-scalar"; readonly id: ClassId; readonly values: readonly ScalarKind[] }
  /** By reference. `interface`: with a declaration of its own. */
  | { readonly kind: "interface"; readonly id: ClassId }
  | { readonly kind: "handle" | "type" | "slice" | "ellipsis" | "iterator" | "callable" }
  | { readonly kind: "object" | "awaitable" | "unbound" }
  /** `name`: of an abstract class or protocol, without its module; known ones say what they take. */
  | { readonly kind: "abstract"; readonly name: string };

const BUILTIN_CLASSES: Readonly<Record<string, Category["kind"]>> = {
  bool: "bool",
  int: "int",
  float: "float",
  complex: "complex",
  str: "string",
  bytes: "bytes",
  bytearray: "bytes",
  memoryview: "bytes",
  list: "list",
  tuple: "tuple",
  set: "set",
  frozenset: "set",
  dict: "dict",
  object: "object",
  type: "type",
  slice: "slice",
  ellipsis: "ellipsis",
  EllipsisType: "ellipsis",
  NoneType: "none",
};

/** Bases whose subclasses cross as the base. */
const VALUE_BASES: Readonly<Record<ClassId, ScalarKind>> = {
  "builtins:int": "int",
  "builtins:float": "float",
  "builtins:str": "string",
};

const ABSTRACT_MODULES = new Set(["typing", "typing_extensions", "collections.abc", "_collections_abc", "numbers"]);
const ITERATORS = new Set(["Iterator", "Generator", "AsyncIterator", "AsyncGenerator"]);
const AWAITABLES = new Set(["Awaitable", "Coroutine", "CoroutineType"]);
/** Classes of `typing` that are no protocols: what holds a file is always a handle. */
const FILE_CLASSES = new Set(["IO", "TextIO", "BinaryIO"]);
const FUNCTION_CLASSES = new Set([
  "FunctionType",
  "LambdaType",
  "MethodType",
  "BuiltinFunctionType",
  "BuiltinMethodType",
]);

export function classifyClass(id: ClassId, args: readonly TypeIR[], declarations: Declarations): Category {
  const known = classifyKnownClass(id);
  if (known !== null) return known;
  const found = declarations.findClass(id);
  // Whatever else Python itself brings (`range`, exceptions, `types.ModuleType`) goes by reference.
  if (found === undefined) return { kind: /^(builtins|types):/.test(id) ? "handle" : "unbound" };
  const { declaration } = found;
  const scalar = numpyScalar(id, args, declaration.mro);
  if (scalar !== null) return scalar;
  if (declaration.typedDict !== null) return { kind: "typed-dict", id };
  const tuple = declarations.findLineage(id).find((ancestor) => ancestor.declaration.namedTuple !== null);
  if (tuple !== undefined) return { kind: "named-tuple", id: tuple.declaration.id };
  if (declaration.protocol) return { kind: "abstract", name: declaration.name };
  if (!declaration.enum) {
    const base = declaration.mro.find((ancestor) => ancestor in VALUE_BASES);
    if (base !== undefined) return { kind: VALUE_BASES[base] as ScalarKind };
  }
  return { kind: "interface", id };
}

/** Classes whose treatment needs no declaration, or overrules it. */
function classifyKnownClass(id: ClassId): Category | null {
  const [module = "", name = ""] = id.split(":");
  if (module === "builtins" || module === "types") {
    const kind = BUILTIN_CLASSES[name];
    if (kind !== undefined) return { kind } as Category;
    if (name === "CoroutineType") return { kind: "awaitable" };
    return FUNCTION_CLASSES.has(name) ? { kind: "callable" } : null;
  }
  if (isSentinel(id)) return { kind: "handle" };
  if (id === "os:PathLike" || id === "_typeshed:Buffer") return { kind: "abstract", name };
  if (!ABSTRACT_MODULES.has(module) || FILE_CLASSES.has(name)) return null;
  if (ITERATORS.has(name)) return { kind: "iterator" };
  if (AWAITABLES.has(name)) return { kind: "awaitable" };
  if (name === "Callable") return { kind: "callable" };
  return { kind: "abstract", name };
}
