/**
 * The declaration file of one module.
 */

import type { Callable } from "../analysis/callable.ts";
import type { ClassModel, ClassModels } from "../analysis/class-model.ts";
import type { CoverageCounter } from "../analysis/coverage.ts";
import { type Declarations, declarationPath } from "../analysis/declarations.ts";
import type { ModuleModel, VariableModel } from "../analysis/module-model.ts";
import { toParameterType } from "../analysis/parameter-types.ts";
import type { AliasDeclaration, ModuleIR, ReexportDeclaration } from "../ir/ir.ts";
import { isIdentifier, toDeclarationName, toExportName } from "../names.ts";
import { printCalls } from "./calls.ts";
import { type ClassContext, printClassObject, printInstanceType, toInnerObjectName } from "./classes.ts";
import { printDocComment } from "./docs.ts";
import { printHeader } from "./header.ts";
import { KeywordTypes } from "./keywords.ts";
import { Scope, toRelativeSpecifier } from "./scope.ts";
import { findExportedSubmodules } from "./submodules.ts";
import { printParameterType, printPendingResult } from "./types.ts";

export interface ModuleContext {
  readonly model: ModuleModel;
  readonly classes: ClassModels;
  readonly declarations: Declarations;
  readonly coverage: CoverageCounter;
  /** Of snakebridge. */
  readonly version: string;
}

export function printModule(input: ModuleContext): string {
  const { model, classes, declarations, coverage, version } = input;
  const { module } = model;
  const path = declarationPath(module);
  const own = new Set(module.declarations.map((declaration) => toDeclarationName(declaration.name)));
  const scope = new Scope(path, own, declarations);
  const context: ClassContext = {
    scope,
    keywords: new KeywordTypes(),
    coverage,
    declarations,
    classes,
  };
  const exports = new ModuleExports();
  const body = module.bound
    ? [...printModuleHandle(scope), ...printDeclarations(input, context, exports)]
    : model.classes.flatMap((item) => printClassType(item, context, exports));
  // Without an export declaration, TypeScript would export every helper type as well.
  const end = [
    ...printReexports(module, path, declarations, exports),
    ...printSubmodules(module, declarations, exports),
    ...(module.bound ? printHiddenTypes(scope, module, exports) : []),
  ];
  const text = [
    printHeader(module, version),
    "// @ts-nocheck",
    ...scope.printImports(),
    "",
    ...body,
    ...exports.print(),
    ...end,
    "export {};",
  ];
  return `${text.join("\n")}\n`;
}

/** What is exported under another name than it is declared by, and which names are taken. */
class ModuleExports {
  readonly #values = new Set<string>();
  readonly #types = new Set<string>();
  readonly #clauses: string[] = [];

  /** Takes a name for a value, a type or both; false if something else has it. */
  claim(name: string, meaning: { readonly value: boolean; readonly type: boolean }): boolean {
    if ((meaning.value && this.#values.has(name)) || (meaning.type && this.#types.has(name))) return false;
    if (meaning.value) this.#values.add(name);
    if (meaning.type) this.#types.add(name);
    return true;
  }

  /** The keywords that head a declaration: it is exported here, or later by alias. */
  declare(local: string, exported: string, keyword: string): string {
    if (local === exported) return `export ${keyword}`;
    const clause = `${local} as ${exported}`;
    if (!this.#clauses.includes(clause)) this.#clauses.push(clause);
    return keyword === "interface" || keyword === "type" ? keyword : `declare ${keyword}`;
  }

  addAlias(local: string, exported: string): void {
    this.#clauses.push(local === exported ? local : `${local} as ${exported}`);
  }

  print(): readonly string[] {
    return this.#clauses.map((clause) => `export { ${clause} };`);
  }
}

function printModuleHandle(scope: Scope): readonly string[] {
  return [
    ...printDocComment({ text: "The module itself." }),
    `export const $module: ${scope.fromRuntime("PyPromise")}<${scope.fromRuntime("PyObject")}>;`,
  ];
}

function printDeclarations(input: ModuleContext, context: ClassContext, exports: ModuleExports): readonly string[] {
  const { model } = input;
  return [
    ...model.classes.flatMap((item) => printClass(item, context, exports)),
    ...model.functions.flatMap(({ declaration, callable }) => printFunction(declaration, callable, context, exports)),
    ...model.variables.flatMap((item) => printVariable(item, context, exports)),
    ...model.module.declarations.flatMap((item) => (item.kind === "alias" ? printAlias(item, context, exports) : [])),
  ];
}

function printClass(model: ClassModel, context: ClassContext, exports: ModuleExports): readonly string[] {
  const { declaration } = model;
  const type = printClassType(model, context, exports);
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

function printClassType(model: ClassModel, context: ClassContext, exports: ModuleExports): readonly string[] {
  const { declaration } = model;
  const name = toExportName(declaration.name);
  if (!exports.claim(name, { value: false, type: true })) return [];
  const [first = "", ...rest] = printInstanceType(model, context);
  const keyword = first.startsWith("type ") ? "type" : "interface";
  const head = exports.declare(toDeclarationName(declaration.name), name, keyword);
  const doc = printDocComment({ text: declaration.doc });
  return [...context.keywords.takeInterfaces(), ...doc, `${head}${first.slice(keyword.length)}`, ...rest];
}

function printFunction(
  { name, doc }: { readonly name: string; readonly doc: string | null },
  callable: Callable,
  context: ClassContext,
  exports: ModuleExports,
): readonly string[] {
  const exported = toExportName(name);
  if (!exports.claim(exported, { value: true, type: false })) return [];
  const local = toDeclarationName(name);
  const calls = printCalls(callable, { name: local }, context);
  const head = exports.declare(local, exported, "function");
  return [
    ...context.keywords.takeInterfaces(),
    ...printDocComment({ text: doc, deprecated: callable.deprecated }),
    ...calls.map(({ parameters, result }) => `${head} ${local}${parameters}: ${result};`),
  ];
}

function printVariable(
  { declaration, read, call }: VariableModel,
  context: ClassContext,
  exports: ModuleExports,
): readonly string[] {
  if (call !== null && call.type === null) return printFunction(declaration, call.callable, context, exports);
  const name = toExportName(declaration.name);
  if (!exports.claim(name, { value: true, type: false })) return [];
  const untyped = call === null && read.type.kind === "any";
  context.coverage.countResult(untyped ? read.type.cause : null);
  const local = toDeclarationName(declaration.name);
  // A callable constant is bound like a function: no promise, but what can be called.
  const type = call?.type ? context.scope.printClass(call.type) : printPendingResult(read.type, context.scope);
  return [...printDocComment({ text: declaration.doc }), `${exports.declare(local, name, "const")} ${local}: ${type};`];
}

/** What a parameter of that type takes, so that a caller can name it. */
function printAlias(declaration: AliasDeclaration, context: ClassContext, exports: ModuleExports): readonly string[] {
  const name = toExportName(declaration.name);
  if (!isIdentifier(declaration.name) || !exports.claim(name, { value: false, type: true })) return [];
  const self = [{ kind: "anything", cause: "typevar" }] as const;
  const type = printParameterType(
    toParameterType(declaration.type, { declarations: context.declarations, self }),
    context.scope,
  );
  const local = toDeclarationName(declaration.name);
  return [...printDocComment({ text: declaration.doc }), `${exports.declare(local, name, "type")} ${local} = ${type};`];
}

function printConstant(head: string, [first = "", ...rest]: readonly string[]): readonly string[] {
  const lines = [`${head}: ${first}`, ...rest];
  return [...lines.slice(0, -1), `${lines.at(-1)};`];
}

function printReexports(
  module: ModuleIR,
  path: string,
  declarations: Declarations,
  exports: ModuleExports,
): readonly string[] {
  const all = module.declarations.filter((item): item is ReexportDeclaration => item.kind === "reexport");
  return all.flatMap((item) => {
    const found = declarations.findClass(item.class);
    if (found === undefined || !isIdentifier(item.name)) return [];
    const { value } = found.declaration;
    const name = toExportName(item.name);
    if (!exports.claim(name, { value, type: true })) return [];
    const from = declarationPath(found.module);
    const source = from === path ? toDeclarationName(found.declaration.name) : toExportName(found.declaration.name);
    const clause = source === name ? name : `${source} as ${name}`;
    const origin = from === path ? "" : ` from "${toRelativeSpecifier(path, from)}"`;
    return [`export ${value && found.module.bound ? "" : "type "}{ ${clause} }${origin};`];
  });
}

function printHiddenTypes(scope: Scope, module: ModuleIR, exports: ModuleExports): readonly string[] {
  return scope.findHiddenClasses(module).flatMap(({ local, exported }) => {
    if (!exports.claim(exported, { value: false, type: true })) return [];
    return [`export type { ${local === exported ? local : `${local} as ${exported}`} };`];
  });
}

function printSubmodules(module: ModuleIR, declarations: Declarations, exports: ModuleExports): readonly string[] {
  return findExportedSubmodules(module, declarations).flatMap(({ name, target }) =>
    exports.claim(name, { value: true, type: true }) ? [`export * as ${name} from "./${target}.js";`] : [],
  );
}
