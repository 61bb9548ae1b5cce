/**
 * Parameter and result types as TypeScript text.
 */

import type { ParameterPart, ParameterType } from "../analysis/parameter-types.ts";
import type { ResultType } from "../analysis/result-types.ts";
import { isSubsumed } from "../analysis/subsumption.ts";
import { quote } from "../names.ts";
import type { Scope } from "./scope.ts";

/** `plainObjects`: false where one would be taken for keywords. */
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
  const nested = (type: ParameterType): string => printParameterType(type, scope);
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
      return `${scope.fromRuntime("ListLike")}<${nested(part.item)}>`;
    case "sequence":
      return `${scope.fromRuntime("SequenceLike")}<${nested(part.item)}>`;
    case "iterable":
      return `${scope.fromRuntime("IterableLike")}<${nested(part.item)}>`;
    case "set":
      return `${scope.fromRuntime("SetLike")}<${nested(part.item)}>`;
    case "mapping":
      // An object of any class will do, and only that takes those of an interface type.
      if (part.value.some(({ kind }) => kind === "anything")) return "object";
      return `${scope.fromRuntime("MappingLike")}<${nested(part.value)}>`;
    case "tuple":
      return `readonly ${printTuple(part.items.map(nested), part.rest === null ? null : nested(part.rest))}`;
  }
}

/** The type of a call or an attribute: pending, and chainable where it is known to have members. */
export function printPendingResult(out: ResultType, scope: Scope): string {
  switch (out.kind) {
    case "any":
      return scope.fromRuntime("PyAny");
    case "handle":
    case "this":
    case "callable":
    case "class":
      return `${scope.fromRuntime("PyPromise")}<${printResultType(out, scope)}>`;
    case "union": {
      const pending = out.items.every((item) => item.kind === "handle") ? "PyPromise" : "PyValue";
      return `${scope.fromRuntime(pending)}<${printResultType(out, scope)}>`;
    }
    case "scalar":
      return `${scope.fromRuntime("PyScalar")}<${scope.printClass(out.id)}, ${printResultType(out.value, scope)}>`;
    default:
      return `${scope.fromRuntime("PyValue")}<${printResultType(out, scope)}>`;
  }
}

/** What it is once awaited. */
export function printResultType(out: ResultType, scope: Scope): string {
  const nested = (part: ResultType): string => printResultType(part, scope);
  switch (out.kind) {
    case "any":
    case "unknown":
    case "null":
    case "never":
    case "string":
    case "this":
      return out.kind;
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
      return printLiteral(out.value);
    case "list":
      return printArray(nested(out.item));
    case "set":
      return `Set<${nested(out.item)}>`;
    case "tuple":
      return printTuple(out.items.map(nested), out.rest === null ? null : nested(out.rest));
    case "object":
      return `{ [key: string]: ${nested(out.value)} }`;
    case "map":
      return `Map<${nested(out.key)}, ${nested(out.value)}>`;
    case "handle":
      return out.id === null ? scope.fromRuntime("PyObject") : scope.printClass(out.id);
    case "named":
      return scope.printClass(out.id);
    case "callable":
      return scope.fromRuntime("PyCallable");
    case "class":
      return `${scope.fromRuntime("PyClass")}<${out.id === null ? "any" : scope.printClass(out.id)}>`;
    case "scalar":
      return nested(out.value);
    case "union":
      return [...new Set(out.items.map(nested))].join(" | ");
  }
}

/** An array of what a text denotes, in parentheses where it is a union. */
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
