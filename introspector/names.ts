/**
 * Python names as TypeScript text. A name comes from a stub that may be hostile, so nothing reaches a generated file except
 * through the functions of this file or as an escaped string.
 */
import { RENAMED_MEMBERS } from "../runtime/wire/renamed-members.ts";

const IDENTIFIER_PATTERN = /^[\p{ID_Start}_][\p{ID_Continue}]*$/u;

const splitWords = (text: string): readonly string[] => text.split(/\s+/).filter(Boolean);

/** Words that cannot name a function or a constant in a module. */
const RESERVED_WORDS = splitWords(`
  arguments await break case catch class const continue debugger default delete do else enum eval export extends false
  finally for function if implements import in instanceof interface let new null package private protected public return
  static super switch this throw true try typeof undefined var void while with yield`);

/** Words that cannot name an interface, or cannot be used as the name of a type. */
const RESERVED_TYPES = splitWords(`
  abstract any asserts bigint boolean infer intrinsic is keyof never number object readonly string symbol unique unknown`);

/** JavaScript types that generated declarations name, so that a Python class `Set` must not hide JavaScript's. */
const USED_GLOBALS = ["Map", "Omit", "Set", "Uint8Array"] as const;

/** Names that generated declarations import from "snakebridge". */
const RUNTIME_TYPES = [
  "ArrayLike",
  "BytesLike",
  "Complex",
  "Ellipsis",
  "FloatLike",
  "In",
  "InBytes",
  "InFloat",
  "InInt",
  "IntLike",
  "IterableLike",
  "KW",
  "ListLike",
  "MappingLike",
  "NDArray",
  "PyAny",
  "PyCallable",
  "PyClass",
  "PyIn",
  "PyInstance",
  "PyMro",
  "PyNamedTuple",
  "PyObject",
  "PyPositional",
  "PyPromise",
  "PyScalar",
  "PyValue",
  "SequenceLike",
  "SetLike",
  "Slice",
  "Tuple",
  "mro",
] as const;
export type RuntimeType = (typeof RUNTIME_TYPES)[number];

const RESERVED_VALUES = new Set([...RESERVED_WORDS, "bind", "table"]);
const RESERVED_DECLARATIONS = new Set<string>([
  ...RESERVED_WORDS,
  ...RESERVED_TYPES,
  ...USED_GLOBALS,
  ...RUNTIME_TYPES,
]);
const RESERVED_PARAMETERS = new Set(RESERVED_WORDS);

export function isIdentifier(name: string): boolean {
  return IDENTIFIER_PATTERN.test(name);
}

/**
 * Returns the name of a module's export. `then` becomes `then_`, since `import()` would take a module that exports `then`
 * for a promise; a nested class `Outer.Inner` becomes `Outer$Inner`.
 */
export function toExportName(name: string): string {
  return name === "then" ? "then_" : name.replaceAll(".", "$");
}

/** Returns the Python name behind an export; for a nested class, that of its outermost class. */
export function fromExportName(exported: string): string {
  return exported === "then_" ? "then" : (exported.split("$")[0] ?? exported);
}

/** Returns the last part of a dotted name. */
export function lastNamePart(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}

/** Returns what a declaration is called inside its `.d.ts`. If that is not its export name, it is exported by an alias. */
export function toDeclarationName(name: string): string {
  const exported = toExportName(name);
  return RESERVED_DECLARATIONS.has(exported) ? `$${exported}` : exported;
}

/** Returns what an export is called inside its binding, where types have no names. */
export function toBindingName(name: string): string {
  const exported = toExportName(name);
  return RESERVED_VALUES.has(exported) ? `$${exported}` : exported;
}

/**
 * Returns the name of a member of an interface, quoted if necessary; `null`: the class has another member of the renamed
 * name, which is declared instead.
 * @param siblings the Python names of all members beside it
 */
export function toMemberName(name: string, siblings: ReadonlySet<string>): string | null {
  if (RENAMED_MEMBERS.has(name)) return siblings.has(`${name}_`) ? null : `${name}_`;
  return toPropertyName(name);
}

/** Returns a key of an object type, spelled as in Python. `new` is quoted, since it would declare a constructor. */
export function toPropertyName(name: string): string {
  return isIdentifier(name) && name !== "new" ? name : quote(name);
}

/**
 * Returns a name for a positional parameter that no other parameter has.
 * @param index the position, from which a name is made if Python's is no identifier
 * @param taken the names of the other parameters; the returned name is added
 */
export function claimParameterName(name: string, index: number, taken: Set<string>): string {
  let free = isIdentifier(name) ? name : `arg${index}`;
  if (RESERVED_PARAMETERS.has(free)) free = `${free}_`;
  while (taken.has(free)) free = `${free}_`;
  taken.add(free);
  return free;
}

/** Returns the label of a tuple element with its colon, or nothing if the name cannot be a label. */
export function toTupleLabel(name: string): string {
  return isIdentifier(name) && !RESERVED_PARAMETERS.has(name) ? `${name}: ` : "";
}

/** Returns a string literal that is safe in TypeScript and JavaScript. */
export function quote(text: string): string {
  return JSON.stringify(text).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}
