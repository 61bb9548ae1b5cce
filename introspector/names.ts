/**
 * Python names as TypeScript text. A name is data from a stub that may be hostile: nothing reaches a generated file
 * except through here or as an escaped string.
 */

const IDENTIFIER_PATTERN = /^[\p{ID_Start}_][\p{ID_Continue}]*$/u;
const MODULE_PATTERN = /^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$/;

const splitWords = (text: string): readonly string[] => text.split(/\s+/).filter(Boolean);

/** Cannot name a function or a constant in a module. */
const RESERVED_WORDS = splitWords(`
  arguments await break case catch class const continue debugger default delete do else enum eval export extends false
  finally for function if implements import in instanceof interface let new null package private protected public return
  static super switch this throw true try typeof undefined var void while with yield`);

/** Cannot name an interface, or cannot be referred to as a type. */
const RESERVED_TYPES = splitWords(`
  abstract any asserts bigint boolean infer intrinsic is keyof never number object readonly string symbol unique unknown`);

/** Named by generated declarations as something else: a Python class `Set` must not hide JavaScript's. */
export const USED_GLOBALS = ["Map", "Omit", "Set", "Uint8Array"] as const;

/** What generated declarations import from "snakebridge". */
export const RUNTIME_TYPES = [
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

/** Members that mean something to JavaScript itself; Python's are reached with a trailing `_`. */
const RENAMED_MEMBERS = new Set(splitWords("then catch finally constructor prototype toJSON toString valueOf"));

export function isIdentifier(name: string): boolean {
  return IDENTIFIER_PATTERN.test(name);
}

export function isModuleName(name: string): boolean {
  return MODULE_PATTERN.test(name);
}

/** The name a module exports; a module with an export `then` would be taken for a promise by `import()`. */
export function toExportName(name: string): string {
  return name === "then" ? "then_" : name.replaceAll(".", "$");
}

/** The last part of a dotted name. */
export function lastNamePart(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}

/** What the declaration is called inside its `.d.ts`; exported by alias where it differs from `exportName`. */
export function toDeclarationName(name: string): string {
  const exported = toExportName(name);
  return RESERVED_DECLARATIONS.has(exported) ? `$${exported}` : exported;
}

/** The same for the binding, where only values need names. */
export function toBindingName(name: string): string {
  const exported = toExportName(name);
  return RESERVED_VALUES.has(exported) ? `$${exported}` : exported;
}

/** A member of an interface, quoted where it must be; `null` when the class has the renamed one as well. */
export function toMemberName(name: string, siblings: ReadonlySet<string>): string | null {
  if (RENAMED_MEMBERS.has(name)) return siblings.has(`${name}_`) ? null : `${name}_`;
  return name === "new" ? '"new"' : toPropertyName(name);
}

/** A key in an object type, spelled as in Python. */
export function toPropertyName(name: string): string {
  return isIdentifier(name) && name !== "new" ? name : quote(name);
}

/** A positional parameter's name, different from those `taken` (and then among them). */
export function claimParameterName(name: string, index: number, taken: Set<string>): string {
  let free = isIdentifier(name) ? name : `arg${index}`;
  if (RESERVED_PARAMETERS.has(free)) free = `${free}_`;
  while (taken.has(free)) free = `${free}_`;
  taken.add(free);
  return free;
}

/** What heads an element of a tuple type: its name, or nothing where that cannot be a label. */
export function toTupleLabel(name: string): string {
  return isIdentifier(name) && !RESERVED_PARAMETERS.has(name) ? `${name}: ` : "";
}

/** A string literal, safe in TypeScript and JavaScript. */
export function quote(text: string): string {
  return JSON.stringify(text).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}
