/**
 * Python names as TypeScript text. A name is data from a stub that may be hostile: nothing reaches a generated file
 * except through here or as an escaped string.
 */

const IDENTIFIER = /^[\p{ID_Start}_][\p{ID_Continue}]*$/u;

const words = (text: string): readonly string[] => text.split(/\s+/).filter(Boolean);

/** Cannot name a function or a constant in a module. */
const RESERVED = words(`
  arguments await break case catch class const continue debugger default delete do else enum eval export extends false
  finally for function if implements import in instanceof interface let new null package private protected public return
  static super switch this throw true try typeof undefined var void while with yield`);

/** Cannot name an interface, or cannot be referred to as a type. */
const TYPE_WORDS = words(`
  abstract any asserts bigint boolean infer intrinsic is keyof never number object readonly string symbol unique unknown`);

/** Named by generated declarations as something else: a Python class `Set` must not hide JavaScript's. */
export const GLOBALS = ["Map", "Omit", "Set", "Uint8Array"] as const;

/** What generated declarations import from "snakebridge". */
export const BRIDGE = [
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
export type BridgeName = (typeof BRIDGE)[number];

const RESERVED_VALUES = new Set([...RESERVED, "bind", "table"]);
const RESERVED_DECLARATIONS = new Set<string>([...RESERVED, ...TYPE_WORDS, ...GLOBALS, ...BRIDGE]);
const RESERVED_PARAMETERS = new Set(RESERVED);

/** Members that mean something to JavaScript itself; Python's are reached with a trailing `_`. */
const RENAMED_MEMBERS = new Set(words("then catch finally constructor prototype toJSON toString valueOf"));

export function isIdentifier(name: string): boolean {
  return IDENTIFIER.test(name);
}

/** The name a module exports; a module with an export `then` would be taken for a promise by `import()`. */
export function exportName(name: string): string {
  return name === "then" ? "then_" : name.replaceAll(".", "$");
}

/** The last part of a dotted name. */
export function lastName(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}

/** What the declaration is called inside its `.d.ts`; exported by alias where it differs from `exportName`. */
export function declarationName(name: string): string {
  const exported = exportName(name);
  return RESERVED_DECLARATIONS.has(exported) ? `$${exported}` : exported;
}

/** The same for the binding, where only values need names. */
export function bindingName(name: string): string {
  const exported = exportName(name);
  return RESERVED_VALUES.has(exported) ? `$${exported}` : exported;
}

/** A member of an interface, quoted where it must be; `null` when the class has the renamed one as well. */
export function memberName(name: string, siblings: ReadonlySet<string>): string | null {
  if (RENAMED_MEMBERS.has(name)) return siblings.has(`${name}_`) ? null : `${name}_`;
  return name === "new" ? '"new"' : propertyName(name);
}

/** A key in an object type, spelled as in Python. */
export function propertyName(name: string): string {
  return isIdentifier(name) && name !== "new" ? name : quote(name);
}

/** A positional parameter's name, different from those `taken` (and then among them). */
export function parameterName(name: string, index: number, taken: Set<string>): string {
  let free = isIdentifier(name) ? name : `arg${index}`;
  if (RESERVED_PARAMETERS.has(free)) free = `${free}_`;
  while (taken.has(free)) free = `${free}_`;
  taken.add(free);
  return free;
}

/** What heads an element of a tuple type: its name, or nothing where that cannot be a label. */
export function tupleLabel(name: string): string {
  return isIdentifier(name) && !RESERVED_PARAMETERS.has(name) ? `${name}: ` : "";
}

/** A string literal, safe in TypeScript and JavaScript. */
export function quote(text: string): string {
  return JSON.stringify(text).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}
