/**
 * Analyzes classes: their members as results and parameters, each class once.
 */
import type { ResultRule } from "../../runtime/wire/call-table.ts";
import type { AttributeIR, ClassDeclaration, ClassId, MemberIR, MethodIR, TypeIR } from "../ir/ir.ts";
import { analyzeCallable, type Callable } from "./callable.ts";
import type { Overload, Receiver, Refinement } from "./callable-shapes.ts";
import {
  findRuntimeVerdicts,
  findStaticMembers,
  isAttribute,
  isMethod,
  isVisible,
  listConstructors,
  returnsSelf,
} from "./class-members.ts";
import type { Declarations } from "./declarations.ts";
import type { ParameterType } from "./parameter-shapes.ts";
import { instanceToParameterType, toParameterType } from "./parameter-types.ts";
import { decideResultRule } from "./result-rules.ts";
import type { ResultType } from "./result-shapes.ts";
import { instanceToResultType, toResultType } from "./result-types.ts";

/** What reading an attribute or a constant gives. */
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
  /** What a write takes; `null`: the attribute is read-only. */
  readonly write: ParameterType | null;
}

export interface ClassModel {
  readonly declaration: ClassDeclaration;
  /** What its instances arrive as. */
  readonly instance: ResultType;
  readonly construct: Callable;
  /** The members of instances that the class declares itself, in their order. */
  readonly methods: readonly MethodModel[];
  readonly attributes: readonly AttributeModel[];
  /** The members of the class object, inherited members included. */
  readonly statics: { readonly methods: readonly MethodModel[]; readonly attributes: readonly AttributeModel[] };
}

/** The class models of one introspection. */
export class ClassModels {
  readonly #declarations: Declarations;
  readonly #models = new Map<ClassId, ClassModel>();
  /** Classes with a subclass that arrives by value: in them, `Self` may be a handle or a value. */
  readonly #mixed = new Set<ClassId>();
  /** Classes of module constants. Call tables describe a call of such a constant by the constant's name. */
  readonly #constantClasses: ReadonlySet<ClassId>;

  constructor(declarations: Declarations) {
    this.#declarations = declarations;
    this.#constantClasses = declarations.findConstantClasses();
    for (const { declaration } of declarations.listClasses()) {
      if (instanceToResultType(declaration.id, declarations).kind === "handle") continue;
      for (const ancestor of declaration.mro) this.#mixed.add(ancestor);
    }
  }

  findModel(id: ClassId): ClassModel | undefined {
    const known = this.#models.get(id);
    const declaration = this.#declarations.findClass(id)?.declaration;
    if (known !== undefined || declaration === undefined) return known;
    const model = this.#analyze(declaration);
    this.#models.set(id, model);
    return model;
  }

  /** Returns the class itself, then its ancestors; ancestors without a declaration are left out. */
  findLineage(id: ClassId): readonly ClassModel[] {
    return this.#declarations.findLineage(id).flatMap(({ declaration }) => this.findModel(declaration.id) ?? []);
  }

  /** Returns the classes that are defined directly inside a class, and are attributes of its class object. */
  findInnerClasses(id: ClassId): readonly ClassModel[] {
    const found = this.#declarations.findClass(id);
    const prefix = `${found?.declaration.name}.`;
    return (found?.module.declarations ?? []).flatMap((item) => {
      const inside = item.kind === "class" && item.value && item.name.startsWith(prefix);
      const model = inside && !item.name.slice(prefix.length).includes(".") ? this.findModel(item.id) : undefined;
      return model ?? [];
    });
  }

  #analyze(declaration: ClassDeclaration): ClassModel {
    const declarations = this.#declarations;
    const { adapter } = declarations;
    const instance = instanceToResultType(declaration.id, declarations);
    const parameter = instanceToParameterType(declaration.id, declarations);
    const onInstance = { parameter, result: this.#resolveSelf(declaration.id) };
    const onClass = { parameter, result: instance };
    const members = [...declaration.members.filter(isVisible), ...this.#findRestatedMembers(declaration)];
    const statics = findStaticMembers(declaration, declarations);
    const analyzeMember = (member: MethodIR, self: Receiver): MethodModel => {
      const calledByConstant = member.name === "__call__" && this.#constantClasses.has(declaration.id);
      const verdicts = calledByConstant ? null : findRuntimeVerdicts(declaration, member, declarations);
      const refine = member.name === "__hash__" ? widenHash : adapter.findMethodRefinement(declaration);
      return analyzeMethod(member, self, verdicts, refine, declarations);
    };
    const construct = {
      signatures: listConstructors(declaration),
      async: false,
      self: onClass,
      runtimeVerdicts: null,
      refine: adapter.findConstructorRefinement(declaration),
    };
    return {
      declaration,
      instance,
      construct: analyzeCallable(construct, declarations),
      methods: members.filter(isMethod).map((member) => analyzeMember(member, onInstance)),
      attributes: members.filter(isAttribute).map((member) => analyzeAttribute(member, onInstance, declarations)),
      statics: {
        methods: statics.filter(isMethod).map((member) => analyzeMember(member, onClass)),
        attributes: statics.filter(isAttribute).map((member) => analyzeAttribute(member, onClass, declarations)),
      },
    };
  }

  /** Returns what `Self` arrives as from a member that the class declares. */
  #resolveSelf(id: ClassId): ResultType {
    const instance = instanceToResultType(id, this.#declarations);
    if (instance.kind !== "handle") return instance;
    return this.#mixed.has(id) ? { kind: "any", cause: "abstract" } : { kind: "this" };
  }

  /** Returns the inherited members that give another type in this class than in their own class. */
  #findRestatedMembers(owner: ClassDeclaration): readonly MemberIR[] {
    const self = JSON.stringify(this.#resolveSelf(owner.id));
    const restatesMethods = this.#declarations.adapter.restatesInheritedMethods(owner);
    const seen = new Set(owner.members.map((member) => member.name));
    const restated: MemberIR[] = [];
    for (const { declaration } of this.#declarations.findLineage(owner.id).slice(1)) {
      const selfDiffers = JSON.stringify(this.#resolveSelf(declaration.id)) !== self;
      for (const member of declaration.members) {
        if (seen.has(member.name)) continue;
        seen.add(member.name);
        const changed = (selfDiffers && returnsSelf(member)) || (restatesMethods && isMethod(member));
        // Only the base has the documentation.
        if (changed && isVisible(member)) restated.push({ ...member, doc: null });
      }
    }
    return restated;
  }
}

/** @param runtimeVerdicts the verdicts of the method that the worker finds instead; `null`: it finds this one */
export function analyzeMethod(
  declaration: MethodIR,
  self: Receiver,
  runtimeVerdicts: string | null,
  refine: Refinement | null,
  declarations: Declarations,
): MethodModel {
  const { overloads: signatures, async } = declaration;
  return { declaration, callable: analyzeCallable({ signatures, async, self, runtimeVerdicts, refine }, declarations) };
}

/** Most hashes are larger than what a number holds, and an error for such a hash would help nobody. */
function widenHash(overload: Overload): readonly Overload[] {
  return [overload.result.kind === "int" ? { ...overload, result: { kind: "integer" } } : overload];
}

/** @param self what `Self` arrives as */
export function analyzeRead(type: TypeIR, self: ResultType, declarations: Declarations): ReadType {
  const { rule, results } = decideResultRule([toResultType(type, { declarations, self })], declarations);
  return { rule, type: results[0] as ResultType };
}

function analyzeAttribute(declaration: AttributeIR, self: Receiver, declarations: Declarations): AttributeModel {
  const { type, write } = declaration;
  return {
    declaration,
    read: analyzeRead(type, self.result, declarations),
    write: write === null ? null : toParameterType(write, { declarations, self: self.parameter }),
  };
}
