/**
 * What an interface takes over from its bases. Python resolves a name by the method resolution order and lets a subclass
 * redefine it at will; TypeScript refuses both. So a base gives up whatever the class has otherwise.
 */

import type { AttributeModel, ClassModel, ClassModels, MethodModel } from "./class-model.ts";

import { memberName } from "../names.ts";

export interface Base {
  readonly model: ClassModel;
  /** Member names, as written, that the class does not take over. */
  readonly omitted: readonly string[];
}

export interface Inheritance {
  readonly bases: readonly Base[];
  /** What gets lost with `Omit` and must be stated again: call signatures, what writes take, and `this`. */
  readonly methods: readonly MethodModel[];
  readonly attributes: readonly AttributeModel[];
}

type Member = MethodModel | AttributeModel;

export function inheritanceOf(model: ClassModel, classes: ClassModels): Inheritance {
  const resolved = resolve([model, ...classes.lineage(model.declaration.id).slice(1)]);
  const bases = model.declaration.bases.flatMap((base) => {
    const found = base.t === "class" ? classes.get(base.id) : undefined;
    return found === undefined || !isInterface(found) ? [] : [found];
  });
  const unique = [...new Set(bases)].map((base): Base => {
    const theirs = resolve(classes.lineage(base.declaration.id));
    const differing = [...theirs].filter(([name, member]) => keyOf(member) !== keyOf(resolved.get(name) as Member));
    if (differing.length === 0) return { model: base, omitted: [] };
    // Behind `Omit`, `this` would be the base itself.
    const own = [...theirs].filter(([, member]) => keyOf(member).includes(THIS));
    const omitted = new Set([...differing, ...own].flatMap(([name]) => writtenNames(name, new Set(theirs.keys()))));
    return { model: base, omitted: [...omitted] };
  });
  const cut = unique.filter((base) => base.omitted.length > 0);
  const lost = new Map(cut.flatMap((base) => [...resolve(classes.lineage(base.model.declaration.id))]));
  const own = new Set([...model.methods, ...model.attributes].map((member) => member.declaration.name));
  const again = [...lost.keys()].filter((name) => !own.has(name)).map((name) => resolved.get(name) as Member);
  const stated = again.filter((member) => isStatedAgain(member));
  return { bases: unique, methods: stated.filter(isMethod), attributes: stated.filter(isAttribute) };
}

function isStatedAgain(member: Member): boolean {
  if (keyOf(member).includes(THIS)) return true;
  return isMethod(member) ? member.declaration.name === "__call__" : member.write !== null;
}

/** Whether its instances have an interface that can be extended. */
export function isInterface({ declaration }: ClassModel): boolean {
  return declaration.namedTuple === null && declaration.typedDict === null;
}

/** The nearest definition of each name. */
function resolve(lineage: readonly ClassModel[]): ReadonlyMap<string, Member> {
  const found = new Map<string, Member>();
  for (const model of lineage.filter(isInterface)) {
    for (const member of [...model.attributes, ...model.methods]) {
      if (!found.has(member.declaration.name)) found.set(member.declaration.name, member);
    }
  }
  return found;
}

const THIS = JSON.stringify({ is: "this" });
const KEYS = new WeakMap<Member, string>();

/** Equal for members that are declared alike. */
function keyOf(member: Member): string {
  const known = KEYS.get(member);
  if (known !== undefined) return known;
  const key = isAttribute(member)
    ? JSON.stringify([member.read.out, member.write])
    : JSON.stringify([member.callable.groups, member.callable.keywords]);
  KEYS.set(member, key);
  return key;
}

/** A member's names in the interface, the bridge's item access included. */
function writtenNames(name: string, siblings: ReadonlySet<string>): readonly string[] {
  const written = memberName(name, siblings);
  const items = { __getitem__: "$item", __setitem__: "$setItem", __delitem__: "$delItem" }[name];
  if (name === "__call__") return ["__call__"];
  return [...(written === null ? [] : [written]), ...(items === undefined ? [] : [items])];
}

function isMethod(member: Member): member is MethodModel {
  return "callable" in member;
}

function isAttribute(member: Member): member is AttributeModel {
  return !isMethod(member);
}
