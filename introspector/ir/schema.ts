/**
 * The schema of what the Python introspector prints: the types of `ir.ts` for zod. Adds no meaning to them.
 */
import { z } from "zod";
import { type Introspection, type LiteralIR, SCHEMA_VERSION, type TypeIR } from "./ir.ts";

const LiteralSchema: z.ZodType<LiteralIR> = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  z.strictObject({ enum: z.string(), member: z.string() }),
  z.strictObject({ bytes: z.string() }),
  z.strictObject({ int: z.string() }),
]);

const types = z.lazy(() => z.array(TypeSchema));
const type = z.lazy(() => TypeSchema);
const TypeSchema: z.ZodType<TypeIR> = z.discriminatedUnion("t", [
  z.strictObject({ t: z.literal("any") }),
  z.strictObject({ t: z.literal("missing") }),
  z.strictObject({ t: z.literal("unresolved"), text: z.string() }),
  z.strictObject({ t: z.literal("none") }),
  z.strictObject({ t: z.literal("never") }),
  z.strictObject({ t: z.literal("self") }),
  z.strictObject({ t: z.literal("class"), id: z.string(), args: types }),
  z.strictObject({ t: z.literal("type"), of: type }),
  z.strictObject({ t: z.literal("module"), name: z.string() }),
  z.strictObject({ t: z.literal("union"), items: types }),
  z.strictObject({ t: z.literal("literal"), values: z.array(LiteralSchema) }),
  z.strictObject({ t: z.literal("tuple"), items: types, rest: type.nullable() }),
  z.strictObject({ t: z.literal("callable"), parameters: types.nullable(), result: type }),
  z.strictObject({
    t: z.literal("typevar"),
    name: z.string(),
    bound: type.nullable(),
    constraints: types,
    default: type.nullable(),
  }),
  z.strictObject({ t: z.literal("alias"), name: z.string(), args: types }),
]);

const source = z.enum(["stub", "annotation", "docstring", "default", "inference", "none"]);
const doc = z.string().nullable();
const line = z.number().nullable();

const ParameterSchema = z.strictObject({
  name: z.string(),
  kind: z.enum(["positional-only", "positional-or-keyword", "var-positional", "keyword-only", "var-keyword"]),
  type: TypeSchema,
  source,
  default: z.string().nullable(),
  mapping: z.boolean(),
});

const SignatureSchema = z.strictObject({
  parameters: z.array(ParameterSchema),
  result: TypeSchema,
  resultSource: source,
  self: TypeSchema.nullable(),
  deprecated: z.string().nullable(),
});

const MemberSchema = z.union([
  z.strictObject({
    kind: z.enum(["method", "classmethod", "staticmethod"]),
    name: z.string(),
    async: z.boolean(),
    overloads: z.array(SignatureSchema),
    doc,
    line,
  }),
  z.strictObject({
    kind: z.enum(["property", "attribute", "classvar"]),
    name: z.string(),
    type: TypeSchema,
    source,
    write: TypeSchema.nullable(),
    doc,
    line,
  }),
]);

const fields = z.array(z.strictObject({ name: z.string(), type: TypeSchema, required: z.boolean() })).nullable();

const DeclarationSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("function"),
    name: z.string(),
    home: z.string(),
    async: z.boolean(),
    overloads: z.array(SignatureSchema),
    doc,
    line,
  }),
  z.strictObject({
    kind: z.literal("class"),
    name: z.string(),
    id: z.string(),
    home: z.string(),
    value: z.boolean(),
    bases: z.array(TypeSchema),
    mro: z.array(z.string()),
    typeParameters: z.array(TypeSchema),
    enum: z.boolean(),
    protocol: z.boolean(),
    namedTuple: fields,
    typedDict: fields,
    constructors: z.array(SignatureSchema),
    members: z.array(MemberSchema),
    doc,
    line,
  }),
  z.strictObject({ kind: z.literal("variable"), name: z.string(), type: TypeSchema, source, doc, line }),
  z.strictObject({ kind: z.literal("alias"), name: z.string(), type: TypeSchema, doc }),
  z.strictObject({ kind: z.literal("reexport"), name: z.string(), class: z.string() }),
]);

const ModuleSchema = z.strictObject({
  name: z.string(),
  bound: z.boolean(),
  origin: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("stdlib") }),
    z.strictObject({ kind: z.literal("distribution"), name: z.string(), version: z.string() }),
    z.strictObject({ kind: z.literal("user"), root: z.string() }),
  ]),
  doc,
  declarations: z.array(DeclarationSchema),
  submodules: z.array(z.string()),
  sources: z.array(z.strictObject({ path: z.string(), hash: z.string() })),
  problems: z.array(
    z.strictObject({
      code: z.enum(["SYNTAX", "UNRESOLVED", "NEWER_STUBS", "ENCODING"]),
      message: z.string(),
      path: z.string().nullable(),
      line,
    }),
  ),
});

const IntrospectionSchema = z.strictObject({
  schema: z.literal(SCHEMA_VERSION),
  python: z.strictObject({ version: z.string(), implementation: z.string(), platform: z.string() }),
  modules: z.array(ModuleSchema),
  aliases: z.record(z.string(), z.strictObject({ parameters: z.array(TypeSchema), type: TypeSchema })),
  failures: z.array(
    z.strictObject({
      code: z.enum(["MODULE_NOT_FOUND", "NAME_NOT_FOUND", "NOT_INSTALLED", "INVALID_SPECIFIER", "SYNTAX"]),
      module: z.string(),
      name: z.string().nullable(),
      message: z.string(),
      nearest: z.array(z.string()),
      distribution: z.string().nullable(),
    }),
  ),
});

/** Checks what the introspector printed. @throws z.ZodError naming the path of the first fault */
export function parseIntrospection(data: unknown): Introspection {
  return IntrospectionSchema.parse(data);
}
