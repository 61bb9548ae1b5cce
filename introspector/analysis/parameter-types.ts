/**
 * Parameters: what a declared type takes. Never narrower than Python: whatever cannot be said exactly is "anything".
 */

import type { ClassId, LiteralIR, TypeIR } from "../ir/ir.ts";
import { type Category, classifyClass } from "./classify.ts";
import type { UntypedCause } from "./coverage.ts";
import { type Declarations, expandAlias } from "./declarations.ts";

export type ParameterPart =
  /** `cause`: why no more is known; `null`: the author said so. */
  | { readonly kind: "anything"; readonly cause: UntypedCause | null }
  | {
      readonly kind:
        | "null"
        | "bool"
        | "int"
        | "float"
        | "complex"
        | "string"
        | "bytes"
        | "array"
        | "slice"
        | "ellipsis";
    }
  | { readonly kind: "literal"; readonly value: string | number | boolean }
  /** A handle; `null`: any handle. */
  | { readonly kind: "handle"; readonly id: ClassId | null }
  | { readonly kind: "class" }
  /** These take a handle as well. */
  | { readonly kind: "list" | "sequence" | "iterable" | "set"; readonly item: ParameterType }
  | { readonly kind: "tuple"; readonly items: readonly ParameterType[]; readonly rest: ParameterType | null }
  | { readonly kind: "mapping"; readonly value: ParameterType };

/** A union; empty is `never`. */
export type ParameterType = readonly ParameterPart[];

const ANY_HANDLE: ParameterPart = { kind: "handle", id: null };
const anything = (cause: UntypedCause | null): ParameterType => [{ kind: "anything", cause }];

export interface ParameterContext {
  readonly declarations: Declarations;
  /** What a parameter declared `Self` takes. */
  readonly self: ParameterType;
}

export function toParameterType(
  type: TypeIR,
  context: ParameterContext,
  aliases: readonly string[] = [],
): ParameterType {
  const { declarations } = context;
  const nested = (item: TypeIR): ParameterType => toParameterType(item, context, aliases);
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
      return uniteParameterTypes(type.items.map(nested));
    case "tuple":
      return [
        { kind: "tuple", items: type.items.map(nested), rest: type.rest === null ? null : nested(type.rest) },
        ANY_HANDLE,
      ];
    case "typevar":
      if (type.constraints.length > 0) return uniteParameterTypes(type.constraints.map(nested));
      return type.bound === null ? anything("typevar") : nested(type.bound);
    case "alias": {
      const alias = declarations.findAlias(type.name);
      if (alias === undefined) return anything("unresolved");
      if (aliases.includes(type.name)) return anything("recursive");
      if (aliases.length > 0 || type.args.length > 0) {
        return toParameterType(expandAlias(alias, type.args), context, [...aliases, type.name]);
      }
      return memoizeAlias(type.name, declarations, () => toParameterType(alias.type, context, [type.name]));
    }
    case "class":
      return categoryToParameterType(classifyClass(type.id, type.args, declarations), type.args, nested);
  }
}

const ALIAS_TYPES = new WeakMap<Declarations, Map<string, ParameterType>>();

/** Aliases such as `ArrayLike` are large and occur everywhere. */
function memoizeAlias(name: string, declarations: Declarations, make: () => ParameterType): ParameterType {
  const known = ALIAS_TYPES.get(declarations) ?? new Map<string, ParameterType>();
  ALIAS_TYPES.set(declarations, known);
  const type = known.get(name) ?? make();
  known.set(name, type);
  return type;
}

/** What takes an instance of a class, its type arguments unknown. */
export function instanceToParameterType(id: ClassId, declarations: Declarations): ParameterType {
  return categoryToParameterType(classifyClass(id, [], declarations), [], () => anything("typevar"));
}

export function uniteParameterTypes(ins: readonly ParameterType[]): ParameterType {
  const [first] = ins;
  if (first !== undefined && ins.length === 1) return first;
  const parts = new Map<string, ParameterPart>();
  for (const type of ins) {
    for (const part of type) {
      if (part.kind === "anything") return [part];
      parts.set(keyOfPart(part), part);
    }
  }
  return [...parts.values()];
}

const PART_KEYS = new WeakMap<ParameterPart, string>();

function keyOfPart(part: ParameterPart): string {
  const known = PART_KEYS.get(part);
  if (known !== undefined) return known;
  const key = JSON.stringify(part);
  PART_KEYS.set(part, key);
  return key;
}

/** Why a parameter has no type, or `null`. */
export function parameterCause(type: ParameterType): UntypedCause | null {
  const [part] = type;
  return part?.kind === "anything" ? part.cause : null;
}

function categoryToParameterType(
  category: Category,
  args: readonly TypeIR[],
  nested: (type: TypeIR) => ParameterType,
): ParameterType {
  const argument = (index: number): ParameterType => {
    const type = args[index];
    return type === undefined ? anything("missing") : nested(type);
  };
  switch (category.kind) {
    case "bool":
    case "int":
    case "float":
    case "string":
    case "bytes":
    case "slice":
    case "ellipsis":
      return [{ kind: category.kind }, ...(category.kind === "slice" ? [ANY_HANDLE] : [])];
    case "complex":
      return [{ kind: "complex" }, { kind: "float" }];
    case "none":
      return [{ kind: "null" }];
    case "list":
    case "set":
      return [{ kind: category.kind, item: argument(0) }];
    case "tuple":
      return [{ kind: "tuple", items: [], rest: argument(0) }, ANY_HANDLE];
    case "dict":
      return [{ kind: "mapping", value: argument(1) }];
    case "named-tuple":
      return [{ kind: "tuple", items: [], rest: anything(null) }, ANY_HANDLE];
    case "typed-dict":
      return [{ kind: "mapping", value: anything(null) }];
    case "scalar":
      return [{ kind: category.value }, { kind: "handle", id: category.id }];
    case "any-scalar":
      return [...category.values.map((kind) => ({ kind })), { kind: "handle", id: category.id }];
    case "interface":
      return interfaceToParameterType(category.id);
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
      return abstractToParameterType(category.name, argument);
  }
}

/** A typed array becomes an `ndarray` on its way. */
function interfaceToParameterType(id: ClassId): ParameterType {
  const handle: ParameterPart = { kind: "handle", id };
  return id === "numpy:ndarray" ? [handle, { kind: "array" }] : [handle];
}

/** Protocols and abstract classes whose JavaScript counterparts are known. */
function abstractToParameterType(name: string, argument: (index: number) => ParameterType): ParameterType {
  switch (name) {
    case "Iterable":
    case "Collection":
    case "Container":
    case "Reversible":
      return iterableToParameterType("iterable", argument(0));
    case "Sequence":
    case "MutableSequence":
      return iterableToParameterType("sequence", argument(0));
    case "Set":
    case "AbstractSet":
    case "MutableSet":
      return [{ kind: "set", item: argument(0) }];
    case "Mapping":
    case "MutableMapping":
      return [{ kind: "mapping", value: argument(1) }];
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

/** A string is a sequence of strings, and bytes are one of integers. */
function iterableToParameterType(kind: "iterable" | "sequence", item: ParameterType): ParameterType {
  const takes = (kind: ParameterPart["kind"]): boolean =>
    item.some((part) => part.kind === kind || part.kind === "anything");
  const parts: ParameterPart[] = [{ kind, item }];
  if (takes("string")) parts.push({ kind: "string" });
  if (takes("int") || takes("float")) parts.push({ kind: "bytes" });
  return parts;
}

function literalToPart(value: LiteralIR): ParameterPart {
  if (value === null) return { kind: "null" };
  if (typeof value !== "object") return { kind: "literal", value };
  if ("enum" in value) return { kind: "handle", id: value.enum };
  return { kind: "bytes" in value ? "bytes" : "int" };
}
