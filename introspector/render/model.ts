/**
 * One module analysed: what its declarations, its binding and its call table are written from.
 */
import type { ResultRule } from "../../runtime/tables.ts";
import type {
  AttributeIR,
  ClassDeclaration,
  Declaration,
  FunctionDeclaration,
  MethodIR,
  ModuleIR,
  ReexportDeclaration,
  TypeIR,
  VariableDeclaration,
} from "../schema.ts";
import { analyzeCallable, type Callable, type Receiver, UNKNOWN_SIGNATURE } from "./callable.ts";
import type { Declarations } from "./declarations.ts";
import { type In, inOf, instanceIn } from "./in.ts";
import { isIdentifier } from "./names.ts";
import { instanceOf, type Out, outOf } from "./out.ts";
import { settle } from "./settle.ts";
import { verdictsOf } from "./verdicts.ts";

export interface Read {
  readonly out: Out;
  readonly rule: ResultRule | null;
}

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

export interface MethodModel {
  readonly declaration: MethodIR;
  readonly callable: Callable;
}

export interface AttributeModel {
  readonly declaration: AttributeIR;
  readonly read: Read;
  /** What a write takes; `null`: read only. */
  readonly write: In | null;
}

export interface ClassModel {
  readonly declaration: ClassDeclaration;
  /** What its instances arrive as. */
  readonly instance: Out;
  readonly construct: Callable;
  /** Own members, in their order. */
  readonly methods: readonly MethodModel[];
  readonly attributes: readonly AttributeModel[];
  /** What its class object has, inherited members included. */
  readonly statics: { readonly methods: readonly MethodModel[]; readonly attributes: readonly AttributeModel[] };
}

export interface ModuleModel {
  readonly module: ModuleIR;
  readonly functions: readonly FunctionModel[];
  readonly classes: readonly ClassModel[];
  readonly variables: readonly VariableModel[];
  readonly reexports: readonly ReexportDeclaration[];
}

/** Members that are Python's own machinery, or that the worker refuses. */
const HIDDEN = new Set([
  "__annotations__",
  "__builtins__",
  "__class_getitem__",
  "__closure__",
  "__code__",
  "__dict__",
  "__getattr__",
  "__getattribute__",
  "__globals__",
  "__import__",
  "__init__",
  "__init_subclass__",
  "__loader__",
  "__module__",
  "__new__",
  "__reduce__",
  "__reduce_ex__",
  "__slots__",
  "__spec__",
  "__subclasses__",
  "__subclasshook__",
]);

/** Class models by id, each analysed once. */
export class ClassModels {
  readonly #declarations: Declarations;
  readonly #known = new Map<string, ClassModel>();

  constructor(declarations: Declarations) {
    this.#declarations = declarations;
  }

  get(id: string): ClassModel | undefined {
    const known = this.#known.get(id);
    const declaration = this.#declarations.class(id)?.declaration;
    if (known !== undefined || declaration === undefined) return known;
    const model = analyzeClass(declaration, this.#declarations);
    this.#known.set(id, model);
    return model;
  }

  /** The class itself, then its ancestors, as far as they are declared. */
  lineage(id: string): readonly ClassModel[] {
    return this.#declarations.lineage(id).flatMap(({ declaration }) => this.get(declaration.id) ?? []);
  }
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
  const self = receiver(out, declarations);
  return {
    declaration,
    read,
    callable: call === undefined ? null : analyzeMethod(call, self, null, declarations).callable,
  };
}

function analyzeClass(declaration: ClassDeclaration, declarations: Declarations): ClassModel {
  const instance = instanceOf(declaration.id, declarations);
  const onInstance = receiver(instance.is === "handle" ? { is: "this" } : instance, declarations, declaration.id);
  const onClass = receiver(instance, declarations, declaration.id);
  const own = declaration.members.filter(isShown);
  const attribute = (member: AttributeIR, self: Receiver): AttributeModel => ({
    declaration: member,
    read: readOf(member.type, self.out, declarations),
    write: member.write === null ? null : inOf(member.write, { declarations, self: self.in }),
  });
  const statics = inherited(declaration, declarations);
  return {
    declaration,
    instance,
    construct: analyzeCallable(
      { signatures: constructorsOf(declaration), async: false, self: onClass, verdicts: null },
      declarations,
    ),
    methods: own
      .filter(isMethod)
      .map((member) =>
        analyzeMethod(member, onInstance, realVerdicts(declaration, member, declarations), declarations),
      ),
    attributes: own.filter(isAttribute).map((member) => attribute(member, onInstance)),
    statics: {
      methods: statics.filter(isMethod).map((member) => analyzeMethod(member, onClass, null, declarations)),
      attributes: statics.filter(isAttribute).map((member) => attribute(member, onClass)),
    },
  };
}

function analyzeMethod(
  declaration: MethodIR,
  self: Receiver,
  verdicts: string | null,
  declarations: Declarations,
): MethodModel {
  const { overloads: signatures, async } = declaration;
  return { declaration, callable: analyzeCallable({ signatures, async, self, verdicts }, declarations) };
}

/** However a class is called, the result is an instance. */
function constructorsOf(declaration: ClassDeclaration): ClassDeclaration["constructors"] {
  if (declaration.constructors.length > 0) return declaration.constructors;
  return [{ ...UNKNOWN_SIGNATURE, result: { t: "self" } }];
}

function receiver(out: Out, declarations: Declarations, id: string | null = null): Receiver {
  const known = id ?? (out.is === "handle" ? out.id : null);
  return { out, in: known === null ? NO_RECEIVER.in : instanceIn(known, declarations) };
}

function readOf(type: TypeIR, self: Out, declarations: Declarations): Read {
  const { rule, outs } = settle([outOf(type, { declarations, self })], declarations);
  return { rule, out: outs[0] as Out };
}

function findMethod(id: string, name: string, declarations: Declarations): MethodIR | undefined {
  for (const { declaration } of declarations.lineage(id)) {
    const member = declaration.members.find((candidate) => candidate.name === name);
    if (member !== undefined) return isMethod(member) ? member : undefined;
  }
  return undefined;
}

/**
 * A class that is only a type (numpy's `_UFunc_Nin2_Nout1`) is no class of the worker's: it answers by the nearest
 * ancestor that exists.
 */
function realVerdicts(owner: ClassDeclaration, method: MethodIR, declarations: Declarations): string | null {
  if (owner.value) return null;
  for (const { declaration } of declarations.lineage(owner.id).slice(1)) {
    const member = declaration.members.find((candidate) => candidate.name === method.name);
    if (declaration.value && member !== undefined && isMethod(member)) return verdictsOf(member.overloads);
  }
  return null;
}

/** Class methods, static methods and class variables, the nearest definition of each. */
function inherited(owner: ClassDeclaration, declarations: Declarations): readonly (MethodIR | AttributeIR)[] {
  const seen = new Set<string>();
  const found: (MethodIR | AttributeIR)[] = [];
  for (const { declaration } of declarations.lineage(owner.id)) {
    for (const member of declaration.members) {
      if (seen.has(member.name)) continue;
      seen.add(member.name);
      if (isShown(member) && ["classmethod", "staticmethod", "classvar"].includes(member.kind)) found.push(member);
    }
  }
  return found;
}

function isShown(member: MethodIR | AttributeIR): boolean {
  return !HIDDEN.has(member.name);
}

function isMethod(member: MethodIR | AttributeIR): member is MethodIR {
  return "overloads" in member;
}

function isAttribute(member: MethodIR | AttributeIR): member is AttributeIR {
  return !isMethod(member);
}
