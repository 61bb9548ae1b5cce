/**
 * Converts a declared type into what a parameter of that type takes. The result is never narrower than what Python takes:
 * a type that has no exact counterpart becomes "anything".
 */
import type { ClassId, LiteralIR, TypeIR } from "../ir/ir.ts";
import { AliasExpansion, expandAlias } from "./aliases.ts";
import type { Category } from "./category.ts";
import { classifyClass } from "./classify.ts";
import type { UntypedCause } from "./coverage.ts";
import type { Declarations } from "./declarations.ts";
import { type ParameterPart, type ParameterType, uniteParameterTypes } from "./parameter-shapes.ts";

export interface ParameterContext {
  readonly declarations: Declarations;
  /** What a parameter declared `Self` takes. */
  readonly self: ParameterType;
}

const ANY_HANDLE: ParameterPart = { kind: "handle", id: null };
const anything = (cause: UntypedCause | null): ParameterType => [{ kind: "anything", cause }];

/** @param expansion the aliases that are being expanded around `type` */
export function toParameterType(
  type: TypeIR,
  context: ParameterContext,
  expansion: AliasExpansion = new AliasExpansion(),
): ParameterType {
  const { declarations } = context;
  const convert = (item: TypeIR): ParameterType => toParameterType(item, context, expansion);
  switch (type.t) {
    case "any":
      return anything("explicit");
    case "missing":
      return anything("missing");
    case "unresolved":
      return anything("unresolved");
    case "none":
      return [{ kind: "null" }];
    case "never":
      return [];
    case "self":
      return context.self;
    case "module":
      return [ANY_HANDLE];
    case "callable":
      return anything(null);
    case "type":
      return [{ kind: "class" }];
    case "literal":
      return uniteParameterTypes(type.values.map((value) => [literalToPart(value)]));
    case "union":
      return uniteParameterTypes(type.items.map(convert));
    case "tuple": {
      const rest = type.rest === null ? null : convert(type.rest);
      return [{ kind: "tuple", items: type.items.map(convert), rest }, ANY_HANDLE];
    }
    case "typevar":
      if (type.constraints.length > 0) return uniteParameterTypes(type.constraints.map(convert));
      return type.bound === null ? anything("typevar") : convert(type.bound);
    case "alias": {
      const alias = declarations.findAlias(type.name);
      if (alias === undefined) return anything("unresolved");
      const inner = expansion.enter(type.name);
      if (inner === null) return anything("recursive");
      const expand = () => toParameterType(expandAlias(alias, type.args), context, inner);
      return expansion.isOutermost && type.args.length === 0 ? memoizeAlias(type.name, declarations, expand) : expand();
    }
    case "class":
      return categoryToParameterType(classifyClass(type.id, type.args, declarations), type.args, context, convert);
  }
}

const ALIAS_TYPES = new WeakMap<Declarations, Map<string, ParameterType>>();

/** Converts each alias once, since aliases such as `ArrayLike` are large and occur in most signatures. */
function memoizeAlias(name: string, declarations: Declarations, convert: () => ParameterType): ParameterType {
  const known = ALIAS_TYPES.get(declarations) ?? new Map<string, ParameterType>();
  ALIAS_TYPES.set(declarations, known);
  const type = known.get(name) ?? convert();
  known.set(name, type);
  return type;
}

/** Returns what a parameter takes that is declared as a class without type arguments. */
export function instanceToParameterType(id: ClassId, declarations: Declarations): ParameterType {
  const category = classifyClass(id, [], declarations);
  return categoryToParameterType(category, [], { declarations }, () => anything("typevar"));
}

function categoryToParameterType(
  category: Category,
  args: readonly TypeIR[],
  { declarations }: { readonly declarations: Declarations },
  convert: (type: TypeIR) => ParameterType,
): ParameterType {
  const convertArgument = (index: number): ParameterType => {
    const type = args[index];
    return type === undefined ? anything("missing") : convert(type);
  };
  switch (category.kind) {
    case "bool":
    case "int":
    case "float":
    case "string":
    case "bytes":
    case "ellipsis":
      return [{ kind: category.kind }];
    case "slice":
      return [{ kind: "slice" }, ANY_HANDLE];
    case "complex":
      return [{ kind: "complex" }, { kind: "float" }];
    case "none":
      return [{ kind: "null" }];
    case "list":
    case "set":
      return [{ kind: category.kind, item: convertArgument(0) }];
    case "tuple":
      return [{ kind: "tuple", items: [], rest: convertArgument(0) }, ANY_HANDLE];
    case "dict":
      return [{ kind: "mapping", value: convertArgument(1) }];
    case "named-tuple":
      return [{ kind: "tuple", items: [], rest: anything(null) }, ANY_HANDLE];
    case "typed-dict":
      return [{ kind: "mapping", value: anything(null) }];
    case "scalar":
      return [{ kind: category.value }, { kind: "handle", id: category.id }];
    case "any-scalar":
      return [...category.values.map((kind) => ({ kind })), { kind: "handle", id: category.id }];
    case "interface": {
      const handle: ParameterPart = { kind: "handle", id: category.id };
      // The worker makes an array of a typed array.
      return declarations.adapter.isArray(category.id) ? [handle, { kind: "array" }] : [handle];
    }
    case "type":
      return [{ kind: "class" }];
    case "handle":
    case "iterator":
    case "awaitable":
      return [ANY_HANDLE];
    case "object":
    case "callable":
      return anything(null);
    case "unbound":
      return anything("unbound");
    case "abstract":
      return abstractToParameterType(category.name, convertArgument);
  }
}

/** Converts the protocols and abstract classes that have a counterpart in JavaScript. */
function abstractToParameterType(name: string, convertArgument: (index: number) => ParameterType): ParameterType {
  switch (name) {
    case "Iterable":
    case "Collection":
    case "Container":
    case "Reversible":
      return iterableToParameterType("iterable", convertArgument(0));
    case "Sequence":
    case "MutableSequence":
      return iterableToParameterType("sequence", convertArgument(0));
    case "Set":
    case "AbstractSet":
    case "MutableSet":
      return [{ kind: "set", item: convertArgument(0) }];
    case "Mapping":
    case "MutableMapping":
      return [{ kind: "mapping", value: convertArgument(1) }];
    case "SupportsIndex":
      return [{ kind: "int" }, { kind: "bool" }, ANY_HANDLE];
    case "SupportsInt":
    case "SupportsFloat":
      return [{ kind: "float" }, { kind: "bool" }, ANY_HANDLE];
    case "SupportsComplex":
    case "SupportsAbs":
      return [{ kind: "complex" }, { kind: "float" }, { kind: "bool" }, ANY_HANDLE];
    case "Buffer":
      return [{ kind: "bytes" }, { kind: "array" }, ANY_HANDLE];
    case "PathLike":
      return [ANY_HANDLE];
    default:
      return anything("abstract");
  }
}

/** Adds what else Python iterates: a string is a sequence of strings, and bytes are a sequence of integers. */
function iterableToParameterType(kind: "iterable" | "sequence", item: ParameterType): ParameterType {
  const itemTakes = (...kinds: readonly ParameterPart["kind"][]): boolean =>
    item.some((part) => part.kind === "anything" || kinds.includes(part.kind));
  const parts: ParameterPart[] = [{ kind, item }];
  if (itemTakes("string")) parts.push({ kind: "string" });
  if (itemTakes("int", "float")) parts.push({ kind: "bytes" });
  return parts;
}

function literalToPart(value: LiteralIR): ParameterPart {
  if (value === null) return { kind: "null" };
  if (typeof value !== "object") return { kind: "literal", value };
  if ("enum" in value) return { kind: "handle", id: value.enum };
  return { kind: "bytes" in value ? "bytes" : "int" };
}
