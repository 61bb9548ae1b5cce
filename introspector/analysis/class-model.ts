/**
 * Classes analysed: their members as results and parameters, each class once.
 */
import type { ResultRule } from "../../runtime/wire/call-table.ts";
import { isScalarClass, isScalarRoot, scalarConstructors, scalarResults } from "../adapters/numpy.ts";
import type { AttributeIR, ClassDeclaration, ClassId, MemberIR, MethodIR, TypeIR } from "../ir/ir.ts";
import { analyzeCallable, type Callable, type Receiver, type Refinement, UNKNOWN_SIGNATURE } from "./callable.ts";
import type { Declarations } from "./declarations.ts";
import { computeVerdicts } from "./keyword-verdicts.ts";
import type { Overload } from "./overloads.ts";
import { instanceToParameterType, type ParameterType, toParameterType } from "./parameter-types.ts";
import { decideResultRule } from "./result-rules.ts";
import { instanceToResultType, type ResultType, toResultType } from "./result-types.ts";

export interface ReadType {
  readonly type: ResultType;
  readonly rule: ResultRule | null;
}

export interface MethodModel {
  readonly declaration: MethodIR;
  readonly callable: Callable;
}

export interface AttributeModel {
  readonly declaration: AttributeIR;
  readonly read: ReadType;
  /** What a write takes; `null`: read only. */
  readonly write: ParameterType | null;
}

export interface ClassModel {
  readonly declaration: ClassDeclaration;
  /** What its instances arrive as. */
  readonly instance: ResultType;
  readonly construct: Callable;
  /** Own members, in their order. */
  readonly methods: readonly MethodModel[];
  readonly attributes: readonly AttributeModel[];
  /** What its class object has, inherited members included. */
  readonly statics: { readonly methods: readonly MethodModel[]; readonly attributes: readonly AttributeModel[] };
}

/** Members that are Python's own machinery, or that the worker refuses. */
const HIDDEN_MEMBERS = new Set([
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

/** Class models by id. */
export class ClassModels {
  readonly #declarations: Declarations;
  readonly #known = new Map<ClassId, ClassModel>();
  /** Classes some of whose subclasses arrive by value: there `Self` is neither a handle nor a value for certain. */
  readonly #mixed = new Set<ClassId>();
  /** Classes whose instances the tables know by name. */
  readonly #constants: ReadonlySet<ClassId>;

  constructor(declarations: Declarations) {
    this.#declarations = declarations;
    this.#constants = declarations.findConstantClasses();
    for (const { declaration } of declarations.listClasses()) {
      if (instanceToResultType(declaration.id, declarations).kind === "handle") continue;
      for (const ancestor of declaration.mro) this.#mixed.add(ancestor);
    }
  }

  findModel(id: ClassId): ClassModel | undefined {
    const known = this.#known.get(id);
    const declaration = this.#declarations.findClass(id)?.declaration;
    if (known !== undefined || declaration === undefined) return known;
    const model = this.#analyze(declaration);
    this.#known.set(id, model);
    return model;
  }

  /** The class itself, then its ancestors, as far as they are declared. */
  findLineage(id: ClassId): readonly ClassModel[] {
    return this.#declarations.findLineage(id).flatMap(({ declaration }) => this.findModel(declaration.id) ?? []);
  }

  /** The classes defined inside a class, which are found on it. */
  findInnerClasses(id: ClassId): readonly ClassModel[] {
    const found = this.#declarations.findClass(id);
    const prefix = `${found?.declaration.name}.`;
    return (found?.module.declarations ?? []).flatMap((item) => {
      const direct = item.kind === "class" && item.value && item.name.startsWith(prefix);
      const model = direct && !item.name.slice(prefix.length).includes(".") ? this.findModel(item.id) : undefined;
      return model ?? [];
    });
  }

  #analyze(declaration: ClassDeclaration): ClassModel {
    const declarations = this.#declarations;
    const instance = instanceToResultType(declaration.id, declarations);
    const input = instanceToParameterType(declaration.id, declarations);
    const onInstance = { parameter: input, result: this.#selfOf(declaration.id) };
    const onClass = { parameter: input, result: instance };
    const members = [...declaration.members.filter(isVisible), ...this.#adopted(declaration)];
    const statics = findStaticMembers(declaration, declarations);
    const method = (member: MethodIR, self: Receiver): MethodModel => {
      const named = member.name === "__call__" && this.#constants.has(declaration.id);
      const verdicts = named ? null : findRuntimeVerdicts(declaration, member, declarations);
      return analyzeMethod(member, self, verdicts, findRefinement(declaration, member), declarations);
    };
    return {
      declaration,
      instance,
      construct: analyzeCallable(
        {
          signatures: listConstructors(declaration),
          async: false,
          self: onClass,
          verdicts: null,
          refine: isScalarClass(declaration) ? scalarConstructors : null,
        },
        declarations,
      ),
      methods: members.filter(isMethod).map((member) => method(member, onInstance)),
      attributes: members.filter(isAttribute).map((member) => analyzeAttribute(member, onInstance, declarations)),
      statics: {
        methods: statics.filter(isMethod).map((member) => method(member, onClass)),
        attributes: statics.filter(isAttribute).map((member) => analyzeAttribute(member, onClass, declarations)),
      },
    };
  }

  /** What `Self` is to a member that a class declares. */
  #selfOf(id: ClassId): ResultType {
    const instance = instanceToResultType(id, this.#declarations);
    if (instance.kind !== "handle") return instance;
    return this.#mixed.has(id) ? { kind: "any", cause: "abstract" } : { kind: "this" };
  }

  /** Inherited members that mean something else here, as those do that speak of `Self`: they are stated again. */
  #adopted(owner: ClassDeclaration): readonly MemberIR[] {
    const self = JSON.stringify(this.#selfOf(owner.id));
    const seen = new Set(owner.members.map((member) => member.name));
    const adopted: MemberIR[] = [];
    for (const { declaration } of this.#declarations.findLineage(owner.id).slice(1)) {
      const differs = JSON.stringify(this.#selfOf(declaration.id)) !== self;
      for (const member of declaration.members) {
        if (seen.has(member.name)) continue;
        seen.add(member.name);
        const changed =
          (differs && listResultTypes(member).some(mentionsSelf)) || (isScalarRoot(owner) && isMethod(member));
        // Its documentation stays with the base.
        if (changed && isVisible(member)) adopted.push({ ...member, doc: null });
      }
    }
    return adopted;
  }
}

export function analyzeMethod(
  declaration: MethodIR,
  self: Receiver,
  verdicts: string | null,
  refine: Refinement | null,
  declarations: Declarations,
): MethodModel {
  const { overloads: signatures, async } = declaration;
  return { declaration, callable: analyzeCallable({ signatures, async, self, verdicts, refine }, declarations) };
}

function findRefinement(owner: ClassDeclaration, method: MethodIR): Refinement | null {
  if (method.name === "__hash__") return widenHash;
  return isScalarClass(owner) ? scalarResults : null;
}

/** Most hashes are beyond what a number holds, and nobody wants an error for that. */
function widenHash(overload: Overload): readonly Overload[] {
  return [overload.result.kind === "int" ? { ...overload, result: { kind: "integer" } } : overload];
}

export function analyzeRead(type: TypeIR, self: ResultType, declarations: Declarations): ReadType {
  const { rule, results } = decideResultRule([toResultType(type, { declarations, self })], declarations);
  return { rule, type: results[0] as ResultType };
}

export function findMethod(id: ClassId, name: string, declarations: Declarations): MethodIR | undefined {
  for (const { declaration } of declarations.findLineage(id)) {
    const member = declaration.members.find((candidate) => candidate.name === name);
    if (member !== undefined) return isMethod(member) ? member : undefined;
  }
  return undefined;
}

function analyzeAttribute(declaration: AttributeIR, self: Receiver, declarations: Declarations): AttributeModel {
  const { type, write } = declaration;
  return {
    declaration,
    read: analyzeRead(type, self.result, declarations),
    write: write === null ? null : toParameterType(write, { declarations, self: self.parameter }),
  };
}

/** However a class is called, the result is an instance. */
function listConstructors(declaration: ClassDeclaration): ClassDeclaration["constructors"] {
  if (declaration.constructors.length > 0) return declaration.constructors;
  return [{ ...UNKNOWN_SIGNATURE, result: { t: "self" } }];
}

function listResultTypes(member: MemberIR): readonly TypeIR[] {
  return isMethod(member) ? member.overloads.map((signature) => signature.result) : [member.type];
}

function mentionsSelf(type: TypeIR): boolean {
  switch (type.t) {
    case "self":
      return true;
    case "class":
    case "alias":
      return type.args.some(mentionsSelf);
    case "type":
      return mentionsSelf(type.of);
    case "union":
      return type.items.some(mentionsSelf);
    case "tuple":
      return type.items.some(mentionsSelf) || (type.rest !== null && mentionsSelf(type.rest));
    default:
      return false;
  }
}

/**
 * A class that is only a type (numpy's `_UFunc_Nin2_Nout1`) is no class of the worker's: it answers by the nearest
 * ancestor that exists.
 */
function findRuntimeVerdicts(owner: ClassDeclaration, method: MethodIR, declarations: Declarations): string | null {
  if (owner.value) return null;
  for (const { declaration } of declarations.findLineage(owner.id).slice(1)) {
    const member = declaration.members.find((candidate) => candidate.name === method.name);
    if (declaration.value && member !== undefined && isMethod(member)) return computeVerdicts(member.overloads);
  }
  return null;
}

/** Class methods, static methods and class variables, the nearest definition of each. */
function findStaticMembers(owner: ClassDeclaration, declarations: Declarations): readonly MemberIR[] {
  const seen = new Set<string>();
  const found: MemberIR[] = [];
  for (const { declaration } of declarations.findLineage(owner.id)) {
    for (const member of declaration.members) {
      if (seen.has(member.name)) continue;
      seen.add(member.name);
      if (isVisible(member) && ["classmethod", "staticmethod", "classvar"].includes(member.kind)) found.push(member);
    }
  }
  return found;
}

function isVisible(member: MemberIR): boolean {
  return !HIDDEN_MEMBERS.has(member.name);
}

function isMethod(member: MemberIR): member is MethodIR {
  return "overloads" in member;
}

function isAttribute(member: MemberIR): member is AttributeIR {
  return !isMethod(member);
}
