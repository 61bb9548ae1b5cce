/**
 * What an interface takes over from its bases. Python resolves a name by the method resolution order and lets a subclass
 * redefine it at will; TypeScript refuses both. So a base gives up whatever the class has otherwise.
 */

import { toMemberName } from "../names.ts";
import type { AttributeModel, ClassModel, ClassModels, MethodModel } from "./class-model.ts";

export interface InheritedBase {
  readonly model: ClassModel;
  /** Member names, as written, that the class does not take over. */
  readonly omitted: readonly string[];
}

export interface Inheritance {
  readonly bases: readonly InheritedBase[];
  /** What gets lost with `Omit` and must be stated again: call signatures, what writes take, and `this`. */
  readonly methods: readonly MethodModel[];
  readonly attributes: readonly AttributeModel[];
}

type MemberModel = MethodModel | AttributeModel;

export function resolveInheritance(model: ClassModel, classes: ClassModels): Inheritance {
  const resolved = resolveMembers([model, ...classes.findLineage(model.declaration.id).slice(1)]);
  const bases = model.declaration.bases.flatMap((base) => {
    const found = base.t === "class" ? classes.findModel(base.id) : undefined;
    return found === undefined || !hasInterface(found) ? [] : [found];
  });
  const unique = [...new Set(bases)].map((base): InheritedBase => {
    const theirs = resolveMembers(classes.findLineage(base.declaration.id));
    const differing = [...theirs].filter(
      ([name, member]) => memberKey(member) !== memberKey(resolved.get(name) as MemberModel),
    );
    if (differing.length === 0) return { model: base, omitted: [] };
    // Behind `Omit`, `this` would be the base itself.
    const own = [...theirs].filter(([, member]) => memberKey(member).includes(THIS_KEY));
    const omitted = new Set([...differing, ...own].flatMap(([name]) => listWrittenNames(name, new Set(theirs.keys()))));
    return { model: base, omitted: [...omitted] };
  });
  const cut = unique.filter((base) => base.omitted.length > 0);
  const lost = new Map(cut.flatMap((base) => [...resolveMembers(classes.findLineage(base.model.declaration.id))]));
  const own = new Set([...model.methods, ...model.attributes].map((member) => member.declaration.name));
  const again = [...lost.keys()].filter((name) => !own.has(name)).map((name) => resolved.get(name) as MemberModel);
  const stated = again.filter((member) => mustRestate(member));
  return { bases: unique, methods: stated.filter(isMethod), attributes: stated.filter(isAttribute) };
}

function mustRestate(member: MemberModel): boolean {
  if (memberKey(member).includes(THIS_KEY)) return true;
  return isMethod(member) ? member.declaration.name === "__call__" : member.write !== null;
}

/** Whether its instances have an interface that can be extended. */
export function hasInterface({ declaration }: ClassModel): boolean {
  return declaration.namedTuple === null && declaration.typedDict === null;
}

/** The nearest definition of each name. */
function resolveMembers(lineage: readonly ClassModel[]): ReadonlyMap<string, MemberModel> {
  const found = new Map<string, MemberModel>();
  for (const model of lineage.filter(hasInterface)) {
    for (const member of [...model.attributes, ...model.methods]) {
      if (!found.has(member.declaration.name)) found.set(member.declaration.name, member);
    }
  }
  return found;
}

const THIS_KEY = JSON.stringify({ kind: "this" });
const MEMBER_KEYS = new WeakMap<MemberModel, string>();

/** Equal for members that are declared alike. */
function memberKey(member: MemberModel): string {
  const known = MEMBER_KEYS.get(member);
  if (known !== undefined) return known;
  const key = isAttribute(member)
    ? JSON.stringify([member.read.type, member.write])
    : JSON.stringify([member.callable.groups, member.callable.keywords]);
  MEMBER_KEYS.set(member, key);
  return key;
}

/** A member's names in the interface, the bridge's item access included. */
function listWrittenNames(name: string, siblings: ReadonlySet<string>): readonly string[] {
  const written = toMemberName(name, siblings);
  const items = { __getitem__: "$item", __setitem__: "$setItem", __delitem__: "$delItem" }[name];
  if (name === "__call__") return ["__call__"];
  return [...(written === null ? [] : [written]), ...(items === undefined ? [] : [items])];
}

function isMethod(member: MemberModel): member is MethodModel {
  return "callable" in member;
}

function isAttribute(member: MemberModel): member is AttributeModel {
  return !isMethod(member);
}
