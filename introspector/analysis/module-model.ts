/**
 * One module analysed: what its declarations, its binding and its call table are written from.
 */

import { functionRefinement } from "../adapters/numpy.ts";
import type {
  ClassId,
  Declaration,
  FunctionDeclaration,
  ModuleIR,
  ReexportDeclaration,
  VariableDeclaration,
} from "../ir/ir.ts";
import { isIdentifier } from "../names.ts";
import { analyzeCallable, type Callable, type Receiver } from "./callable.ts";
import {
  analyzeMethod,
  analyzeRead,
  type ClassModel,
  type ClassModels,
  findMethod,
  type ReadType,
} from "./class-model.ts";
import type { Declarations } from "./declarations.ts";
import { instanceToParameterType } from "./parameter-types.ts";
import type { ResultType } from "./result-types.ts";

export interface FunctionModel {
  readonly declaration: FunctionDeclaration;
  readonly callable: Callable;
}

export interface VariableModel {
  readonly declaration: VariableDeclaration;
  readonly read: ReadType;
  readonly call: ConstantCall | null;
}

/** How a callable constant (a NumPy ufunc) is called. */
export interface ConstantCall {
  readonly callable: Callable;
  /** The class that declares its other members; `null`: there are none, it is a function to all intents. */
  readonly type: ClassId | null;
}

export interface ModuleModel {
  readonly module: ModuleIR;
  readonly functions: readonly FunctionModel[];
  readonly classes: readonly ClassModel[];
  readonly variables: readonly VariableModel[];
  readonly reexports: readonly ReexportDeclaration[];
}

export function analyzeModule(module: ModuleIR, classes: ClassModels, declarations: Declarations): ModuleModel {
  const named = module.declarations.filter((declaration) => declaration.name.split(".").every(isIdentifier));
  const of = <K extends Declaration["kind"]>(kind: K) =>
    named.filter((declaration): declaration is Extract<Declaration, { kind: K }> => declaration.kind === kind);
  return {
    module,
    functions: of("function").map((declaration) => analyzeFunction(declaration, module.name, declarations)),
    classes: of("class").flatMap((declaration) => classes.findModel(declaration.id) ?? []),
    variables: of("variable").map((declaration) => analyzeVariable(declaration, module.name, declarations)),
    reexports: of("reexport"),
  };
}

const NO_RECEIVER: Receiver = {
  parameter: [{ kind: "anything", cause: "typevar" }],
  result: { kind: "any", cause: "typevar" },
};

function analyzeFunction(declaration: FunctionDeclaration, module: string, declarations: Declarations): FunctionModel {
  const { overloads: signatures, async, name } = declaration;
  const refine = functionRefinement(module, name);
  return {
    declaration,
    callable: analyzeCallable({ signatures, async, self: NO_RECEIVER, refine, verdicts: null }, declarations),
  };
}

function analyzeVariable(declaration: VariableDeclaration, module: string, declarations: Declarations): VariableModel {
  const { type } = declaration;
  const read = analyzeRead(type, NO_RECEIVER.result, declarations);
  const found = type.t === "class" ? declarations.findClass(type.id)?.declaration : undefined;
  const call =
    found === undefined || isPlainValue(read.type) ? undefined : findMethod(found.id, "__call__", declarations);
  if (found === undefined || call === undefined) return { declaration, read, call: null };
  const self = { parameter: instanceToParameterType(found.id, declarations), result: read.type };
  const { callable } = analyzeMethod(call, self, null, functionRefinement(module, declaration.name), declarations);
  const bare = found.protocol && found.members.every((member) => member.name === "__call__");
  return { declaration, read, call: { callable, type: bare ? null : found.id } };
}

/** What has no members once it is here; a protocol may have, whatever stands behind it. */
function isPlainValue({ kind }: ResultType): boolean {
  return kind !== "handle" && kind !== "any";
}
