/**
 * Which members of a parameter's union say nothing that another one does not say.
 */
import type { ParameterPart, ParameterType } from "./parameter-types.ts";

const WIDER_KINDS = { string: ["string"], number: ["int", "float"], boolean: ["bool"] } as const;

/** Whether another member of the union takes all that this one takes. */
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
      return narrow.id !== null ? acceptsAnyHandle(wide) : acceptsHandles(wide);
    case "tuple": {
      const item = sequenceItemOf(wide);
      const items = narrow.rest === null ? narrow.items : [...narrow.items, narrow.rest];
      // The wider of two alike: the one that is not itself covered in turn.
      const alike = wide.kind === "tuple" && narrow.rest !== null && narrow.items.length === 0;
      return item !== null && !alike && items.every((one) => subsumesAll(item, one));
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

/** What a sequence of any length holds. */
function sequenceItemOf(part: ParameterPart): ParameterType | null {
  if (part.kind === "sequence" || part.kind === "iterable" || part.kind === "list") return part.item;
  return part.kind === "tuple" && part.items.length === 0 ? part.rest : null;
}

function acceptsHandles(part: ParameterPart): boolean {
  return ["list", "sequence", "iterable", "set", "mapping"].includes(part.kind);
}

function acceptsAnyHandle(part: ParameterPart): boolean {
  return (part.kind === "handle" && part.id === null) || acceptsHandles(part);
}

function areEqual(a: ParameterPart, b: ParameterPart): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
