/**
 * Which classes a program can meet that starts at one module: what its table must describe, wherever they are declared.
 */
import type { ClassId } from "../ir/ir.ts";
import type { Callable } from "./callable.ts";
import type { ClassModel, ClassModels } from "./class-model.ts";
import type { ModuleModel } from "./module-model.ts";
import type { ResultType } from "./result-types.ts";

/** In the order in which they are met. */
export function findReachableClasses(model: ModuleModel, classes: ClassModels): readonly ClassModel[] {
  const met = new Map<ClassId, ClassModel>();
  const waiting: ClassId[] = [
    ...model.classes.map(({ declaration }) => declaration.id),
    ...model.reexports.map((reexport) => reexport.class),
    ...model.functions.flatMap(({ callable }) => findCallableIds(callable)),
    ...model.variables.flatMap(({ read, call }) => [
      ...findTypeIds(read.type),
      ...(call === null ? [] : [...(call.type === null ? [] : [call.type]), ...findCallableIds(call.callable)]),
    ]),
  ];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const found = met.has(id) ? undefined : classes.findModel(id);
    if (found === undefined) continue;
    met.set(id, found);
    waiting.push(...found.declaration.mro, ...findClassIds(found));
  }
  return [...met.values()];
}

const CLASS_IDS = new WeakMap<ClassModel, readonly ClassId[]>();

/** Models are shared by modules, so each is searched once. */
function findClassIds(model: ClassModel): readonly ClassId[] {
  const known = CLASS_IDS.get(model);
  if (known !== undefined) return known;
  const { methods, attributes, statics, construct } = model;
  const ids = [
    ...[...methods, ...statics.methods].flatMap(({ callable }) => findCallableIds(callable)),
    ...[...attributes, ...statics.attributes].flatMap(({ read }) => findTypeIds(read.type)),
    ...findCallableIds(construct),
  ];
  const unique = [...new Set(ids)];
  CLASS_IDS.set(model, unique);
  return unique;
}

function findCallableIds({ groups }: Callable): readonly ClassId[] {
  return groups.flatMap(({ result }) => findTypeIds(result));
}

function findTypeIds(out: ResultType): readonly ClassId[] {
  switch (out.kind) {
    case "handle":
    case "class":
      return out.id === null ? [] : [out.id];
    case "named":
    case "scalar":
      return [out.id];
    case "list":
    case "set":
      return findTypeIds(out.item);
    case "tuple":
      return [...out.items, ...(out.rest === null ? [] : [out.rest])].flatMap(findTypeIds);
    case "object":
      return findTypeIds(out.value);
    case "map":
      return [...findTypeIds(out.key), ...findTypeIds(out.value)];
    case "union":
      return out.items.flatMap(findTypeIds);
    default:
      return [];
  }
}
