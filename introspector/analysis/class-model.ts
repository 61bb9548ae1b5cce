/**
 * Classes analysed: their members as results and parameters, each class once.
 */
import type { ResultRule } from "../../runtime/wire/call-table.ts";
import type { AttributeIR, ClassDeclaration, ClassId, MemberIR, MethodIR, TypeIR } from "../ir/ir.ts";
import { analyzeCallable, type Callable, type Receiver, type Refinement, UNKNOWN_SIGNATURE } from "./callable.ts";
import type { Declarations } from "./declarations.ts";
import { type In, inOf, instanceIn } from "./parameter-types.ts";
import { isScalarClass, isScalarRoot, scalarConstructors, scalarResults } from "../adapters/numpy.ts";
import { instanceOf, type Out, outOf } from "./result-types.ts";
import type { Overload } from "./overloads.ts";
import { settle } from "./result-rules.ts";
import { verdictsOf } from "./keyword-verdicts.ts";

export interface Read {
  readonly out: Out;
  readonly rule: ResultRule | null;
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
    this.#constants = declarations.constantClasses();
    for (const { declaration } of declarations.classes()) {
      if (instanceOf(declaration.id, declarations).is === "handle") continue;
      for (const ancestor of declaration.mro) this.#mixed.add(ancestor);
    }
  }

  get(id: ClassId): ClassModel | undefined {
    const known = this.#known.get(id);
    const declaration = this.#declarations.class(id)?.declaration;
    if (known !== undefined || declaration === undefined) return known;
    const model = this.#analyze(declaration);
    this.#known.set(id, model);
    return model;
  }

  /** The class itself, then its ancestors, as far as they are declared. */
  lineage(id: ClassId): readonly ClassModel[] {
    return this.#declarations.lineage(id).flatMap(({ declaration }) => this.get(declaration.id) ?? []);
  }

  /** The classes defined inside a class, which are found on it. */
  inner(id: ClassId): readonly ClassModel[] {
    const found = this.#declarations.class(id);
    const prefix = `${found?.declaration.name}.`;
    return (found?.module.declarations ?? []).flatMap((item) => {
      const direct = item.kind === "class" && item.value && item.name.startsWith(prefix);
      const model = direct && !item.name.slice(prefix.length).includes(".") ? this.get(item.id) : undefined;
      return model ?? [];
    });
  }

  #analyze(declaration: ClassDeclaration): ClassModel {
    const declarations = this.#declarations;
    const instance = instanceOf(declaration.id, declarations);
    const input = instanceIn(declaration.id, declarations);
    const onInstance = { in: input, out: this.#selfOf(declaration.id) };
    const onClass = { in: input, out: instance };
    const members = [...declaration.members.filter(isShown), ...this.#adopted(declaration)];
    const statics = inheritedStatics(declaration, declarations);
    const method = (member: MethodIR, self: Receiver): MethodModel => {
      const named = member.name === "__call__" && this.#constants.has(declaration.id);
      const verdicts = named ? null : realVerdicts(declaration, member, declarations);
      return analyzeMethod(member, self, verdicts, refinementOf(declaration, member), declarations);
    };
    return {
      declaration,
      instance,
      construct: analyzeCallable(
        {
          signatures: constructorsOf(declaration),
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
  #selfOf(id: ClassId): Out {
    const instance = instanceOf(id, this.#declarations);
    if (instance.is !== "handle") return instance;
    return this.#mixed.has(id) ? { is: "any", cause: "abstract" } : { is: "this" };
  }

  /** Inherited members that mean something else here, as those do that speak of `Self`: they are stated again. */
  #adopted(owner: ClassDeclaration): readonly MemberIR[] {
    const self = JSON.stringify(this.#selfOf(owner.id));
    const seen = new Set(owner.members.map((member) => member.name));
    const adopted: MemberIR[] = [];
    for (const { declaration } of this.#declarations.lineage(owner.id).slice(1)) {
      const differs = JSON.stringify(this.#selfOf(declaration.id)) !== self;
      for (const member of declaration.members) {
        if (seen.has(member.name)) continue;
        seen.add(member.name);
        const changed = (differs && resultsOf(member).some(mentionsSelf)) || (isScalarRoot(owner) && isMethod(member));
        // Its documentation stays with the base.
        if (changed && isShown(member)) adopted.push({ ...member, doc: null });
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

function refinementOf(owner: ClassDeclaration, method: MethodIR): Refinement | null {
  if (method.name === "__hash__") return openHash;
  return isScalarClass(owner) ? scalarResults : null;
}

/** Most hashes are beyond what a number holds, and nobody wants an error for that. */
function openHash(overload: Overload): readonly Overload[] {
  return [overload.result.is === "int" ? { ...overload, result: { is: "integer" } } : overload];
}

export function readOf(type: TypeIR, self: Out, declarations: Declarations): Read {
  const { rule, outs } = settle([outOf(type, { declarations, self })], declarations);
  return { rule, out: outs[0] as Out };
}

export function findMethod(id: ClassId, name: string, declarations: Declarations): MethodIR | undefined {
  for (const { declaration } of declarations.lineage(id)) {
    const member = declaration.members.find((candidate) => candidate.name === name);
    if (member !== undefined) return isMethod(member) ? member : undefined;
  }
  return undefined;
}

function analyzeAttribute(declaration: AttributeIR, self: Receiver, declarations: Declarations): AttributeModel {
  const { type, write } = declaration;
  return {
    declaration,
    read: readOf(type, self.out, declarations),
    write: write === null ? null : inOf(write, { declarations, self: self.in }),
  };
}

/** However a class is called, the result is an instance. */
function constructorsOf(declaration: ClassDeclaration): ClassDeclaration["constructors"] {
  if (declaration.constructors.length > 0) return declaration.constructors;
  return [{ ...UNKNOWN_SIGNATURE, result: { t: "self" } }];
}

function resultsOf(member: MemberIR): readonly TypeIR[] {
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
function realVerdicts(owner: ClassDeclaration, method: MethodIR, declarations: Declarations): string | null {
  if (owner.value) return null;
  for (const { declaration } of declarations.lineage(owner.id).slice(1)) {
    const member = declaration.members.find((candidate) => candidate.name === method.name);
    if (declaration.value && member !== undefined && isMethod(member)) return verdictsOf(member.overloads);
  }
  return null;
}

/** Class methods, static methods and class variables, the nearest definition of each. */
function inheritedStatics(owner: ClassDeclaration, declarations: Declarations): readonly MemberIR[] {
  const seen = new Set<string>();
  const found: MemberIR[] = [];
  for (const { declaration } of declarations.lineage(owner.id)) {
    for (const member of declaration.members) {
      if (seen.has(member.name)) continue;
      seen.add(member.name);
      if (isShown(member) && ["classmethod", "staticmethod", "classvar"].includes(member.kind)) found.push(member);
    }
  }
  return found;
}

function isShown(member: MemberIR): boolean {
  return !HIDDEN.has(member.name);
}

function isMethod(member: MemberIR): member is MethodIR {
  return "overloads" in member;
}

function isAttribute(member: MemberIR): member is AttributeIR {
  return !isMethod(member);
}
