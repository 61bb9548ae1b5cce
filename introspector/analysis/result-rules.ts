/**
 * What the worker must be told about a callable's results, and what may then be said of them. A call table carries one
 * rule for all overloads of a callable, so all its results are settled together: a `number` is stated only where the
 * rule refuses larger integers, a `Map` only where the rule makes one.
 */
import type { ResultRule } from "../../runtime/wire/call-table.ts";
import type { ClassId, FieldIR } from "../ir/ir.ts";
import type { Declarations } from "./declarations.ts";
import { type Out, outOf, union } from "./result-types.ts";

export interface Settled {
  readonly rule: ResultRule | null;
  /** As many as were given, in their order. */
  readonly outs: readonly Out[];
}

export function settle(outs: readonly Out[], declarations: Declarations): Settled {
  const found = joinDicts(outs.map((out) => dictsOf(out, declarations)));
  const { pinned } = join(outs.map((out) => inspect(out, declarations)));
  const ruled = found.maps && !found.objects && !pinned;
  const keyed = outs.map((out) => withoutSubclasses(settleDicts(out, ruled), declarations));
  const facts = join(keyed.map((out) => inspect(out, declarations)));
  const maps = joinDicts(keyed.map((out) => dictsOf(out, declarations))).maps;
  if (pinned || (facts.number && !facts.open && !maps)) return { rule: "int", outs: keyed };
  const rule = maps ? "map" : found.objects && !found.maps ? "object" : null;
  return { rule, outs: keyed.map(widen) };
}

export interface Field {
  readonly name: string;
  readonly out: Out;
  readonly required: boolean;
}

/** The fields of a named tuple or TypedDict, which is declared once for all that return it. */
export function settleFields(fields: readonly FieldIR[], declarations: Declarations): readonly Field[] {
  const settled = fieldOuts(fields, declarations).map((out) => settleDicts(out, false));
  const open = settled.some((out) => inspect(out, declarations).open);
  return fields.map(({ name, required }, index) => {
    const out = settled[index] as Out;
    return { name, required, out: open ? widen(out) : out };
  });
}

interface Facts {
  /** Something is stated as `number`. */
  readonly number: boolean;
  /** Something may hold an integer of any size. */
  readonly open: boolean;
  /** A declaration shared with other callables states a `number`. */
  readonly pinned: boolean;
}

const NOTHING: Facts = { number: false, open: false, pinned: false };

function inspect(out: Out, declarations: Declarations, visited: readonly ClassId[] = []): Facts {
  switch (out.is) {
    case "any":
    case "unknown":
    case "integer":
      return { ...NOTHING, open: true };
    case "int":
    case "float":
      return { ...NOTHING, number: true };
    case "named": {
      if (visited.includes(out.id)) return NOTHING;
      const fields = fieldsOf(out.id, declarations);
      const facts = join(
        fieldOuts(fields, declarations).map((field) => inspect(field, declarations, [...visited, out.id])),
      );
      return { ...facts, number: facts.number && !facts.open, pinned: facts.pinned || (facts.number && !facts.open) };
    }
    default:
      return join(parts(out).map((part) => inspect(part, declarations, visited)));
  }
}

function join(facts: readonly Facts[]): Facts {
  return {
    number: facts.some((fact) => fact.number),
    open: facts.some((fact) => fact.open),
    pinned: facts.some((fact) => fact.pinned),
  };
}

/** An instance of a subclass is one of its base: where both are named, the base says it all. */
function withoutSubclasses(out: Out, declarations: Declarations): Out {
  if (out.is !== "union") return out;
  const named = new Set(out.items.flatMap((item) => (item.is === "handle" ? [item.id] : [])));
  const isDerived = (item: Out): boolean =>
    item.is === "handle" &&
    item.id !== null &&
    (declarations.class(item.id)?.declaration.mro.some((ancestor) => named.has(ancestor)) ?? false);
  return union(out.items.filter((item) => !isDerived(item)));
}

interface Dicts {
  readonly maps: boolean;
  readonly objects: boolean;
}

/** The dicts a rule speaks for: all but those within dicts. */
function dictsOf(out: Out, declarations: Declarations, visited: readonly ClassId[] = []): Dicts {
  if (out.is === "map") return { maps: true, objects: false };
  if (out.is === "object") return { maps: false, objects: true };
  if (out.is !== "named") return joinDicts(parts(out).map((part) => dictsOf(part, declarations, visited)));
  if (visited.includes(out.id)) return joinDicts([]);
  const declaration = declarations.class(out.id)?.declaration;
  if (declaration?.typedDict) return { maps: false, objects: true };
  const fields = fieldOuts(declaration?.namedTuple ?? [], declarations);
  const found = joinDicts(fields.map((field) => dictsOf(field, declarations, [...visited, out.id])));
  // Declared once for all that return it, it cannot count on a rule.
  return { maps: false, objects: found.objects };
}

function joinDicts(all: readonly Dicts[]): Dicts {
  return { maps: all.some(({ maps }) => maps), objects: all.some(({ objects }) => objects) };
}

/** A dict that is no plain object arrives as a `Map` for certain only where the rule says so. */
function settleDicts(out: Out, ruled: boolean): Out {
  if (out.is === "union") return union(out.items.map((item) => settleDicts(item, ruled)));
  if (out.is === "map" && !ruled) return { is: "any", cause: "dict" };
  const within = ruled && out.is !== "map" && out.is !== "object";
  return rebuild(out, (part) => settleDicts(part, within));
}

function widen(out: Out): Out {
  return out.is === "int" ? { is: "integer" } : rebuild(out, widen);
}

function parts(out: Out): readonly Out[] {
  switch (out.is) {
    case "list":
    case "set":
      return [out.item];
    case "tuple":
      return out.rest === null ? out.items : [...out.items, out.rest];
    case "object":
    case "scalar":
      return [out.value];
    case "map":
      return [out.key, out.value];
    case "union":
      return out.items;
    default:
      return [];
  }
}

function rebuild(out: Out, change: (part: Out) => Out): Out {
  switch (out.is) {
    case "list":
    case "set":
      return { ...out, item: change(out.item) };
    case "tuple":
      return { ...out, items: out.items.map(change), rest: out.rest === null ? null : change(out.rest) };
    case "object":
    case "scalar":
      return { ...out, value: change(out.value) };
    case "map":
      return { ...out, key: change(out.key), value: change(out.value) };
    case "union":
      return { ...out, items: out.items.map(change) };
    default:
      return out;
  }
}

function fieldsOf(id: ClassId, declarations: Declarations): readonly FieldIR[] {
  const declaration = declarations.class(id)?.declaration;
  return declaration?.namedTuple ?? declaration?.typedDict ?? [];
}

function fieldOuts(fields: readonly FieldIR[], declarations: Declarations): readonly Out[] {
  const context = { declarations, self: { is: "any", cause: "recursive" } as const };
  return fields.map((field) => outOf(field.type, context));
}
