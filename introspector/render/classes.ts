/**
 * Classes: an interface for what its instances have, and the type of the class object itself.
 */

import type { AttributeModel, ClassModel, ClassModels, MethodModel } from "../analysis/class-model.ts";
import type { Declarations } from "../analysis/declarations.ts";
import { hasInterface, type Inheritance, type InheritedBase, resolveInheritance } from "../analysis/inheritance.ts";
import { resolveFields } from "../analysis/result-rules.ts";
import { uniteResultTypes } from "../analysis/result-types.ts";

import {
  lastNamePart,
  quote,
  toDeclarationName,
  toExportName,
  toMemberName,
  toPropertyName,
  toTupleLabel,
} from "../names.ts";
import { type CallContext, printCalls } from "./calls.ts";
import { printDocComment } from "./docs.ts";
import { printParameterType, printPendingResult, printResultType } from "./types.ts";

export interface ClassContext extends CallContext {
  readonly declarations: Declarations;
  readonly classes: ClassModels;
}

/** The type of its instances: an interface, or an alias where they arrive by value with names. */
export function printInstanceType(model: ClassModel, context: ClassContext): readonly string[] {
  const { declaration } = model;
  if (!hasInterface(model)) return printFields(model, context);
  const inheritance = resolveInheritance(model, context.classes);
  const bases = inheritance.bases.map((base) => printBase(base, context));
  if (bases.length === 0) bases.push(context.scope.fromRuntime("PyObject"));
  const head = `interface ${toDeclarationName(declaration.name)} extends ${bases.join(", ")} {`;
  return [head, ...printMembers(model, inheritance, context), "}"];
}

/** The type of the class object: how it is called, and what it has. */
export function printClassObject(model: ClassModel, context: ClassContext): readonly string[] {
  const { declaration } = model;
  const { methods, attributes } = model.statics;
  const name = toDeclarationName(declaration.name);
  const inner = context.classes.findInnerClasses(declaration.id);
  const taken = new Set([...methods, ...attributes].map((member) => member.declaration.name));
  const calls = printCalls(model.construct, { name: toOwnerName(declaration.name) }, context);
  return [
    `${context.scope.fromRuntime("PyClass")}<${name}, ${quote(declaration.home)}> & {`,
    ...calls.map(({ parameters, result }) => `  ${parameters}: ${result};`),
    ...methods.flatMap((method) => printMethod(method, taken, declaration.name, context)),
    ...attributes.flatMap((attribute) => printAttribute(attribute, taken, context)),
    ...inner.map((item) => `  readonly ${lastNamePart(item.declaration.name)}: typeof ${toInnerObjectName(item)};`),
    "}",
  ];
}

/** The constant that holds the object of a class defined inside another. Python has no attribute `class`. */
export function toInnerObjectName({ declaration }: ClassModel): string {
  return `${toExportName(declaration.name)}$class`;
}

function toOwnerName(name: string): string {
  return name.replaceAll(".", "$");
}

function printBase({ model, omitted }: InheritedBase, { scope }: ClassContext): string {
  const name = scope.printClass(model.declaration.id);
  return omitted.length === 0 ? name : `Omit<${name}, ${["$defer", ...omitted].map(quoteMember).join(" | ")}>`;
}

function quoteMember(written: string): string {
  return written.startsWith('"') ? written : quote(written);
}

function printFields(model: ClassModel, context: ClassContext): readonly string[] {
  const { declaration } = model;
  const { scope, coverage } = context;
  const name = toDeclarationName(declaration.name);
  const declared = declaration.namedTuple ?? declaration.typedDict ?? [];
  const fields = resolveFields(declared, context.declarations);
  for (const { type } of fields) coverage.countResult(type.kind === "any" ? type.cause : null);
  const types = fields.map(({ type }) => printResultType(type, scope));
  if (declaration.namedTuple === null) {
    const optional = fields.map(({ required }) => (required ? "" : "?"));
    const lines = fields.map((field, index) => `  ${toPropertyName(field.name)}${optional[index]}: ${types[index]};`);
    // No interface: an object of such a type is an argument where a dict is declared.
    return [`type ${name} = {`, ...lines, "};"];
  }
  const items = fields.map((field, index) => `${toTupleLabel(field.name)}${types[index]}`);
  const properties = fields.map((field, index) => `${toPropertyName(field.name)}: ${types[index]}`);
  return [`type ${name} = ${scope.fromRuntime("PyNamedTuple")}<[${items.join(", ")}], { ${properties.join("; ")} }>;`];
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
    ...model.methods.flatMap((method) => printItemAccess(method, context)),
    ...(declaration.id === "numpy:ndarray" ? printArrayValue(context) : []),
  ];
}

/** By what it is accepted as an argument, whatever became of the members of its bases. */
function printLineage({ declaration }: ClassModel, { scope, declarations }: ClassContext): string {
  const homes = declarations.findLineage(declaration.id).map((found) => quote(found.declaration.home));
  return `  readonly [${scope.fromRuntime("mro")}]: ${scope.fromRuntime("PyMro")}<${homes.join(" | ")}>;`;
}

function printAttribute(
  { declaration, read, write }: AttributeModel,
  taken: ReadonlySet<string>,
  { scope, coverage }: ClassContext,
): readonly string[] {
  const name = toMemberName(declaration.name, taken);
  if (name === null) return [];
  coverage.countResult(read.type.kind === "any" ? read.type.cause : null);
  const type = printPendingResult(read.type, scope);
  const doc = printDocComment({ text: declaration.doc }, "  ");
  if (write === null) return [...doc, `  readonly ${name}: ${type};`];
  return [...doc, `  get ${name}(): ${type};`, `  set ${name}(value: ${printParameterType(write, scope)});`];
}

function printMethod(
  { declaration, callable }: MethodModel,
  taken: ReadonlySet<string>,
  owner: string,
  context: ClassContext,
): readonly string[] {
  // A handle of a class with `__call__` is called itself.
  const name = declaration.name === "__call__" ? "" : toMemberName(declaration.name, taken);
  if (name === null) return [];
  const byPosition = declaration.name !== "__call__" && /^__.*__$/u.test(declaration.name);
  const calls = printCalls(callable, { name: toOwnerName(`${owner}.${declaration.name}`), byPosition }, context);
  const doc = printDocComment({ text: declaration.doc, deprecated: callable.deprecated }, "  ");
  return [...doc, ...calls.map(({ parameters, result }) => `  ${name}${parameters}: ${result};`)];
}

/** Items under the bridge's names, which take several keys. */
function printItemAccess({ declaration, callable }: MethodModel, { scope }: ClassContext): readonly string[] {
  const anything = scope.fromRuntime("PyIn");
  const nothing = `${scope.fromRuntime("PyValue")}<null>`;
  switch (declaration.name) {
    case "__getitem__": {
      const result = printPendingResult(uniteResultTypes(callable.groups.map((group) => group.result)), scope);
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
  const doc = printDocComment({ text: "A copy by value: a typed array with its shape." }, "  ");
  return [...doc, `  $value(): ${scope.fromRuntime("PyValue")}<${scope.fromRuntime("NDArray")}>;`];
}
