/**
 * Analyzes one module: its declarations, its binding and its call table are all written from the model.
 */
import type {
  ClassId,
  Declaration,
  FunctionDeclaration,
  ModuleIR,
  ReexportDeclaration,
  VariableDeclaration,
} from "../ir/ir.ts";
import { isIdentifier } from "../names.ts";
import { analyzeCallable, type Callable } from "./callable.ts";
import type { Receiver } from "./callable-shapes.ts";
import { findMethod } from "./class-members.ts";
import { analyzeMethod, analyzeRead, type ClassModel, type ClassModels, type ReadType } from "./class-model.ts";
import type { Declarations } from "./declarations.ts";
import { instanceToParameterType } from "./parameter-types.ts";
import type { ResultType } from "./result-shapes.ts";

export interface FunctionModel {
  readonly declaration: FunctionDeclaration;
  readonly callable: Callable;
}

export interface VariableModel {
  readonly declaration: VariableDeclaration;
  readonly read: ReadType;
  /** `null`: the variable cannot be called. */
  readonly call: ConstantCall | null;
}

/** How a callable constant is called, such as a NumPy ufunc. */
export interface ConstantCall {
  readonly callable: Callable;
  /** The class that declares its other members; `null`: it has none, and is declared like a function. */
  readonly type: ClassId | null;
}

export interface ModuleModel {
  readonly module: ModuleIR;
  readonly functions: readonly FunctionModel[];
  readonly classes: readonly ClassModel[];
  readonly variables: readonly VariableModel[];
  readonly reexports: readonly ReexportDeclaration[];
}

/** Leaves out declarations whose names are no Python names. */
export function analyzeModule(module: ModuleIR, classes: ClassModels, declarations: Declarations): ModuleModel {
  const named = module.declarations.filter((declaration) => declaration.name.split(".").every(isIdentifier));
  const listDeclarations = <K extends Declaration["kind"]>(kind: K) =>
    named.filter((declaration): declaration is Extract<Declaration, { kind: K }> => declaration.kind === kind);
  return {
    module,
    functions: listDeclarations("function").map((item) => analyzeFunction(item, module.name, declarations)),
    classes: listDeclarations("class").flatMap((item) => classes.findModel(item.id) ?? []),
    variables: listDeclarations("variable").map((item) => analyzeVariable(item, module.name, declarations)),
    reexports: listDeclarations("reexport"),
  };
}

const NO_RECEIVER: Receiver = {
  parameter: [{ kind: "anything", cause: "typevar" }],
  result: { kind: "any", cause: "typevar" },
};

function analyzeFunction(declaration: FunctionDeclaration, module: string, declarations: Declarations): FunctionModel {
  const { overloads: signatures, async, name } = declaration;
  const refine = declarations.adapter.findFunctionRefinement(module, name);
  return {
    declaration,
    callable: analyzeCallable({ signatures, async, self: NO_RECEIVER, refine, runtimeVerdicts: null }, declarations),
  };
}

function analyzeVariable(declaration: VariableDeclaration, module: string, declarations: Declarations): VariableModel {
  const { type, name } = declaration;
  const read = analyzeRead(type, NO_RECEIVER.result, declarations);
  const found = type.t === "class" ? declarations.findClass(type.id)?.declaration : undefined;
  if (found === undefined || !mayHaveMembers(read.type)) return { declaration, read, call: null };
  const method = findMethod(found.id, "__call__", declarations);
  if (method === undefined) return { declaration, read, call: null };
  const self = { parameter: instanceToParameterType(found.id, declarations), result: read.type };
  const refine = declarations.adapter.findFunctionRefinement(module, name);
  const { callable } = analyzeMethod(method, self, null, refine, declarations);
  const onlyCallable = found.protocol && found.members.every((member) => member.name === "__call__");
  return { declaration, read, call: { callable, type: onlyCallable ? null : found.id } };
}

/** Whether the object may have members once it is here: a handle has, and an object behind a protocol may have. */
function mayHaveMembers({ kind }: ResultType): boolean {
  return kind === "handle" || kind === "any";
}
