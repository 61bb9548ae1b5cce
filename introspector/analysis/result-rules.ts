/**
 * What the worker must be told about a callable's results, and what may then be said of them. A call table carries one
 * rule for all overloads of a callable, so all its results are settled together: a `number` is stated only where the
 * rule refuses larger integers, a `Map` only where the rule makes one.
 */
import type { ResultRule } from "../../runtime/wire/call-table.ts";
import type { ClassId, FieldIR } from "../ir/ir.ts";
import type { Declarations } from "./declarations.ts";
import { type ResultType, toResultType, uniteResultTypes } from "./result-types.ts";

export interface RuledResults {
  readonly rule: ResultRule | null;
  /** As many as were given, in their order. */
  readonly results: readonly ResultType[];
}

export function decideResultRule(outs: readonly ResultType[], declarations: Declarations): RuledResults {
  const found = joinDictFacts(outs.map((out) => findDictFacts(out, declarations)));
  const { pinned } = joinIntegerFacts(outs.map((out) => findIntegerFacts(out, declarations)));
  const ruled = found.maps && !found.objects && !pinned;
  const keyed = outs.map((out) => dropSubclasses(resolveDicts(out, ruled), declarations));
  const facts = joinIntegerFacts(keyed.map((out) => findIntegerFacts(out, declarations)));
  const maps = joinDictFacts(keyed.map((out) => findDictFacts(out, declarations))).maps;
  if (pinned || (facts.number && !facts.open && !maps)) return { rule: "int", results: keyed };
  const rule = maps ? "map" : found.objects && !found.maps ? "object" : null;
  return { rule, results: keyed.map(widenIntegers) };
}

export interface ResolvedField {
  readonly name: string;
  readonly type: ResultType;
  readonly required: boolean;
}

/** The fields of a named tuple or TypedDict, which is declared once for all that return it. */
export function resolveFields(fields: readonly FieldIR[], declarations: Declarations): readonly ResolvedField[] {
  const settled = toFieldTypes(fields, declarations).map((out) => resolveDicts(out, false));
  const open = settled.some((out) => findIntegerFacts(out, declarations).open);
  return fields.map(({ name, required }, index) => {
    const out = settled[index] as ResultType;
    return { name, required, type: open ? widenIntegers(out) : out };
  });
}

interface IntegerFacts {
  /** Something is stated as `number`. */
  readonly number: boolean;
  /** Something may hold an integer of any size. */
  readonly open: boolean;
  /** A declaration shared with other callables states a `number`. */
  readonly pinned: boolean;
}

const NO_INTEGERS: IntegerFacts = { number: false, open: false, pinned: false };

function findIntegerFacts(out: ResultType, declarations: Declarations, visited: readonly ClassId[] = []): IntegerFacts {
  switch (out.kind) {
    case "any":
    case "unknown":
    case "integer":
      return { ...NO_INTEGERS, open: true };
    case "int":
    case "float":
      return { ...NO_INTEGERS, number: true };
    case "named": {
      if (visited.includes(out.id)) return NO_INTEGERS;
      const fields = findFields(out.id, declarations);
      const facts = joinIntegerFacts(
        toFieldTypes(fields, declarations).map((field) => findIntegerFacts(field, declarations, [...visited, out.id])),
      );
      return { ...facts, number: facts.number && !facts.open, pinned: facts.pinned || (facts.number && !facts.open) };
    }
    default:
      return joinIntegerFacts(listNestedTypes(out).map((part) => findIntegerFacts(part, declarations, visited)));
  }
}

function joinIntegerFacts(facts: readonly IntegerFacts[]): IntegerFacts {
  return {
    number: facts.some((fact) => fact.number),
    open: facts.some((fact) => fact.open),
    pinned: facts.some((fact) => fact.pinned),
  };
}

/** An instance of a subclass is one of its base: where both are named, the base says it all. */
function dropSubclasses(out: ResultType, declarations: Declarations): ResultType {
  if (out.kind !== "union") return out;
  const named = new Set(out.items.flatMap((item) => (item.kind === "handle" ? [item.id] : [])));
  const isDerived = (item: ResultType): boolean =>
    item.kind === "handle" &&
    item.id !== null &&
    (declarations.findClass(item.id)?.declaration.mro.some((ancestor) => named.has(ancestor)) ?? false);
  return uniteResultTypes(out.items.filter((item) => !isDerived(item)));
}

interface DictFacts {
  readonly maps: boolean;
  readonly objects: boolean;
}

/** The dicts a rule speaks for: all but those within dicts. */
function findDictFacts(out: ResultType, declarations: Declarations, visited: readonly ClassId[] = []): DictFacts {
  if (out.kind === "map") return { maps: true, objects: false };
  if (out.kind === "object") return { maps: false, objects: true };
  if (out.kind !== "named")
    return joinDictFacts(listNestedTypes(out).map((part) => findDictFacts(part, declarations, visited)));
  if (visited.includes(out.id)) return joinDictFacts([]);
  const declaration = declarations.findClass(out.id)?.declaration;
  if (declaration?.typedDict) return { maps: false, objects: true };
  const fields = toFieldTypes(declaration?.namedTuple ?? [], declarations);
  const found = joinDictFacts(fields.map((field) => findDictFacts(field, declarations, [...visited, out.id])));
  // Declared once for all that return it, it cannot count on a rule.
  return { maps: false, objects: found.objects };
}

function joinDictFacts(all: readonly DictFacts[]): DictFacts {
  return { maps: all.some(({ maps }) => maps), objects: all.some(({ objects }) => objects) };
}

/** A dict that is no plain object arrives as a `Map` for certain only where the rule says so. */
function resolveDicts(out: ResultType, ruled: boolean): ResultType {
  if (out.kind === "union") return uniteResultTypes(out.items.map((item) => resolveDicts(item, ruled)));
  if (out.kind === "map" && !ruled) return { kind: "any", cause: "dict" };
  const within = ruled && out.kind !== "map" && out.kind !== "object";
  return mapNestedTypes(out, (part) => resolveDicts(part, within));
}

function widenIntegers(out: ResultType): ResultType {
  return out.kind === "int" ? { kind: "integer" } : mapNestedTypes(out, widenIntegers);
}

function listNestedTypes(out: ResultType): readonly ResultType[] {
  switch (out.kind) {
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

function mapNestedTypes(out: ResultType, change: (part: ResultType) => ResultType): ResultType {
  switch (out.kind) {
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

function findFields(id: ClassId, declarations: Declarations): readonly FieldIR[] {
  const declaration = declarations.findClass(id)?.declaration;
  return declaration?.namedTuple ?? declaration?.typedDict ?? [];
}

function toFieldTypes(fields: readonly FieldIR[], declarations: Declarations): readonly ResultType[] {
  const context = { declarations, self: { kind: "any", cause: "recursive" } as const };
  return fields.map((field) => toResultType(field.type, context));
}
