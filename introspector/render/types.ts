/**
 * Parameter and result types as TypeScript text.
 */
import { isCovered } from "../analysis/subsumption.ts";
import type { In, InPart } from "../analysis/parameter-types.ts";
import { quote } from "../names.ts";
import type { Out } from "../analysis/result-types.ts";
import type { Scope } from "./scope.ts";

/** `plainObjects`: false where one would be taken for keywords. */
export function printIn(type: In, scope: Scope, plainObjects = true): string {
  if (type.some((part) => part.is === "anything")) return scope.bridge(plainObjects ? "PyIn" : "PyPositional");
  const [only] = type;
  if (type.length === 1) {
    if (only?.is === "int") return scope.bridge("InInt");
    if (only?.is === "float") return scope.bridge("InFloat");
    if (only?.is === "bytes") return scope.bridge("InBytes");
  }
  return type.length === 0 ? "never" : `${scope.bridge("In")}<${alternatives(type, scope)}>`;
}

function alternatives(type: In, scope: Scope): string {
  const parts = type.filter((part) => !isCovered(part, type));
  const texts = new Set(parts.map((part) => alternative(part, scope)));
  const has = (...kinds: readonly InPart["is"][]): boolean => type.some((part) => kinds.includes(part.is));
  if (has("tuple") && !has("sequence", "iterable")) texts.add(scope.bridge("Tuple"));
  if (texts.has("true") && texts.has("false")) {
    texts.delete("true");
    texts.delete("false");
    texts.add("boolean");
  }
  return [...texts].join(" | ");
}

function alternative(part: InPart, scope: Scope): string {
  const nested = (type: In): string => printIn(type, scope);
  switch (part.is) {
    case "anything":
      return scope.bridge("PyIn");
    case "null":
      return "null";
    case "bool":
      return "boolean";
    case "int":
      return scope.bridge("IntLike");
    case "float":
      return scope.bridge("FloatLike");
    case "complex":
      return scope.bridge("Complex");
    case "string":
      return "string";
    case "bytes":
      return scope.bridge("BytesLike");
    case "array":
      return scope.bridge("ArrayLike");
    case "slice":
      return scope.bridge("Slice");
    case "ellipsis":
      return scope.bridge("Ellipsis");
    case "literal":
      return literal(part.value);
    case "handle":
      return part.id === null ? scope.bridge("PyObject") : scope.instance(part.id);
    case "class":
      return `${scope.bridge("PyClass")}<any>`;
    case "list":
      return `${scope.bridge("ListLike")}<${nested(part.item)}>`;
    case "sequence":
      return `${scope.bridge("SequenceLike")}<${nested(part.item)}>`;
    case "iterable":
      return `${scope.bridge("IterableLike")}<${nested(part.item)}>`;
    case "set":
      return `${scope.bridge("SetLike")}<${nested(part.item)}>`;
    case "mapping":
      // An object of any class will do, and only that takes those of an interface type.
      if (part.value.some(({ is }) => is === "anything")) return "object";
      return `${scope.bridge("MappingLike")}<${nested(part.value)}>`;
    case "tuple":
      return `readonly ${tuple(part.items.map(nested), part.rest === null ? null : nested(part.rest))}`;
  }
}

/** The type of a call or an attribute: pending, and chainable where it is known to have members. */
export function printResult(out: Out, scope: Scope): string {
  switch (out.is) {
    case "any":
      return scope.bridge("PyAny");
    case "handle":
    case "this":
    case "callable":
    case "class":
      return `${scope.bridge("PyPromise")}<${printOut(out, scope)}>`;
    case "union": {
      const pending = out.items.every((item) => item.is === "handle") ? "PyPromise" : "PyValue";
      return `${scope.bridge(pending)}<${printOut(out, scope)}>`;
    }
    case "scalar":
      return `${scope.bridge("PyScalar")}<${scope.class(out.id)}, ${printOut(out.value, scope)}>`;
    default:
      return `${scope.bridge("PyValue")}<${printOut(out, scope)}>`;
  }
}

/** What it is once awaited. */
export function printOut(out: Out, scope: Scope): string {
  const nested = (part: Out): string => printOut(part, scope);
  switch (out.is) {
    case "any":
    case "unknown":
    case "null":
    case "never":
    case "string":
    case "this":
      return out.is;
    case "bool":
      return "boolean";
    case "int":
    case "float":
      return "number";
    case "integer":
      return "number | bigint";
    case "complex":
      return scope.bridge("Complex");
    case "bytes":
      return "Uint8Array";
    case "literal":
      return literal(out.value);
    case "list":
      return arrayOf(nested(out.item));
    case "set":
      return `Set<${nested(out.item)}>`;
    case "tuple":
      return tuple(out.items.map(nested), out.rest === null ? null : nested(out.rest));
    case "object":
      return `{ [key: string]: ${nested(out.value)} }`;
    case "map":
      return `Map<${nested(out.key)}, ${nested(out.value)}>`;
    case "handle":
      return out.id === null ? scope.bridge("PyObject") : scope.class(out.id);
    case "named":
      return scope.class(out.id);
    case "callable":
      return scope.bridge("PyCallable");
    case "class":
      return `${scope.bridge("PyClass")}<${out.id === null ? "any" : scope.class(out.id)}>`;
    case "scalar":
      return nested(out.value);
    case "union":
      return [...new Set(out.items.map(nested))].join(" | ");
  }
}

/** An array of what a text denotes, in parentheses where it is a union. */
export function arrayOf(item: string): string {
  let depth = 0;
  for (const character of item) {
    if ("<([{".includes(character)) depth += 1;
    if (">)]}".includes(character)) depth -= 1;
    if (character === "|" && depth === 0) return `(${item})[]`;
  }
  return `${item}[]`;
}

function tuple(items: readonly string[], rest: string | null): string {
  if (rest === null) return `[${items.join(", ")}]`;
  return items.length === 0 ? arrayOf(rest) : `[${items.join(", ")}, ...${arrayOf(rest)}]`;
}

function literal(value: string | number | boolean): string {
  return typeof value === "string" ? quote(value) : String(value);
}
