/**
 * Finds the classes that a program can meet when it starts at one module. The module's call table must describe all of
 * them, whichever module declares them.
 */
import type { ClassId } from "../ir/ir.ts";
import type { Callable } from "./callable.ts";
import type { ClassModel, ClassModels } from "./class-model.ts";
import type { ModuleModel } from "./module-model.ts";
import { listNestedTypes, type ResultType } from "./result-shapes.ts";

/** Returns the classes in the order in which they are found. */
export function findReachableClasses(model: ModuleModel, classes: ClassModels): readonly ClassModel[] {
  const found = new Map<ClassId, ClassModel>();
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
    const next = found.has(id) ? undefined : classes.findModel(id);
    if (next === undefined) continue;
    found.set(id, next);
    waiting.push(...next.declaration.mro, ...findClassIds(next));
  }
  return [...found.values()];
}

const CLASS_IDS = new WeakMap<ClassModel, readonly ClassId[]>();

/** Searches each class once, since modules share class models. */
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

function findTypeIds(type: ResultType): readonly ClassId[] {
  switch (type.kind) {
    case "handle":
    case "class":
      return type.id === null ? [] : [type.id];
    case "named":
    case "scalar":
      return [type.id];
    default:
      return listNestedTypes(type).flatMap(findTypeIds);
  }
}
