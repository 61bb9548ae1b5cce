/**
 * Decides what an interface takes over from its bases. Python resolves a name by the method resolution order and lets a
 * subclass redefine it in any way; TypeScript allows neither. So a base is extended as `Omit<Base, …>`, without the members
 * that this class has differently.
 */
import { toMemberName } from "../names.ts";
import type { AttributeModel, ClassModel, ClassModels, MethodModel } from "./class-model.ts";
import type { ResultType } from "./result-shapes.ts";

export interface InheritedBase {
  readonly model: ClassModel;
  /** The members that are not taken over, by their names in the interface. */
  readonly omitted: readonly string[];
}

export interface Inheritance {
  readonly bases: readonly InheritedBase[];
  /** Inherited members that `Omit` would lose, so the class restates them: call signatures, setters and `this`. */
  readonly methods: readonly MethodModel[];
  readonly attributes: readonly AttributeModel[];
}

type MemberModel = MethodModel | AttributeModel;

export function resolveInheritance(model: ClassModel, classes: ClassModels): Inheritance {
  const resolved = resolveMembers([model, ...classes.findLineage(model.declaration.id).slice(1)]);
  const declared = model.declaration.bases.flatMap((base) => {
    const found = base.t === "class" ? classes.findModel(base.id) : undefined;
    return found === undefined || !hasInterface(found) ? [] : [found];
  });
  const bases = [...new Set(declared)].map((base): InheritedBase => {
    const members = resolveMembers(classes.findLineage(base.declaration.id));
    const differing = [...members].filter(
      ([name, member]) => memberKey(member) !== memberKey(resolved.get(name) as MemberModel),
    );
    if (differing.length === 0) return { model: base, omitted: [] };
    // In `Omit<Base, …>`, `this` would mean the base.
    const returningThis = [...members].filter(([, member]) => memberKey(member).includes(THIS_KEY));
    const siblings = new Set(members.keys());
    const omitted = [...differing, ...returningThis].flatMap(([name]) => listWrittenNames(name, siblings));
    return { model: base, omitted: [...new Set(omitted)] };
  });
  const cut = bases.filter((base) => base.omitted.length > 0);
  const lost = new Map(cut.flatMap((base) => [...resolveMembers(classes.findLineage(base.model.declaration.id))]));
  const own = new Set([...model.methods, ...model.attributes].map((member) => member.declaration.name));
  const inherited = [...lost.keys()].filter((name) => !own.has(name)).map((name) => resolved.get(name) as MemberModel);
  const restated = inherited.filter((member) => mustRestate(member));
  return { bases, methods: restated.filter(isMethod), attributes: restated.filter(isAttribute) };
}

/** Whether `Omit` would lose a member or change its meaning. */
function mustRestate(member: MemberModel): boolean {
  if (memberKey(member).includes(THIS_KEY)) return true;
  return isMethod(member) ? member.declaration.name === "__call__" : member.write !== null;
}

/** Whether the instances of a class have an interface that another one can extend. */
export function hasInterface({ declaration }: ClassModel): boolean {
  return declaration.namedTuple === null && declaration.typedDict === null;
}

/** Returns the nearest definition of each name. */
function resolveMembers(lineage: readonly ClassModel[]): ReadonlyMap<string, MemberModel> {
  const found = new Map<string, MemberModel>();
  for (const model of lineage.filter(hasInterface)) {
    for (const member of [...model.attributes, ...model.methods]) {
      if (!found.has(member.declaration.name)) found.set(member.declaration.name, member);
    }
  }
  return found;
}

const THIS_KEY = JSON.stringify({ kind: "this" } satisfies ResultType);
const MEMBER_KEYS = new WeakMap<MemberModel, string>();

/** Returns a text that is equal for members with equal declarations. */
function memberKey(member: MemberModel): string {
  const known = MEMBER_KEYS.get(member);
  if (known !== undefined) return known;
  const key = isAttribute(member)
    ? JSON.stringify([member.read.type, member.write])
    : JSON.stringify([member.callable.groups, member.callable.keywords]);
  MEMBER_KEYS.set(member, key);
  return key;
}

/** Returns the names of a member in the interface, including that of the `$` member that stands for item access. */
function listWrittenNames(name: string, siblings: ReadonlySet<string>): readonly string[] {
  if (name === "__call__") return ["__call__"];
  const written = toMemberName(name, siblings);
  const items = { __getitem__: "$item", __setitem__: "$setItem", __delitem__: "$delItem" }[name];
  return [...(written === null ? [] : [written]), ...(items === undefined ? [] : [items])];
}

function isMethod(member: MemberModel): member is MethodModel {
  return "callable" in member;
}

function isAttribute(member: MemberModel): member is AttributeModel {
  return !isMethod(member);
}
