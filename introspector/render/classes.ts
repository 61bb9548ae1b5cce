/**
 * Classes: an interface for what its instances have, and the type of the class object itself.
 */
import { type CallContext, callsOf } from "./calls.ts";
import type { AttributeModel, ClassModel, ClassModels, MethodModel } from "../analysis/class-model.ts";
import type { Declarations } from "../analysis/declarations.ts";
import { printDoc } from "./docs.ts";
import { type Base, type Inheritance, inheritanceOf, isInterface } from "../analysis/inheritance.ts";

import { declarationName, exportName, lastName, memberName, propertyName, quote, tupleLabel } from "../names.ts";
import { union } from "../analysis/result-types.ts";
import { printIn, printOut, printResult } from "./types.ts";
import { settleFields } from "../analysis/result-rules.ts";

export interface ClassContext extends CallContext {
  readonly declarations: Declarations;
  readonly classes: ClassModels;
}

/** The type of its instances: an interface, or an alias where they arrive by value with names. */
export function printInstance(model: ClassModel, context: ClassContext): readonly string[] {
  const { declaration } = model;
  if (!isInterface(model)) return printFields(model, context);
  const inheritance = inheritanceOf(model, context.classes);
  const bases = inheritance.bases.map((base) => printBase(base, context));
  if (bases.length === 0) bases.push(context.scope.bridge("PyObject"));
  const head = `interface ${declarationName(declaration.name)} extends ${bases.join(", ")} {`;
  return [head, ...printMembers(model, inheritance, context), "}"];
}

/** The type of the class object: how it is called, and what it has. */
export function printClassObject(model: ClassModel, context: ClassContext): readonly string[] {
  const { declaration } = model;
  const { methods, attributes } = model.statics;
  const name = declarationName(declaration.name);
  const inner = context.classes.inner(declaration.id);
  const taken = new Set([...methods, ...attributes].map((member) => member.declaration.name));
  const calls = callsOf(model.construct, { name: ownerName(declaration.name) }, context);
  return [
    `${context.scope.bridge("PyClass")}<${name}, ${quote(declaration.home)}> & {`,
    ...calls.map(({ parameters, result }) => `  ${parameters}: ${result};`),
    ...methods.flatMap((method) => printMethod(method, taken, declaration.name, context)),
    ...attributes.flatMap((attribute) => printAttribute(attribute, taken, context)),
    ...inner.map((item) => `  readonly ${lastName(item.declaration.name)}: typeof ${innerObjectName(item)};`),
    "}",
  ];
}

/** The constant that holds the object of a class defined inside another. Python has no attribute `class`. */
export function innerObjectName({ declaration }: ClassModel): string {
  return `${exportName(declaration.name)}$class`;
}

function ownerName(name: string): string {
  return name.replaceAll(".", "$");
}

function printBase({ model, omitted }: Base, { scope }: ClassContext): string {
  const name = scope.class(model.declaration.id);
  return omitted.length === 0 ? name : `Omit<${name}, ${["$defer", ...omitted].map(quoteMember).join(" | ")}>`;
}

function quoteMember(written: string): string {
  return written.startsWith('"') ? written : quote(written);
}

function printFields(model: ClassModel, context: ClassContext): readonly string[] {
  const { declaration } = model;
  const { scope, tally } = context;
  const name = declarationName(declaration.name);
  const declared = declaration.namedTuple ?? declaration.typedDict ?? [];
  const fields = settleFields(declared, context.declarations);
  for (const { out } of fields) tally.result(out.is === "any" ? out.cause : null);
  const types = fields.map(({ out }) => printOut(out, scope));
  if (declaration.namedTuple === null) {
    const optional = fields.map(({ required }) => (required ? "" : "?"));
    const lines = fields.map((field, index) => `  ${propertyName(field.name)}${optional[index]}: ${types[index]};`);
    // No interface: an object of such a type is an argument where a dict is declared.
    return [`type ${name} = {`, ...lines, "};"];
  }
  const items = fields.map((field, index) => `${tupleLabel(field.name)}${types[index]}`);
  const properties = fields.map((field, index) => `${propertyName(field.name)}: ${types[index]}`);
  return [`type ${name} = ${scope.bridge("PyNamedTuple")}<[${items.join(", ")}], { ${properties.join("; ")} }>;`];
}

function printMembers(model: ClassModel, inheritance: Inheritance, context: ClassContext): readonly string[] {
  const { declaration } = model;
  const taken = new Set(declaration.members.map((member) => member.name));
  const attributes = [...model.attributes, ...inheritance.attributes];
  const methods = [...model.methods, ...inheritance.methods];
  // What an enumeration holds is found on its class.
  const shown = attributes.filter((attribute) => !(declaration.enum && attribute.declaration.kind === "classvar"));
  const cut = inheritance.bases.some(({ omitted }) => omitted.length > 0);
  return [
    printLineage(model, context),
    ...(cut ? ["  $defer(): this;"] : []),
    ...shown.flatMap((attribute) => printAttribute(attribute, taken, context)),
    ...methods.flatMap((method) => printMethod(method, taken, declaration.name, context)),
    ...model.methods.flatMap((method) => printItems(method, context)),
    ...(declaration.id === "numpy:ndarray" ? printArrayValue(context) : []),
  ];
}

/** By what it is accepted as an argument, whatever became of the members of its bases. */
function printLineage({ declaration }: ClassModel, { scope, declarations }: ClassContext): string {
  const homes = declarations.lineage(declaration.id).map((found) => quote(found.declaration.home));
  return `  readonly [${scope.bridge("mro")}]: ${scope.bridge("PyMro")}<${homes.join(" | ")}>;`;
}

function printAttribute(
  { declaration, read, write }: AttributeModel,
  taken: ReadonlySet<string>,
  { scope, tally }: ClassContext,
): readonly string[] {
  const name = memberName(declaration.name, taken);
  if (name === null) return [];
  tally.result(read.out.is === "any" ? read.out.cause : null);
  const type = printResult(read.out, scope);
  const doc = printDoc({ text: declaration.doc }, "  ");
  if (write === null) return [...doc, `  readonly ${name}: ${type};`];
  return [...doc, `  get ${name}(): ${type};`, `  set ${name}(value: ${printIn(write, scope)});`];
}

function printMethod(
  { declaration, callable }: MethodModel,
  taken: ReadonlySet<string>,
  owner: string,
  context: ClassContext,
): readonly string[] {
  // A handle of a class with `__call__` is called itself.
  const name = declaration.name === "__call__" ? "" : memberName(declaration.name, taken);
  if (name === null) return [];
  const byPosition = declaration.name !== "__call__" && /^__.*__$/u.test(declaration.name);
  const calls = callsOf(callable, { name: ownerName(`${owner}.${declaration.name}`), byPosition }, context);
  const doc = printDoc({ text: declaration.doc, deprecated: callable.deprecated }, "  ");
  return [...doc, ...calls.map(({ parameters, result }) => `  ${name}${parameters}: ${result};`)];
}

/** Items under the bridge's names, which take several keys. */
function printItems({ declaration, callable }: MethodModel, { scope }: ClassContext): readonly string[] {
  const anything = scope.bridge("PyIn");
  const nothing = `${scope.bridge("PyValue")}<null>`;
  switch (declaration.name) {
    case "__getitem__": {
      const result = printResult(union(callable.groups.map((group) => group.result)), scope);
      return [`  $item(...keys: ${anything}[]): ${result};`];
    }
    case "__setitem__":
      return [`  $setItem(key: ${anything}, value: ${anything}): ${nothing};`];
    case "__delitem__":
      return [`  $delItem(...keys: ${anything}[]): ${nothing};`];
    default:
      return [];
  }
}

function printArrayValue({ scope }: ClassContext): readonly string[] {
  const doc = printDoc({ text: "A copy by value: a typed array with its shape." }, "  ");
  return [...doc, `  $value(): ${scope.bridge("PyValue")}<${scope.bridge("NDArray")}>;`];
}
