/**
 * Prints the declaration file of one module.
 */
import type { Callable } from "../analysis/callable.ts";
import type { ClassModel, ClassModels } from "../analysis/class-model.ts";
import type { CoverageCounter } from "../analysis/coverage.ts";
import { type Declarations, declarationPath } from "../analysis/declarations.ts";
import type { ModuleModel, VariableModel } from "../analysis/module-model.ts";
import { toParameterType } from "../analysis/parameter-types.ts";
import { resultCause } from "../analysis/result-shapes.ts";
import type { AliasDeclaration } from "../ir/ir.ts";
import { isIdentifier, toDeclarationName, toExportName } from "../names.ts";
import { printCalls } from "./calls.ts";
import { printClassObject, printInstanceType, toInnerObjectName } from "./classes.ts";
import { printDocComment } from "./docs.ts";
import { ModuleExports } from "./exports.ts";
import { printHeader } from "./header.ts";
import { KeywordTypes } from "./keywords.ts";
import type { ClassContext } from "./members.ts";
import { printHiddenTypes, printReexports, printSubmodules } from "./reexports.ts";
import { Scope } from "./scope.ts";
import { printParameterType, printPendingResult } from "./types.ts";

export interface ModuleInput {
  readonly model: ModuleModel;
  readonly classes: ClassModels;
  readonly declarations: Declarations;
  readonly coverage: CoverageCounter;
  /** The version of snakebridge. */
  readonly version: string;
}

interface ModuleContext extends ClassContext {
  readonly exports: ModuleExports;
}

/** A module that is not bound is printed as the types of its classes alone. */
export function printModule({ model, classes, declarations, coverage, version }: ModuleInput): string {
  const { module } = model;
  const own = new Set(module.declarations.map((declaration) => toDeclarationName(declaration.name)));
  const scope = new Scope(declarationPath(module), own, declarations);
  const exports = new ModuleExports();
  const context = { scope, keywords: new KeywordTypes(), coverage, declarations, classes, exports };
  const body = module.bound
    ? [...printModuleHandle(scope), ...printDeclarations(model, context)]
    : model.classes.flatMap((item) => printClassType(item, context));
  const end = [
    ...printReexports(module, declarations, exports),
    ...printSubmodules(module, declarations, exports),
    ...(module.bound ? printHiddenTypes(module, scope, exports) : []),
  ];
  const text = [
    printHeader(module, version),
    "// @ts-nocheck",
    ...scope.printImports(),
    "",
    ...body,
    ...exports.print(),
    ...end,
    // Without any export declaration, TypeScript would export every helper type as well.
    "export {};",
  ];
  return `${text.join("\n")}\n`;
}

function printModuleHandle(scope: Scope): readonly string[] {
  const type = `${scope.fromRuntime("PyPromise")}<${scope.fromRuntime("PyObject")}>`;
  return [...printDocComment({ text: "The module itself." }), `export const $module: ${type};`];
}

function printDeclarations(model: ModuleModel, context: ModuleContext): readonly string[] {
  return [
    ...model.classes.flatMap((item) => printClass(item, context)),
    ...model.functions.flatMap(({ declaration, callable }) => printFunction(declaration, callable, context)),
    ...model.variables.flatMap((item) => printVariable(item, context)),
    ...model.module.declarations.flatMap((item) => (item.kind === "alias" ? printAlias(item, context) : [])),
  ];
}

function printClass(model: ClassModel, context: ModuleContext): readonly string[] {
  const { declaration } = model;
  const { exports } = context;
  const type = printClassType(model, context);
  if (!declaration.value || type.length === 0) return type;
  const object = printClassObject(model, context);
  const keywords = context.keywords.takeInterfaces();
  if (declaration.name.includes(".")) {
    return [...type, ...keywords, ...printConstant(`declare const ${toInnerObjectName(model)}`, object)];
  }
  const name = toExportName(declaration.name);
  if (!exports.claim(name, { value: true, type: false })) return type;
  const local = toDeclarationName(declaration.name);
  const doc = printDocComment({ text: declaration.doc });
  return [...type, ...keywords, ...doc, ...printConstant(`${exports.declare(local, name, "const")} ${local}`, object)];
}

/** Prints the type of a class's instances; the result is empty if another type of the module has its name. */
function printClassType(model: ClassModel, context: ModuleContext): readonly string[] {
  const { declaration } = model;
  const { exports, keywords } = context;
  const name = toExportName(declaration.name);
  if (!exports.claim(name, { value: false, type: true })) return [];
  const [first = "", ...rest] = printInstanceType(model, context);
  const keyword = first.startsWith("type ") ? "type" : "interface";
  const head = exports.declare(toDeclarationName(declaration.name), name, keyword);
  const doc = printDocComment({ text: declaration.doc });
  return [...keywords.takeInterfaces(), ...doc, `${head}${first.slice(keyword.length)}`, ...rest];
}

function printFunction(
  { name, doc }: { readonly name: string; readonly doc: string | null },
  callable: Callable,
  context: ModuleContext,
): readonly string[] {
  const { exports, keywords } = context;
  const exported = toExportName(name);
  if (!exports.claim(exported, { value: true, type: false })) return [];
  const local = toDeclarationName(name);
  const calls = printCalls(callable, { name: local }, context);
  const head = exports.declare(local, exported, "function");
  return [
    ...keywords.takeInterfaces(),
    ...printDocComment({ text: doc, deprecated: callable.deprecated }),
    ...calls.map(({ parameters, result }) => `${head} ${local}${parameters}: ${result};`),
  ];
}

function printVariable({ declaration, read, call }: VariableModel, context: ModuleContext): readonly string[] {
  const { exports, scope, coverage } = context;
  if (call !== null && call.type === null) return printFunction(declaration, call.callable, context);
  const name = toExportName(declaration.name);
  if (!exports.claim(name, { value: true, type: false })) return [];
  coverage.countResult(call === null ? resultCause(read.type) : null);
  const local = toDeclarationName(declaration.name);
  // A callable constant is bound like a function: it is no promise, and it can be called.
  const type = call?.type ? scope.nameClass(call.type) : printPendingResult(read.type, scope);
  return [...printDocComment({ text: declaration.doc }), `${exports.declare(local, name, "const")} ${local}: ${type};`];
}

/** Prints what a parameter of that type takes, so that a caller can name the type. */
function printAlias(declaration: AliasDeclaration, context: ModuleContext): readonly string[] {
  const { exports, scope, declarations } = context;
  const name = toExportName(declaration.name);
  if (!isIdentifier(declaration.name) || !exports.claim(name, { value: false, type: true })) return [];
  const self = [{ kind: "anything", cause: "typevar" }] as const;
  const type = printParameterType(toParameterType(declaration.type, { declarations, self }), scope);
  const local = toDeclarationName(declaration.name);
  return [...printDocComment({ text: declaration.doc }), `${exports.declare(local, name, "type")} ${local} = ${type};`];
}

function printConstant(head: string, [first = "", ...rest]: readonly string[]): readonly string[] {
  const lines = [`${head}: ${first}`, ...rest];
  return [...lines.slice(0, -1), `${lines.at(-1)};`];
}
