/**
 * Which members of a parameter's union say nothing that another one does not say.
 */
import type { In, InPart } from "./parameter-types.ts";

const PLAIN = { string: ["string"], number: ["int", "float"], boolean: ["bool"] } as const;

/** Whether another member of the union takes all that this one takes. */
export function isCovered(part: InPart, type: In): boolean {
  return type.some((other) => other !== part && covers(other, part));
}

function covers(wide: InPart, narrow: InPart): boolean {
  switch (narrow.is) {
    case "int":
      return wide.is === "float";
    case "literal":
      return (PLAIN[typeof narrow.value as keyof typeof PLAIN] as readonly string[]).includes(wide.is);
    case "class":
      return isAnyHandle(wide);
    case "handle":
      return narrow.id !== null ? isAnyHandle(wide) : takesHandles(wide);
    case "tuple": {
      const item = itemOf(wide);
      const items = narrow.rest === null ? narrow.items : [...narrow.items, narrow.rest];
      // The wider of two alike: the one that is not itself covered in turn.
      const alike = wide.is === "tuple" && narrow.rest !== null && narrow.items.length === 0;
      return item !== null && !alike && items.every((one) => takesAll(item, one));
    }
    default:
      return false;
  }
}

function takesAll(wide: In, narrow: In): boolean {
  return narrow.every((part) =>
    wide.some((other) => same(other, part) || covers(other, part) || other.is === "anything"),
  );
}

/** What a sequence of any length holds. */
function itemOf(part: InPart): In | null {
  if (part.is === "sequence" || part.is === "iterable" || part.is === "list") return part.item;
  return part.is === "tuple" && part.items.length === 0 ? part.rest : null;
}

function takesHandles(part: InPart): boolean {
  return ["list", "sequence", "iterable", "set", "mapping"].includes(part.is);
}

function isAnyHandle(part: InPart): boolean {
  return (part.is === "handle" && part.id === null) || takesHandles(part);
}

function same(a: InPart, b: InPart): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
