/** Makes introspections by hand, in few words, so that a test is easy to read. */
import type {
  AttributeIR,
  ClassDeclaration,
  Declaration,
  FunctionDeclaration,
  Introspection,
  MemberIR,
  MethodIR,
  ModuleIR,
  ParameterIR,
  SignatureIR,
  TypeIR,
  VariableDeclaration,
} from "../../../introspector/ir/ir.ts";
import { SCHEMA_VERSION } from "../../../introspector/ir/ir.ts";

export const classType = (id: string, ...args: readonly TypeIR[]): TypeIR => ({ t: "class", id, args });
export const int: TypeIR = classType("builtins:int");
export const float: TypeIR = classType("builtins:float");
export const str: TypeIR = classType("builtins:str");
export const bool: TypeIR = classType("builtins:bool");
export const bytes: TypeIR = classType("builtins:bytes");
export const none: TypeIR = { t: "none" };
export const any: TypeIR = { t: "any" };
export const missing: TypeIR = { t: "missing" };
export const self: TypeIR = { t: "self" };
export const object: TypeIR = classType("builtins:object");
export const listOf = (item: TypeIR): TypeIR => classType("builtins:list", item);
export const dictOf = (key: TypeIR, value: TypeIR): TypeIR => classType("builtins:dict", key, value);
export const unionOf = (...items: readonly TypeIR[]): TypeIR => ({ t: "union", items });
export const tupleOf = (...items: readonly TypeIR[]): TypeIR => ({ t: "tuple", items, rest: null });
export const literal = (...values: readonly (string | number | boolean | null)[]): TypeIR => ({ t: "literal", values });
export const typeVariable = (name: string, bound: TypeIR | null = null): TypeIR => ({
  t: "typevar",
  name,
  bound,
  constraints: [],
  default: null,
});

const MAPPING_TYPES = new Set(["any", "missing", "unresolved"]);

export function parameter(name: string, type: TypeIR, more: Partial<ParameterIR> = {}): ParameterIR {
  const mapping = MAPPING_TYPES.has(type.t) || (type.t === "class" && /:(dict|object|Mapping)$/.test(type.id));
  return { name, kind: "positional-or-keyword", type, source: "annotation", default: null, mapping, ...more };
}

export const optionalParameter = (name: string, type: TypeIR, more: Partial<ParameterIR> = {}): ParameterIR =>
  parameter(name, type, { default: "...", ...more });
export const keywordOnly = (name: string, type: TypeIR, more: Partial<ParameterIR> = {}): ParameterIR =>
  parameter(name, type, { kind: "keyword-only", ...more });
export const variadic = (name: string, type: TypeIR): ParameterIR => parameter(name, type, { kind: "var-positional" });
export const anyKeywords = (name: string, type: TypeIR): ParameterIR => parameter(name, type, { kind: "var-keyword" });

export function signature(parameters: readonly ParameterIR[], result: TypeIR): SignatureIR {
  return { parameters, result, resultSource: "annotation", self: null, deprecated: null };
}

export function declareFunction(
  name: string,
  overloads: readonly SignatureIR[],
  more: Partial<FunctionDeclaration> = {},
): FunctionDeclaration {
  return { kind: "function", name, home: `m.${name}`, async: false, overloads, doc: null, line: null, ...more };
}

export function method(name: string, overloads: readonly SignatureIR[], more: Partial<MethodIR> = {}): MethodIR {
  return { kind: "method", name, async: false, overloads, doc: null, line: null, ...more };
}

export function attribute(name: string, type: TypeIR, more: Partial<AttributeIR> = {}): AttributeIR {
  return { kind: "attribute", name, type, source: "annotation", write: null, doc: null, line: null, ...more };
}

export function declareClass(
  name: string,
  members: readonly MemberIR[],
  more: Partial<ClassDeclaration> = {},
): ClassDeclaration {
  return {
    kind: "class",
    name,
    id: `m:${name}`,
    home: `m.${name}`,
    value: true,
    bases: [],
    mro: [],
    typeParameters: [],
    enum: false,
    protocol: false,
    namedTuple: null,
    typedDict: null,
    constructors: [signature([], self)],
    members,
    doc: null,
    line: null,
    ...more,
  };
}

/** Declares a class of module `m`. @param bases its ancestors in method resolution order; the first is its base */
export function declareSubclass(
  name: string,
  bases: readonly string[],
  members: readonly MemberIR[],
): ClassDeclaration {
  return declareClass(name, members, {
    bases: bases.slice(0, 1).map((base) => classType(`m:${base}`)),
    mro: bases.map((base) => `m:${base}`),
  });
}

export function declareVariable(name: string, type: TypeIR): VariableDeclaration {
  return { kind: "variable", name, type, source: "annotation", doc: null, line: null };
}

export function declareModule(declarations: readonly Declaration[], more: Partial<ModuleIR> = {}): ModuleIR {
  return {
    name: "m",
    bound: true,
    origin: { kind: "user", root: "." },
    doc: null,
    declarations,
    submodules: [],
    sources: [],
    problems: [],
    ...more,
  };
}

export function introspection(modules: readonly ModuleIR[], aliases: Introspection["aliases"] = {}): Introspection {
  return {
    schema: SCHEMA_VERSION,
    python: { version: "3.11.0", implementation: "cpython", platform: "linux" },
    modules,
    aliases,
    failures: [],
  };
}
