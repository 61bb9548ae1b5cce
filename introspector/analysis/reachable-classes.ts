/**
 * Which classes a program can meet that starts at one module: what its table must describe, wherever they are declared.
 */
import type { ClassId } from "../ir/ir.ts";
import type { Callable } from "./callable.ts";
import type { ClassModel, ClassModels } from "./class-model.ts";
import type { ModuleModel } from "./module-model.ts";
import type { Out } from "./result-types.ts";

/** In the order in which they are met. */
export function reachableClasses(model: ModuleModel, classes: ClassModels): readonly ClassModel[] {
  const met = new Map<ClassId, ClassModel>();
  const waiting: ClassId[] = [
    ...model.classes.map(({ declaration }) => declaration.id),
    ...model.reexports.map((reexport) => reexport.class),
    ...model.functions.flatMap(({ callable }) => idsOfCallable(callable)),
    ...model.variables.flatMap(({ read, call }) => [
      ...idsOf(read.out),
      ...(call === null ? [] : [...(call.type === null ? [] : [call.type]), ...idsOfCallable(call.callable)]),
    ]),
  ];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const found = met.has(id) ? undefined : classes.get(id);
    if (found === undefined) continue;
    met.set(id, found);
    waiting.push(...found.declaration.mro, ...idsOfClass(found));
  }
  return [...met.values()];
}

const KNOWN = new WeakMap<ClassModel, readonly ClassId[]>();

/** Models are shared by modules, so each is searched once. */
function idsOfClass(model: ClassModel): readonly ClassId[] {
  const known = KNOWN.get(model);
  if (known !== undefined) return known;
  const { methods, attributes, statics, construct } = model;
  const ids = [
    ...[...methods, ...statics.methods].flatMap(({ callable }) => idsOfCallable(callable)),
    ...[...attributes, ...statics.attributes].flatMap(({ read }) => idsOf(read.out)),
    ...idsOfCallable(construct),
  ];
  const unique = [...new Set(ids)];
  KNOWN.set(model, unique);
  return unique;
}

function idsOfCallable({ groups }: Callable): readonly ClassId[] {
  return groups.flatMap(({ result }) => idsOf(result));
}

function idsOf(out: Out): readonly ClassId[] {
  switch (out.is) {
    case "handle":
    case "class":
      return out.id === null ? [] : [out.id];
    case "named":
    case "scalar":
      return [out.id];
    case "list":
    case "set":
      return idsOf(out.item);
    case "tuple":
      return [...out.items, ...(out.rest === null ? [] : [out.rest])].flatMap(idsOf);
    case "object":
      return idsOf(out.value);
    case "map":
      return [...idsOf(out.key), ...idsOf(out.value)];
    case "union":
      return out.items.flatMap(idsOf);
    default:
      return [];
  }
}
