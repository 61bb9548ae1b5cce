/**
 * Assigns a category to each class. This is the value table of the guide and of PROTOCOL.md ("How a worker decides"); it
 * knows nothing of TypeScript.
 */
import type { ClassId, TypeIR } from "../ir/ir.ts";
import type { Category, ScalarKind } from "./category.ts";
import type { Declarations } from "./declarations.ts";

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
/** Classes of `typing` that are not protocols: an open file is always a handle. */
const FILE_CLASSES = new Set(["IO", "TextIO", "BinaryIO"]);
const FUNCTION_CLASSES = new Set([
  "FunctionType",
  "LambdaType",
  "MethodType",
  "BuiltinFunctionType",
  "BuiltinMethodType",
]);

/** @param args the type arguments of the class, empty where they are unknown */
export function classifyClass(id: ClassId, args: readonly TypeIR[], declarations: Declarations): Category {
  const known = classifyKnownClass(id, declarations);
  if (known !== null) return known;
  const found = declarations.findClass(id);
  // All other classes of Python itself (`range`, exceptions, `types.ModuleType`) go by reference.
  if (found === undefined) return { kind: /^(builtins|types):/.test(id) ? "handle" : "unbound" };
  const { declaration } = found;
  const special = declarations.adapter.classify(id, args, declaration.mro);
  if (special !== null) return special;
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

/** Returns the category of a class whose declaration is not needed; `null`: the declaration decides. */
function classifyKnownClass(id: ClassId, { adapter }: Declarations): Category | null {
  const [module = "", name = ""] = id.split(":");
  if (module === "builtins" || module === "types") {
    const kind = BUILTIN_CLASSES[name];
    if (kind !== undefined) return { kind } as Category;
    if (name === "CoroutineType") return { kind: "awaitable" };
    return FUNCTION_CLASSES.has(name) ? { kind: "callable" } : null;
  }
  if (adapter.isSentinel(id)) return { kind: "handle" };
  if (id === "os:PathLike" || id === "_typeshed:Buffer") return { kind: "abstract", name };
  if (!ABSTRACT_MODULES.has(module) || FILE_CLASSES.has(name)) return null;
  if (ITERATORS.has(name)) return { kind: "iterator" };
  if (AWAITABLES.has(name)) return { kind: "awaitable" };
  if (name === "Callable") return { kind: "callable" };
  return { kind: "abstract", name };
}
