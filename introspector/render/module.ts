/**
 * The declaration file of one module.
 */
import type { Tally } from "../analysis/coverage.ts";
import type { AliasDeclaration, ModuleIR, ReexportDeclaration } from "../ir/ir.ts";
import type { Callable } from "../analysis/callable.ts";
import { callsOf } from "./calls.ts";
import type { ClassModel, ClassModels } from "../analysis/class-model.ts";
import { type ClassContext, innerObjectName, printClassObject, printInstance } from "./classes.ts";
import { type Declarations, declarationPath } from "../analysis/declarations.ts";
import { printDoc } from "./docs.ts";
import { headerOf } from "./header.ts";
import { inOf } from "../analysis/parameter-types.ts";
import { KeywordTypes } from "./keywords.ts";
import type { ModuleModel, VariableModel } from "../analysis/module-model.ts";
import { declarationName, exportName, isIdentifier } from "../names.ts";
import { printIn, printResult } from "./types.ts";
import { Scope, specifierOf } from "./scope.ts";
import { submodulesOf } from "./submodules.ts";

export interface ModuleInput {
  readonly model: ModuleModel;
  readonly classes: ClassModels;
  readonly declarations: Declarations;
  readonly tally: Tally;
  /** Of snakebridge. */
  readonly version: string;
}

export function printModule(input: ModuleInput): string {
  const { model, classes, declarations, tally, version } = input;
  const { module } = model;
  const path = declarationPath(module);
  const own = new Set(module.declarations.map((declaration) => declarationName(declaration.name)));
  const scope = new Scope(path, own, declarations);
  const context: ClassContext = {
    scope,
    keywords: new KeywordTypes(),
    tally,
    declarations,
    classes,
  };
  const exports = new Exports();
  const body = module.bound
    ? [...printHandle(scope), ...printDeclarations(input, context, exports)]
    : model.classes.flatMap((item) => printClassType(item, context, exports));
  // Without an export declaration, TypeScript would export every helper type as well.
  const end = [
    ...reexports(module, path, declarations, exports),
    ...submoduleExports(module, declarations, exports),
    ...(module.bound ? hiddenTypes(scope, module, exports) : []),
  ];
  const text = [
    headerOf(module, version),
    "// @ts-nocheck",
    ...scope.imports(),
    "",
    ...body,
    ...exports.print(),
    ...end,
    "export {};",
  ];
  return `${text.join("\n")}\n`;
}

/** What is exported under another name than it is declared by, and which names are taken. */
class Exports {
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
  head(local: string, exported: string, keyword: string): string {
    if (local === exported) return `export ${keyword}`;
    const clause = `${local} as ${exported}`;
    if (!this.#clauses.includes(clause)) this.#clauses.push(clause);
    return keyword === "interface" || keyword === "type" ? keyword : `declare ${keyword}`;
  }

  alias(local: string, exported: string): void {
    this.#clauses.push(local === exported ? local : `${local} as ${exported}`);
  }

  print(): readonly string[] {
    return this.#clauses.map((clause) => `export { ${clause} };`);
  }
}

function printHandle(scope: Scope): readonly string[] {
  return [
    ...printDoc({ text: "The module itself." }),
    `export const $module: ${scope.bridge("PyPromise")}<${scope.bridge("PyObject")}>;`,
  ];
}

function printDeclarations(input: ModuleInput, context: ClassContext, exports: Exports): readonly string[] {
  const { model } = input;
  return [
    ...model.classes.flatMap((item) => printClass(item, context, exports)),
    ...model.functions.flatMap(({ declaration, callable }) => printFunction(declaration, callable, context, exports)),
    ...model.variables.flatMap((item) => printVariable(item, context, exports)),
    ...model.module.declarations.flatMap((item) => (item.kind === "alias" ? printAlias(item, context, exports) : [])),
  ];
}

function printClass(model: ClassModel, context: ClassContext, exports: Exports): readonly string[] {
  const { declaration } = model;
  const type = printClassType(model, context, exports);
  if (!declaration.value || type.length === 0) return type;
  const object = printClassObject(model, context);
  const keywords = context.keywords.take();
  if (declaration.name.includes(".")) {
    return [...type, ...keywords, ...constant(`declare const ${innerObjectName(model)}`, object)];
  }
  const name = exportName(declaration.name);
  if (!exports.claim(name, { value: true, type: false })) return type;
  const local = declarationName(declaration.name);
  const doc = printDoc({ text: declaration.doc });
  return [...type, ...keywords, ...doc, ...constant(`${exports.head(local, name, "const")} ${local}`, object)];
}

function printClassType(model: ClassModel, context: ClassContext, exports: Exports): readonly string[] {
  const { declaration } = model;
  const name = exportName(declaration.name);
  if (!exports.claim(name, { value: false, type: true })) return [];
  const [first = "", ...rest] = printInstance(model, context);
  const keyword = first.startsWith("type ") ? "type" : "interface";
  const head = exports.head(declarationName(declaration.name), name, keyword);
  const doc = printDoc({ text: declaration.doc });
  return [...context.keywords.take(), ...doc, `${head}${first.slice(keyword.length)}`, ...rest];
}

function printFunction(
  { name, doc }: { readonly name: string; readonly doc: string | null },
  callable: Callable,
  context: ClassContext,
  exports: Exports,
): readonly string[] {
  const exported = exportName(name);
  if (!exports.claim(exported, { value: true, type: false })) return [];
  const local = declarationName(name);
  const calls = callsOf(callable, { name: local }, context);
  const head = exports.head(local, exported, "function");
  return [
    ...context.keywords.take(),
    ...printDoc({ text: doc, deprecated: callable.deprecated }),
    ...calls.map(({ parameters, result }) => `${head} ${local}${parameters}: ${result};`),
  ];
}

function printVariable(
  { declaration, read, call }: VariableModel,
  context: ClassContext,
  exports: Exports,
): readonly string[] {
  if (call !== null && call.type === null) return printFunction(declaration, call.callable, context, exports);
  const name = exportName(declaration.name);
  if (!exports.claim(name, { value: true, type: false })) return [];
  const untyped = call === null && read.out.is === "any";
  context.tally.result(untyped ? read.out.cause : null);
  const local = declarationName(declaration.name);
  // A callable constant is bound like a function: no promise, but what can be called.
  const type = call?.type ? context.scope.class(call.type) : printResult(read.out, context.scope);
  return [...printDoc({ text: declaration.doc }), `${exports.head(local, name, "const")} ${local}: ${type};`];
}

/** What a parameter of that type takes, so that a caller can name it. */
function printAlias(declaration: AliasDeclaration, context: ClassContext, exports: Exports): readonly string[] {
  const name = exportName(declaration.name);
  if (!isIdentifier(declaration.name) || !exports.claim(name, { value: false, type: true })) return [];
  const self = [{ is: "anything", cause: "typevar" }] as const;
  const type = printIn(inOf(declaration.type, { declarations: context.declarations, self }), context.scope);
  const local = declarationName(declaration.name);
  return [...printDoc({ text: declaration.doc }), `${exports.head(local, name, "type")} ${local} = ${type};`];
}

function constant(head: string, [first = "", ...rest]: readonly string[]): readonly string[] {
  const lines = [`${head}: ${first}`, ...rest];
  return [...lines.slice(0, -1), `${lines.at(-1)};`];
}

function reexports(module: ModuleIR, path: string, declarations: Declarations, exports: Exports): readonly string[] {
  const all = module.declarations.filter((item): item is ReexportDeclaration => item.kind === "reexport");
  return all.flatMap((item) => {
    const found = declarations.class(item.class);
    if (found === undefined || !isIdentifier(item.name)) return [];
    const { value } = found.declaration;
    const name = exportName(item.name);
    if (!exports.claim(name, { value, type: true })) return [];
    const from = declarationPath(found.module);
    const source = from === path ? declarationName(found.declaration.name) : exportName(found.declaration.name);
    const clause = source === name ? name : `${source} as ${name}`;
    const origin = from === path ? "" : ` from "${specifierOf(path, from)}"`;
    return [`export ${value && found.module.bound ? "" : "type "}{ ${clause} }${origin};`];
  });
}

function hiddenTypes(scope: Scope, module: ModuleIR, exports: Exports): readonly string[] {
  return scope.hidden(module).flatMap(({ local, exported }) => {
    if (!exports.claim(exported, { value: false, type: true })) return [];
    return [`export type { ${local === exported ? local : `${local} as ${exported}`} };`];
  });
}

function submoduleExports(module: ModuleIR, declarations: Declarations, exports: Exports): readonly string[] {
  return submodulesOf(module, declarations).flatMap(({ name, target }) =>
    exports.claim(name, { value: true, type: true }) ? [`export * as ${name} from "./${target}.js";`] : [],
  );
}
