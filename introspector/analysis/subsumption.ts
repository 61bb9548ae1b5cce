/**
 * Finds the parts of a parameter's union that can be left out, because another part takes all their values.
 */
import type { ParameterPart, ParameterType } from "./parameter-shapes.ts";

const WIDER_KINDS = { string: ["string"], number: ["int", "float"], boolean: ["bool"] } as const;

/** Whether another part of the union takes every value that `part` takes. */
export function isSubsumed(part: ParameterPart, type: ParameterType): boolean {
  return type.some((other) => other !== part && subsumes(other, part));
}

function subsumes(wide: ParameterPart, narrow: ParameterPart): boolean {
  switch (narrow.kind) {
    case "int":
      return wide.kind === "float";
    case "literal":
      return (WIDER_KINDS[typeof narrow.value as keyof typeof WIDER_KINDS] as readonly string[]).includes(wide.kind);
    case "class":
      return acceptsAnyHandle(wide);
    case "handle":
      return narrow.id !== null ? acceptsAnyHandle(wide) : isCollection(wide);
    case "tuple": {
      const item = sequenceItemOf(wide);
      const items = narrow.rest === null ? narrow.items : [...narrow.items, narrow.rest];
      // Two tuples of any length might subsume each other, and then neither would be left.
      const bothOfAnyLength = wide.kind === "tuple" && narrow.rest !== null && narrow.items.length === 0;
      return item !== null && !bothOfAnyLength && items.every((one) => subsumesAll(item, one));
    }
    default:
      return false;
  }
}

function subsumesAll(wide: ParameterType, narrow: ParameterType): boolean {
  return narrow.every((part) =>
    wide.some((other) => areEqual(other, part) || subsumes(other, part) || other.kind === "anything"),
  );
}

/** Returns the item type of a sequence of any length; `null`: the part is no such sequence. */
function sequenceItemOf(part: ParameterPart): ParameterType | null {
  if (part.kind === "sequence" || part.kind === "iterable" || part.kind === "list") return part.item;
  return part.kind === "tuple" && part.items.length === 0 ? part.rest : null;
}

/** Whether a part is a collection, for which any handle is taken as well. */
function isCollection(part: ParameterPart): boolean {
  return ["list", "sequence", "iterable", "set", "mapping"].includes(part.kind);
}

function acceptsAnyHandle(part: ParameterPart): boolean {
  return (part.kind === "handle" && part.id === null) || isCollection(part);
}

function areEqual(a: ParameterPart, b: ParameterPart): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
