/**
 * Prints the members of interfaces and class objects.
 */
import type { AttributeModel, ClassModel, ClassModels, MethodModel } from "../analysis/class-model.ts";
import type { Declarations } from "../analysis/declarations.ts";
import type { Inheritance } from "../analysis/inheritance.ts";
import { resultCause, uniteResultTypes } from "../analysis/result-shapes.ts";
import { quote, toMemberName } from "../names.ts";
import { type CallContext, printCalls } from "./calls.ts";
import { printDocComment } from "./docs.ts";
import { printParameterType, printPendingResult } from "./types.ts";

export interface ClassContext extends CallContext {
  readonly declarations: Declarations;
  readonly classes: ClassModels;
}

/** Prints the members of the interface of a class. */
export function printMembers(model: ClassModel, inheritance: Inheritance, context: ClassContext): readonly string[] {
  const { declaration } = model;
  const siblings = new Set(declaration.members.map((member) => member.name));
  const attributes = [...model.attributes, ...inheritance.attributes];
  const methods = [...model.methods, ...inheritance.methods];
  // The members of an enumeration are on its class object.
  const shown = attributes.filter((attribute) => !(declaration.enum && attribute.declaration.kind === "classvar"));
  const cut = inheritance.bases.some(({ omitted }) => omitted.length > 0);
  return [
    printLineage(model, context),
    ...(cut ? ["  $defer(): this;"] : []),
    ...shown.flatMap((attribute) => printAttribute(attribute, siblings, context)),
    ...methods.flatMap((method) => printMethod(method, siblings, declaration.name, context)),
    ...model.methods.flatMap((method) => printItemAccess(method, context)),
    ...(context.declarations.adapter.isArray(declaration.id) ? printArrayValue(context) : []),
  ];
}

/** Prints the names of the class and its ancestors. An argument is checked against them, not against its members. */
function printLineage({ declaration }: ClassModel, { scope, declarations }: ClassContext): string {
  const homes = declarations.findLineage(declaration.id).map((found) => quote(found.declaration.home));
  return `  readonly [${scope.fromRuntime("mro")}]: ${scope.fromRuntime("PyMro")}<${homes.join(" | ")}>;`;
}

/** @param siblings the Python names of all members beside it */
export function printAttribute(
  { declaration, read, write }: AttributeModel,
  siblings: ReadonlySet<string>,
  { scope, coverage }: ClassContext,
): readonly string[] {
  const name = toMemberName(declaration.name, siblings);
  if (name === null) return [];
  coverage.countResult(resultCause(read.type));
  const type = printPendingResult(read.type, scope);
  const doc = printDocComment({ text: declaration.doc }, "  ");
  if (write === null) return [...doc, `  readonly ${name}: ${type};`];
  return [...doc, `  get ${name}(): ${type};`, `  set ${name}(value: ${printParameterType(write, scope)});`];
}

/**
 * @param siblings the Python names of all members beside it
 * @param owner the name of the class
 */
export function printMethod(
  { declaration, callable }: MethodModel,
  siblings: ReadonlySet<string>,
  owner: string,
  context: ClassContext,
): readonly string[] {
  // A handle whose class has `__call__` is called itself.
  const name = declaration.name === "__call__" ? "" : toMemberName(declaration.name, siblings);
  if (name === null) return [];
  const byPosition = declaration.name !== "__call__" && /^__.*__$/u.test(declaration.name);
  const calls = printCalls(callable, { name: toOwnerName(`${owner}.${declaration.name}`), byPosition }, context);
  const doc = printDocComment({ text: declaration.doc, deprecated: callable.deprecated }, "  ");
  return [...doc, ...calls.map(({ parameters, result }) => `  ${name}${parameters}: ${result};`)];
}

/** Returns the name from which the names of keyword types are made. */
export function toOwnerName(name: string): string {
  return name.replaceAll(".", "$");
}

/** Prints the `$` member that stands for a method of item access, and takes several keys. */
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
