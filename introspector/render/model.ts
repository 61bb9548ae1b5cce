/**
 * One module analysed: what its declarations, its binding and its call table are written from.
 */
import type {
  Declaration,
  FunctionDeclaration,
  ModuleIR,
  ReexportDeclaration,
  VariableDeclaration,
} from "../schema.ts";
import { analyzeCallable, type Callable, type Receiver } from "./callable.ts";
import { analyzeMethod, type ClassModel, type ClassModels, findMethod, type Read, readOf } from "./class-model.ts";
import type { Declarations } from "./declarations.ts";
import { instanceIn } from "./in.ts";
import { isIdentifier } from "./names.ts";

export interface FunctionModel {
  readonly declaration: FunctionDeclaration;
  readonly callable: Callable;
}

export interface VariableModel {
  readonly declaration: VariableDeclaration;
  readonly read: Read;
  /** Of a callable constant (a NumPy ufunc): how it is called. */
  readonly callable: Callable | null;
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
    functions: of("function").map((declaration) => analyzeFunction(declaration, declarations)),
    classes: of("class").flatMap((declaration) => classes.get(declaration.id) ?? []),
    variables: of("variable").map((declaration) => analyzeVariable(declaration, declarations)),
    reexports: of("reexport"),
  };
}

const NO_RECEIVER: Receiver = { in: [{ is: "anything", cause: "typevar" }], out: { is: "any", cause: "typevar" } };

function analyzeFunction(declaration: FunctionDeclaration, declarations: Declarations): FunctionModel {
  const { overloads: signatures, async } = declaration;
  return {
    declaration,
    callable: analyzeCallable({ signatures, async, self: NO_RECEIVER, verdicts: null }, declarations),
  };
}

function analyzeVariable(declaration: VariableDeclaration, declarations: Declarations): VariableModel {
  const read = readOf(declaration.type, NO_RECEIVER.out, declarations);
  const { out } = read;
  const call = out.is === "handle" && out.id !== null ? findMethod(out.id, "__call__", declarations) : undefined;
  const self = out.is === "handle" && out.id !== null ? { out, in: instanceIn(out.id, declarations) } : NO_RECEIVER;
  return {
    declaration,
    read,
    callable: call === undefined ? null : analyzeMethod(call, self, null, declarations).callable,
  };
}
