/**
 * Prints classes: an interface for the members of their instances, and the type of the class object itself.
 */
import type { ClassModel } from "../analysis/class-model.ts";
import { hasInterface, type InheritedBase, resolveInheritance } from "../analysis/inheritance.ts";
import { resolveFields } from "../analysis/result-rules.ts";
import { resultCause } from "../analysis/result-shapes.ts";
import { lastNamePart, quote, toDeclarationName, toExportName, toPropertyName, toTupleLabel } from "../names.ts";
import { printCalls } from "./calls.ts";
import { type ClassContext, printAttribute, printMembers, printMethod, toOwnerName } from "./members.ts";
import { printResultType } from "./types.ts";

/** Prints the type of instances: an interface, or an alias if they arrive by value with named fields. */
export function printInstanceType(model: ClassModel, context: ClassContext): readonly string[] {
  const { declaration } = model;
  if (!hasInterface(model)) return printFields(model, context);
  const inheritance = resolveInheritance(model, context.classes);
  const bases = inheritance.bases.map((base) => printBase(base, context));
  if (bases.length === 0) bases.push(context.scope.fromRuntime("PyObject"));
  const head = `interface ${toDeclarationName(declaration.name)} extends ${bases.join(", ")} {`;
  return [head, ...printMembers(model, inheritance, context), "}"];
}

/** Prints the type of the class object: its constructors, and the members that the class itself has. */
export function printClassObject(model: ClassModel, context: ClassContext): readonly string[] {
  const { declaration } = model;
  const { methods, attributes } = model.statics;
  const name = toDeclarationName(declaration.name);
  const inner = context.classes.findInnerClasses(declaration.id);
  const siblings = new Set([...methods, ...attributes].map((member) => member.declaration.name));
  const calls = printCalls(model.construct, { name: toOwnerName(declaration.name) }, context);
  return [
    `${context.scope.fromRuntime("PyClass")}<${name}, ${quote(declaration.home)}> & {`,
    ...calls.map(({ parameters, result }) => `  ${parameters}: ${result};`),
    ...methods.flatMap((method) => printMethod(method, siblings, declaration.name, context)),
    ...attributes.flatMap((attribute) => printAttribute(attribute, siblings, context)),
    ...inner.map((item) => `  readonly ${lastNamePart(item.declaration.name)}: typeof ${toInnerObjectName(item)};`),
    "}",
  ];
}

/**
 * Returns the name of the constant that holds the object of a class defined inside another. No Python attribute is called
 * `class`, so the name is free.
 */
export function toInnerObjectName({ declaration }: ClassModel): string {
  return `${toExportName(declaration.name)}$class`;
}

function printBase({ model, omitted }: InheritedBase, { scope }: ClassContext): string {
  const name = scope.nameClass(model.declaration.id);
  return omitted.length === 0 ? name : `Omit<${name}, ${["$defer", ...omitted].map(quoteMember).join(" | ")}>`;
}

/** @param written the name of a member as it is written in an interface, which may be quoted already */
function quoteMember(written: string): string {
  return written.startsWith('"') ? written : quote(written);
}

/** Prints a named tuple or a TypedDict. */
function printFields({ declaration }: ClassModel, { scope, coverage, declarations }: ClassContext): readonly string[] {
  const name = toDeclarationName(declaration.name);
  const fields = resolveFields(declaration.namedTuple ?? declaration.typedDict ?? [], declarations);
  for (const { type } of fields) coverage.countResult(resultCause(type));
  const types = fields.map(({ type }) => printResultType(type, scope));
  if (declaration.namedTuple === null) {
    const optional = fields.map(({ required }) => (required ? "" : "?"));
    const lines = fields.map((field, index) => `  ${toPropertyName(field.name)}${optional[index]}: ${types[index]};`);
    // An alias and not an interface, since only an alias fits where a dict is declared.
    return [`type ${name} = {`, ...lines, "};"];
  }
  const items = fields.map((field, index) => `${toTupleLabel(field.name)}${types[index]}`);
  const properties = fields.map((field, index) => `${toPropertyName(field.name)}: ${types[index]}`);
  const namedTuple = scope.fromRuntime("PyNamedTuple");
  return [`type ${name} = ${namedTuple}<[${items.join(", ")}], { ${properties.join("; ")} }>;`];
}
