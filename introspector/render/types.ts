/**
 * Prints parameter and result types as TypeScript.
 */
import type { ParameterPart, ParameterType } from "../analysis/parameter-shapes.ts";
import type { ResultType } from "../analysis/result-shapes.ts";
import { isSubsumed } from "../analysis/subsumption.ts";
import { quote } from "../names.ts";
import type { Scope } from "./scope.ts";

/** @param plainObjects whether a plain object may be the argument; it may not where it would be taken for keywords */
export function printParameterType(type: ParameterType, scope: Scope, plainObjects = true): string {
  if (type.some((part) => part.kind === "anything")) return scope.fromRuntime(plainObjects ? "PyIn" : "PyPositional");
  const [only] = type;
  if (type.length === 1) {
    if (only?.kind === "int") return scope.fromRuntime("InInt");
    if (only?.kind === "float") return scope.fromRuntime("InFloat");
    if (only?.kind === "bytes") return scope.fromRuntime("InBytes");
  }
  return type.length === 0 ? "never" : `${scope.fromRuntime("In")}<${printParts(type, scope)}>`;
}

/** Adds `undefined` to the printed type of an optional parameter; `PyIn` includes it already. */
export function allowUndefined(printed: string): string {
  return printed === "PyIn" ? printed : `${printed} | undefined`;
}

function printParts(type: ParameterType, scope: Scope): string {
  const parts = type.filter((part) => !isSubsumed(part, type));
  const texts = new Set(parts.map((part) => printPart(part, scope)));
  const has = (...kinds: readonly ParameterPart["kind"][]): boolean => type.some((part) => kinds.includes(part.kind));
  if (has("tuple") && !has("sequence", "iterable")) texts.add(scope.fromRuntime("Tuple"));
  if (texts.has("true") && texts.has("false")) {
    texts.delete("true");
    texts.delete("false");
    texts.add("boolean");
  }
  return [...texts].join(" | ");
}

function printPart(part: ParameterPart, scope: Scope): string {
  const print = (type: ParameterType): string => printParameterType(type, scope);
  switch (part.kind) {
    case "anything":
      return scope.fromRuntime("PyIn");
    case "null":
      return "null";
    case "bool":
      return "boolean";
    case "int":
      return scope.fromRuntime("IntLike");
    case "float":
      return scope.fromRuntime("FloatLike");
    case "complex":
      return scope.fromRuntime("Complex");
    case "string":
      return "string";
    case "bytes":
      return scope.fromRuntime("BytesLike");
    case "array":
      return scope.fromRuntime("ArrayLike");
    case "slice":
      return scope.fromRuntime("Slice");
    case "ellipsis":
      return scope.fromRuntime("Ellipsis");
    case "literal":
      return printLiteral(part.value);
    case "handle":
      return part.id === null ? scope.fromRuntime("PyObject") : scope.printInstance(part.id);
    case "class":
      return `${scope.fromRuntime("PyClass")}<any>`;
    case "list":
      return `${scope.fromRuntime("ListLike")}<${print(part.item)}>`;
    case "sequence":
      return `${scope.fromRuntime("SequenceLike")}<${print(part.item)}>`;
    case "iterable":
      return `${scope.fromRuntime("IterableLike")}<${print(part.item)}>`;
    case "set":
      return `${scope.fromRuntime("SetLike")}<${print(part.item)}>`;
    case "mapping":
      // Only `object` takes a value whose type is an interface, and an object of any type is right here.
      if (part.value.some(({ kind }) => kind === "anything")) return "object";
      return `${scope.fromRuntime("MappingLike")}<${print(part.value)}>`;
    case "tuple":
      return `readonly ${printTuple(part.items.map(print), part.rest === null ? null : print(part.rest))}`;
  }
}

/** Prints the type of a call or an attribute: a pending result, chainable if the object is known to have members. */
export function printPendingResult(type: ResultType, scope: Scope): string {
  switch (type.kind) {
    case "any":
      return scope.fromRuntime("PyAny");
    case "handle":
    case "this":
    case "callable":
    case "class":
      return `${scope.fromRuntime("PyPromise")}<${printResultType(type, scope)}>`;
    case "union": {
      const pending = type.items.every((item) => item.kind === "handle") ? "PyPromise" : "PyValue";
      return `${scope.fromRuntime(pending)}<${printResultType(type, scope)}>`;
    }
    case "scalar":
      return `${scope.fromRuntime("PyScalar")}<${scope.nameClass(type.id)}, ${printResultType(type.value, scope)}>`;
    default:
      return `${scope.fromRuntime("PyValue")}<${printResultType(type, scope)}>`;
  }
}

/** Prints the type of a result once it is awaited. */
export function printResultType(type: ResultType, scope: Scope): string {
  const print = (nested: ResultType): string => printResultType(nested, scope);
  switch (type.kind) {
    case "any":
    case "unknown":
    case "null":
    case "never":
    case "string":
    case "this":
      return type.kind;
    case "bool":
      return "boolean";
    case "int":
    case "float":
      return "number";
    case "integer":
      return "number | bigint";
    case "complex":
      return scope.fromRuntime("Complex");
    case "bytes":
      return "Uint8Array";
    case "literal":
      return printLiteral(type.value);
    case "list":
      return printArray(print(type.item));
    case "set":
      return `Set<${print(type.item)}>`;
    case "tuple":
      return printTuple(type.items.map(print), type.rest === null ? null : print(type.rest));
    case "object":
      return `{ [key: string]: ${print(type.value)} }`;
    case "map":
      return `Map<${print(type.key)}, ${print(type.value)}>`;
    case "handle":
      return type.id === null ? scope.fromRuntime("PyObject") : scope.nameClass(type.id);
    case "named":
      return scope.nameClass(type.id);
    case "callable":
      return scope.fromRuntime("PyCallable");
    case "class":
      return `${scope.fromRuntime("PyClass")}<${type.id === null ? "any" : scope.nameClass(type.id)}>`;
    case "scalar":
      return print(type.value);
    case "union":
      return [...new Set(type.items.map(print))].join(" | ");
  }
}

/** Prints an array of a printed type, which is put in parentheses if it is a union. */
export function printArray(item: string): string {
  let depth = 0;
  for (const character of item) {
    if ("<([{".includes(character)) depth += 1;
    if (">)]}".includes(character)) depth -= 1;
    if (character === "|" && depth === 0) return `(${item})[]`;
  }
  return `${item}[]`;
}

function printTuple(items: readonly string[], rest: string | null): string {
  if (rest === null) return `[${items.join(", ")}]`;
  return items.length === 0 ? printArray(rest) : `[${items.join(", ")}, ...${printArray(rest)}]`;
}

function printLiteral(value: string | number | boolean): string {
  return typeof value === "string" ? quote(value) : String(value);
}
