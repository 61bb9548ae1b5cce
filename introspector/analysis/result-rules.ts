/**
 * Decides what the worker must be told about a callable's results, and what the declarations may then say of them. A call
 * table has one rule for all overloads of a callable, so all its results are decided together: a declaration says `number`
 * only if the rule rejects larger integers, and `Map` only if the rule makes one.
 */
import type { ResultRule } from "../../runtime/wire/call-table.ts";
import type { ClassId, FieldIR } from "../ir/ir.ts";
import type { Declarations } from "./declarations.ts";
import { listNestedTypes, mapNestedTypes, type ResultType, uniteResultTypes } from "./result-shapes.ts";
import { toResultType } from "./result-types.ts";

export interface RuledResults {
  readonly rule: ResultRule | null;
  /** One for each given type, in the same order. */
  readonly results: readonly ResultType[];
}

/** Returns the rule for results of these types, and the types as they are under that rule. */
export function decideResultRule(types: readonly ResultType[], declarations: Declarations): RuledResults {
  const dicts = joinDictFacts(types.map((type) => findDictFacts(type, declarations)));
  const { pinned } = joinIntegerFacts(types.map((type) => findIntegerFacts(type, declarations)));
  const mapsRuled = dicts.maps && !dicts.objects && !pinned;
  const resolved = types.map((type) => dropSubclasses(resolveDicts(type, mapsRuled), declarations));
  const integers = joinIntegerFacts(resolved.map((type) => findIntegerFacts(type, declarations)));
  const { maps } = joinDictFacts(resolved.map((type) => findDictFacts(type, declarations)));
  if (pinned || (integers.number && !integers.open && !maps)) return { rule: "int", results: resolved };
  const rule = maps ? "map" : dicts.objects && !dicts.maps ? "object" : null;
  return { rule, results: resolved.map(widenIntegers) };
}

export interface ResolvedField {
  readonly name: string;
  readonly type: ResultType;
  readonly required: boolean;
}

/** Returns the fields of a named tuple or TypedDict. They are declared once, for all callables that return it. */
export function resolveFields(fields: readonly FieldIR[], declarations: Declarations): readonly ResolvedField[] {
  const types = toFieldTypes(fields, declarations).map((type) => resolveDicts(type, false));
  const open = types.some((type) => findIntegerFacts(type, declarations).open);
  return fields.map(({ name, required }, index) => {
    const type = types[index] as ResultType;
    return { name, required, type: open ? widenIntegers(type) : type };
  });
}

interface IntegerFacts {
  /** Some part is declared as `number`. */
  readonly number: boolean;
  /** Some part may hold an integer of any size. */
  readonly open: boolean;
  /** A declaration that other callables share says `number`, so the rule must be `int`. */
  readonly pinned: boolean;
}

const NO_INTEGERS: IntegerFacts = { number: false, open: false, pinned: false };

function findIntegerFacts(type: ResultType, declarations: Declarations): IntegerFacts {
  switch (type.kind) {
    case "any":
    case "unknown":
    case "integer":
      return { ...NO_INTEGERS, open: true };
    case "int":
    case "float":
      return { ...NO_INTEGERS, number: true };
    case "named":
      return findNamedIntegerFacts(type.id, declarations);
    default:
      return joinIntegerFacts(listNestedTypes(type).map((nested) => findIntegerFacts(nested, declarations)));
  }
}

/** A declaration that says `number` pins the rule; one that may hold larger integers says `number | bigint` instead. */
function findNamedIntegerFacts(id: ClassId, declarations: Declarations): IntegerFacts {
  return declarations.memoize(findNamedIntegerFacts, id, () => {
    const reached = [...findReachableFields(id, declarations).keys()];
    const number = saysNumber(id, declarations);
    return { number, open: isOpen(id, declarations), pinned: reached.some((each) => saysNumber(each, declarations)) };
  });
}

function saysNumber(id: ClassId, declarations: Declarations): boolean {
  return declarations.memoize(saysNumber, id, () => {
    const isNumber = ({ kind }: ResultType): boolean => kind === "int" || kind === "float";
    return !isOpen(id, declarations) && hasReachablePart(id, declarations, isNumber);
  });
}

/** Whether a declaration, or one that it contains, may hold an integer of any size. */
function isOpen(id: ClassId, declarations: Declarations): boolean {
  return declarations.memoize(isOpen, id, () =>
    hasReachablePart(id, declarations, ({ kind }) => kind === "any" || kind === "unknown" || kind === "integer"),
  );
}

function hasReachablePart(id: ClassId, declarations: Declarations, test: (part: ResultType) => boolean): boolean {
  return [...findReachableFields(id, declarations).values()].some((parts) => parts.some(test));
}

/**
 * Returns the parts of the fields of a named tuple or TypedDict and of all that it contains, by class. Declarations may
 * contain each other, so each class is visited once: the number of paths between them grows with the factorial.
 */
function findReachableFields(id: ClassId, declarations: Declarations): ReadonlyMap<ClassId, readonly ResultType[]> {
  return declarations.memoize(findReachableFields, id, () => {
    const reached = new Map<ClassId, readonly ResultType[]>();
    const waiting: ClassId[] = [id];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (reached.has(next)) continue;
      const parts = listFieldParts(next, declarations);
      reached.set(next, parts);
      for (const part of parts) if (part.kind === "named") waiting.push(part.id);
    }
    return reached;
  });
}

/** Returns the types of a declaration's fields, and the types nested in them. */
function listFieldParts(id: ClassId, declarations: Declarations): readonly ResultType[] {
  return declarations.memoize(listFieldParts, id, () => {
    const listParts = (type: ResultType): ResultType[] => [type, ...listNestedTypes(type).flatMap(listParts)];
    return listFieldTypes(id, declarations).flatMap(listParts);
  });
}

function joinIntegerFacts(facts: readonly IntegerFacts[]): IntegerFacts {
  return {
    number: facts.some((fact) => fact.number),
    open: facts.some((fact) => fact.open),
    pinned: facts.some((fact) => fact.pinned),
  };
}

/** Removes from a union each handle whose base class is in the union too, since it is an instance of that base. */
function dropSubclasses(type: ResultType, declarations: Declarations): ResultType {
  if (type.kind !== "union") return type;
  const classes = new Set(type.items.flatMap((item) => (item.kind === "handle" ? [item.id] : [])));
  const isDerived = (item: ResultType): boolean =>
    item.kind === "handle" &&
    item.id !== null &&
    (declarations.findClass(item.id)?.declaration.mro.some((ancestor) => classes.has(ancestor)) ?? false);
  return uniteResultTypes(type.items.filter((item) => !isDerived(item)));
}

/** Which forms the dicts of a result are expected to arrive in. */
interface DictFacts {
  readonly maps: boolean;
  readonly objects: boolean;
}

/** Returns the facts about the dicts that a rule governs: all dicts except those inside dicts. */
function findDictFacts(type: ResultType, declarations: Declarations): DictFacts {
  switch (type.kind) {
    case "map":
      return { maps: true, objects: false };
    case "object":
      return { maps: false, objects: true };
    case "named":
      // The declaration is shared by all callables that return it, so it cannot rely on the rule of one of them.
      return { maps: false, objects: containsObject(type.id, declarations) };
    default:
      return joinDictFacts(listNestedTypes(type).map((nested) => findDictFacts(nested, declarations)));
  }
}

/** Whether a declaration is a TypedDict, or a named tuple that contains one or another dict that arrives as an object. */
function containsObject(id: ClassId, declarations: Declarations): boolean {
  return declarations.memoize(containsObject, id, () => {
    const visited = new Set<ClassId>();
    const waiting: ClassId[] = [id];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (visited.has(next)) continue;
      visited.add(next);
      if (declarations.findClass(next)?.declaration.typedDict) return true;
      const parts = listFieldTypes(next, declarations).flatMap(listPartsOutsideDicts);
      if (parts.some(({ kind }) => kind === "object")) return true;
      for (const part of parts) if (part.kind === "named") waiting.push(part.id);
    }
    return false;
  });
}

function listPartsOutsideDicts(type: ResultType): ResultType[] {
  if (type.kind === "map" || type.kind === "object") return [type];
  return [type, ...listNestedTypes(type).flatMap(listPartsOutsideDicts)];
}

function joinDictFacts(all: readonly DictFacts[]): DictFacts {
  return { maps: all.some(({ maps }) => maps), objects: all.some(({ objects }) => objects) };
}

/**
 * Replaces each map that may not arrive as a `Map`. Without a rule, a dict arrives as an object if all its keys happen to
 * be strings.
 * @param mapsRuled whether the rule makes a `Map` of each dict that is not inside another dict
 */
function resolveDicts(type: ResultType, mapsRuled: boolean): ResultType {
  if (type.kind === "union") return uniteResultTypes(type.items.map((item) => resolveDicts(item, mapsRuled)));
  if (type.kind === "map" && !mapsRuled) return { kind: "any", cause: "dict" };
  const nestedRuled = mapsRuled && type.kind !== "map" && type.kind !== "object";
  return mapNestedTypes(type, (nested) => resolveDicts(nested, nestedRuled));
}

function widenIntegers(type: ResultType): ResultType {
  return type.kind === "int" ? { kind: "integer" } : mapNestedTypes(type, widenIntegers);
}

function listFieldTypes(id: ClassId, declarations: Declarations): readonly ResultType[] {
  return declarations.memoize(listFieldTypes, id, () => toFieldTypes(findFields(id, declarations), declarations));
}

function findFields(id: ClassId, declarations: Declarations): readonly FieldIR[] {
  const declaration = declarations.findClass(id)?.declaration;
  return declaration?.namedTuple ?? declaration?.typedDict ?? [];
}

function toFieldTypes(fields: readonly FieldIR[], declarations: Declarations): readonly ResultType[] {
  const context = { declarations, self: { kind: "any", cause: "recursive" } as const };
  return fields.map((field) => toResultType(field.type, context));
}
