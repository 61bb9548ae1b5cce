/**
 * Parameters: what a declared type takes. Never narrower than Python: whatever cannot be said exactly is "anything".
 */
import type { Cause } from "./coverage.ts";
import type { ClassId, LiteralIR, TypeIR } from "../ir/ir.ts";
import { type Category, classify } from "./classify.ts";
import { type Declarations, expand } from "./declarations.ts";

export type InPart =
  /** `cause`: why no more is known; `null`: the author said so. */
  | { readonly is: "anything"; readonly cause: Cause | null }
  | { readonly is: "null" | "bool" | "int" | "float" | "complex" | "string" | "bytes" | "array" | "slice" | "ellipsis" }
  | { readonly is: "literal"; readonly value: string | number | boolean }
  /** A handle; `null`: any handle. */
  | { readonly is: "handle"; readonly id: ClassId | null }
  | { readonly is: "class" }
  /** These take a handle as well. */
  | { readonly is: "list" | "sequence" | "iterable" | "set"; readonly item: In }
  | { readonly is: "tuple"; readonly items: readonly In[]; readonly rest: In | null }
  | { readonly is: "mapping"; readonly value: In };

/** A union; empty is `never`. */
export type In = readonly InPart[];

const ANY_HANDLE: InPart = { is: "handle", id: null };
const anything = (cause: Cause | null): In => [{ is: "anything", cause }];

export interface InContext {
  readonly declarations: Declarations;
  /** What a parameter declared `Self` takes. */
  readonly self: In;
}

export function inOf(type: TypeIR, context: InContext, aliases: readonly string[] = []): In {
  const { declarations } = context;
  const nested = (item: TypeIR): In => inOf(item, context, aliases);
  switch (type.t) {
    case "any":
      return anything("explicit");
    case "missing":
      return anything("missing");
    case "unresolved":
      return anything("unresolved");
    case "none":
      return [{ is: "null" }];
    case "never":
      return [];
    case "self":
      return context.self;
    case "module":
      return [ANY_HANDLE];
    case "callable":
      return anything(null);
    case "type":
      return [{ is: "class" }];
    case "literal":
      return unite(type.values.map((value) => [literal(value)]));
    case "union":
      return unite(type.items.map(nested));
    case "tuple":
      return [
        { is: "tuple", items: type.items.map(nested), rest: type.rest === null ? null : nested(type.rest) },
        ANY_HANDLE,
      ];
    case "typevar":
      if (type.constraints.length > 0) return unite(type.constraints.map(nested));
      return type.bound === null ? anything("typevar") : nested(type.bound);
    case "alias": {
      const alias = declarations.alias(type.name);
      if (alias === undefined) return anything("unresolved");
      if (aliases.includes(type.name)) return anything("recursive");
      if (aliases.length > 0 || type.args.length > 0) {
        return inOf(expand(alias, type.args), context, [...aliases, type.name]);
      }
      return remembered(type.name, declarations, () => inOf(alias.type, context, [type.name]));
    }
    case "class":
      return instance(classify(type.id, type.args, declarations), type.args, nested);
  }
}

const ALIASES = new WeakMap<Declarations, Map<string, In>>();

/** Aliases such as `ArrayLike` are large and occur everywhere. */
function remembered(name: string, declarations: Declarations, make: () => In): In {
  const known = ALIASES.get(declarations) ?? new Map<string, In>();
  ALIASES.set(declarations, known);
  const type = known.get(name) ?? make();
  known.set(name, type);
  return type;
}

/** What takes an instance of a class, its type arguments unknown. */
export function instanceIn(id: ClassId, declarations: Declarations): In {
  return instance(classify(id, [], declarations), [], () => anything("typevar"));
}

export function unite(ins: readonly In[]): In {
  const [first] = ins;
  if (first !== undefined && ins.length === 1) return first;
  const parts = new Map<string, InPart>();
  for (const type of ins) {
    for (const part of type) {
      if (part.is === "anything") return [part];
      parts.set(keyOf(part), part);
    }
  }
  return [...parts.values()];
}

const KEYS = new WeakMap<InPart, string>();

function keyOf(part: InPart): string {
  const known = KEYS.get(part);
  if (known !== undefined) return known;
  const key = JSON.stringify(part);
  KEYS.set(part, key);
  return key;
}

/** Why a parameter has no type, or `null`. */
export function causeOf(type: In): Cause | null {
  const [part] = type;
  return part?.is === "anything" ? part.cause : null;
}

function instance(category: Category, args: readonly TypeIR[], nested: (type: TypeIR) => In): In {
  const argument = (index: number): In => {
    const type = args[index];
    return type === undefined ? anything("missing") : nested(type);
  };
  switch (category.is) {
    case "bool":
    case "int":
    case "float":
    case "string":
    case "bytes":
    case "slice":
    case "ellipsis":
      return [{ is: category.is }, ...(category.is === "slice" ? [ANY_HANDLE] : [])];
    case "complex":
      return [{ is: "complex" }, { is: "float" }];
    case "none":
      return [{ is: "null" }];
    case "list":
    case "set":
      return [{ is: category.is, item: argument(0) }];
    case "tuple":
      return [{ is: "tuple", items: [], rest: argument(0) }, ANY_HANDLE];
    case "dict":
      return [{ is: "mapping", value: argument(1) }];
    case "named-tuple":
      return [{ is: "tuple", items: [], rest: anything(null) }, ANY_HANDLE];
    case "typed-dict":
      return [{ is: "mapping", value: anything(null) }];
    case "scalar":
      return [{ is: category.value }, { is: "handle", id: category.id }];
    case "any-scalar":
      return [...category.values.map((is) => ({ is })), { is: "handle", id: category.id }];
    case "interface":
      return arrayLike(category.id);
    case "type":
      return [{ is: "class" }];
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
      return abstract(category.name, argument);
  }
}

/** A typed array becomes an `ndarray` on its way. */
function arrayLike(id: ClassId): In {
  const handle: InPart = { is: "handle", id };
  return id === "numpy:ndarray" ? [handle, { is: "array" }] : [handle];
}

/** Protocols and abstract classes whose JavaScript counterparts are known. */
function abstract(name: string, argument: (index: number) => In): In {
  switch (name) {
    case "Iterable":
    case "Collection":
    case "Container":
    case "Reversible":
      return iterable("iterable", argument(0));
    case "Sequence":
    case "MutableSequence":
      return iterable("sequence", argument(0));
    case "Set":
    case "AbstractSet":
    case "MutableSet":
      return [{ is: "set", item: argument(0) }];
    case "Mapping":
    case "MutableMapping":
      return [{ is: "mapping", value: argument(1) }];
    case "SupportsIndex":
      return [{ is: "int" }, { is: "bool" }, ANY_HANDLE];
    case "SupportsInt":
    case "SupportsFloat":
      return [{ is: "float" }, { is: "bool" }, ANY_HANDLE];
    case "SupportsComplex":
    case "SupportsAbs":
      return [{ is: "complex" }, { is: "float" }, { is: "bool" }, ANY_HANDLE];
    case "Buffer":
      return [{ is: "bytes" }, { is: "array" }, ANY_HANDLE];
    case "PathLike":
      return [ANY_HANDLE];
    default:
      return anything("abstract");
  }
}

/** A string is a sequence of strings, and bytes are one of integers. */
function iterable(is: "iterable" | "sequence", item: In): In {
  const takes = (kind: InPart["is"]): boolean => item.some((part) => part.is === kind || part.is === "anything");
  const parts: InPart[] = [{ is, item }];
  if (takes("string")) parts.push({ is: "string" });
  if (takes("int") || takes("float")) parts.push({ is: "bytes" });
  return parts;
}

function literal(value: LiteralIR): InPart {
  if (value === null) return { is: "null" };
  if (typeof value !== "object") return { is: "literal", value };
  if ("enum" in value) return { is: "handle", id: value.enum };
  return { is: "bytes" in value ? "bytes" : "int" };
}
