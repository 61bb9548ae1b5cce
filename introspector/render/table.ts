/**
 * Call tables: what the worker must know to call what a module's declarations describe. Built from the same analysis as
 * the declarations; the format is `runtime/wire/call-table.ts`.
 */
import type { CallableEntry, CallTable, ClassEntry, ResultRule } from "../../runtime/wire/call-table.ts";
import type { Callable } from "../analysis/callable.ts";
import type { ClassModel, ClassModels } from "../analysis/class-model.ts";
import type { ModuleModel } from "../analysis/module-model.ts";
import { type Parameter, parameterTypeAt } from "../analysis/overloads.ts";
import { type ParameterType, uniteParameterTypes } from "../analysis/parameter-types.ts";
import { findReachableClasses } from "../analysis/reachable-classes.ts";
import { lastNamePart } from "../names.ts";

export function buildTable(model: ModuleModel, models: ClassModels): CallTable {
  const { module } = model;
  const constructors = [
    ...model.classes
      .filter(({ declaration }) => declaration.value && !declaration.name.includes("."))
      .map((item) => ({ name: item.declaration.name, item })),
    ...model.reexports.flatMap(({ name, class: id }) => {
      const item = models.findModel(id);
      return item?.declaration.value ? [{ name, item }] : [];
    }),
  ];
  const callables: [string, CallableEntry][] = [
    ...constructors.map(({ name, item }): [string, CallableEntry] => [name, findEntry(item.construct)]),
    ...model.functions.map(({ declaration, callable }): [string, CallableEntry] => [
      declaration.name,
      findEntry(callable),
    ]),
    ...model.variables.flatMap(({ declaration, call }): [string, CallableEntry][] =>
      call === null ? [] : [[declaration.name, findEntry(call.callable)]],
    ),
  ];
  const values = model.variables.flatMap(({ declaration, read }): [string, ResultRule][] =>
    read.rule === null ? [] : [[declaration.name, read.rule]],
  );
  // A class is known by its own name, where it has one here.
  const names = new Map(constructors.toReversed().map(({ name, item }) => [item, name]));
  const classes = findReachableClasses(model, models).flatMap((item): [string, ClassEntry][] => {
    const entry = buildClassEntry(item, names.get(item) ?? null, models);
    return entry === null ? [] : [[item.declaration.home, entry]];
  });
  return {
    version: 1,
    module: module.name,
    callables: sortEntries(callables),
    ...(values.length === 0 ? {} : { values: sortEntries(values) }),
    classes: sortEntries(classes),
  };
}

/** `null` where it would say nothing. */
function buildClassEntry(model: ClassModel, name: string | null, models: ClassModels): ClassEntry | null {
  const methods = new Map<string, CallableEntry>();
  const attributes = new Map<string, ResultRule>();
  for (const item of findAnsweringClasses(model, models)) {
    for (const { declaration, callable } of [...item.methods, ...item.statics.methods]) {
      if (!methods.has(declaration.name)) methods.set(declaration.name, findEntry(callable));
    }
    for (const { declaration, construct } of models.findInnerClasses(item.declaration.id)) {
      methods.set(lastNamePart(declaration.name), findEntry(construct));
    }
    for (const { declaration, read } of item.attributes) {
      if (read.rule !== null && !attributes.has(declaration.name)) attributes.set(declaration.name, read.rule);
    }
  }
  if (name === null && methods.size === 0 && attributes.size === 0) return null;
  return {
    name,
    methods: sortEntries([...methods]),
    ...(attributes.size === 0 ? {} : { attributes: sortEntries([...attributes]) }),
  };
}

/**
 * The class and those of its ancestors that are types only (numpy's `_ArrayOrScalarCommon`): the worker, which looks for
 * the class that defines a method, finds their members in the class itself.
 */
function findAnsweringClasses(model: ClassModel, models: ClassModels): readonly ClassModel[] {
  const [own, ...ancestors] = models.findLineage(model.declaration.id);
  return own === undefined ? [] : [own, ...ancestors.filter(({ declaration }) => !declaration.value)];
}

const CALLABLE_ENTRIES = new WeakMap<Callable, CallableEntry>();

/** Callables are shared by all tables whose modules reach them. */
function findEntry(callable: Callable): CallableEntry {
  const known = CALLABLE_ENTRIES.get(callable);
  if (known !== undefined) return known;
  const entry = buildEntry(callable);
  CALLABLE_ENTRIES.set(callable, entry);
  return entry;
}

function buildEntry(callable: Callable): CallableEntry {
  const floats = findParameters(callable, isFloat);
  const tuples = findParameters(callable, isTuple);
  const { keywords, rule } = callable;
  if (floats.length === 0 && tuples.length === 0 && rule === null) return keywords;
  return {
    keywords,
    ...(floats.length === 0 ? {} : { floats }),
    ...(tuples.length === 0 ? {} : { tuples }),
    ...(rule === null ? {} : { result: rule }),
  };
}

/** Positions, then names, at which all overloads together take what `test` asks. */
function findParameters({ overloads }: Callable, test: (type: ParameterType) => boolean): readonly (number | string)[] {
  const length = Math.max(...overloads.map((overload) => overload.positional.length));
  const positions = Array.from({ length }, (_, index) => index).filter((index) =>
    test(parameterTypeAt(overloads, index)),
  );
  const keywords = overloads.flatMap(({ positional, keywordOnly }) => [...positional.filter(isNamed), ...keywordOnly]);
  const names = [...new Set(keywords.map(({ name }) => name))].filter((name) =>
    test(uniteParameterTypes(keywords.filter((keyword) => keyword.name === name).map(({ type }) => type))),
  );
  return [...positions, ...names];
}

function isNamed({ keyword }: Parameter): boolean {
  return keyword;
}

/** `float`, `float | None`. */
function isFloat(type: ParameterType): boolean {
  return (
    type.some((part) => part.kind === "float") && type.every((part) => part.kind === "float" || part.kind === "null")
  );
}

/** Some tuple, and nothing that a list would be right for. */
function isTuple(type: ParameterType): boolean {
  const list = new Set(["anything", "array", "iterable", "list", "sequence"]);
  return type.some((part) => part.kind === "tuple") && !type.some((part) => list.has(part.kind));
}

function sortEntries<T>(entries: readonly (readonly [string, T])[]): Record<string, T> {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
