/**
 * The members of a class as it declares or inherits them: which are visible, which are on the class object, and which
 * ones the worker finds.
 */
import type { AttributeIR, ClassDeclaration, ClassId, MemberIR, MethodIR, SignatureIR, TypeIR } from "../ir/ir.ts";
import { UNKNOWN_SIGNATURE } from "./callable.ts";
import type { Declarations } from "./declarations.ts";
import { computeVerdicts } from "./keyword-verdicts.ts";

/** Members that only Python itself uses, and all members that the worker rejects (PROTOCOL.md, "Policy"). */
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

/** Whether declarations and call tables describe a member. */
export function isVisible(member: MemberIR): boolean {
  return !HIDDEN_MEMBERS.has(member.name);
}

export function isMethod(member: MemberIR): member is MethodIR {
  return "overloads" in member;
}

export function isAttribute(member: MemberIR): member is AttributeIR {
  return !isMethod(member);
}

/** Returns the nearest definition of a name in the class and its ancestors, if it is a method. */
export function findMethod(id: ClassId, name: string, declarations: Declarations): MethodIR | undefined {
  for (const { declaration } of declarations.findLineage(id)) {
    const member = declaration.members.find((candidate) => candidate.name === name);
    if (member !== undefined) return isMethod(member) ? member : undefined;
  }
  return undefined;
}

/** Returns the nearest definition of each class method, static method and class variable. */
export function findStaticMembers(owner: ClassDeclaration, declarations: Declarations): readonly MemberIR[] {
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

/** Returns the signatures with which a class is called. Each of them gives an instance. */
export function listConstructors(declaration: ClassDeclaration): readonly SignatureIR[] {
  if (declaration.constructors.length > 0) return declaration.constructors;
  return [{ ...UNKNOWN_SIGNATURE, result: { t: "self" } }];
}

/**
 * Returns the verdicts of the method that the worker calls. A class that exists only in stubs is unknown to the worker,
 * which calls the method of the nearest ancestor that exists. `null`: the worker calls the declared method.
 */
export function findRuntimeVerdicts(
  owner: ClassDeclaration,
  method: MethodIR,
  declarations: Declarations,
): string | null {
  if (owner.value) return null;
  for (const { declaration } of declarations.findLineage(owner.id).slice(1)) {
    const member = declaration.members.find((candidate) => candidate.name === method.name);
    if (declaration.value && member !== undefined && isMethod(member)) return computeVerdicts(member.overloads);
  }
  return null;
}

/** Whether a member returns `Self`, or a type that contains it. */
export function returnsSelf(member: MemberIR): boolean {
  const types = isMethod(member) ? member.overloads.map((signature) => signature.result) : [member.type];
  return types.some(mentionsSelf);
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
