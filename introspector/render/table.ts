/**
 * Call tables: what the worker must know to call what a module's declarations describe. They are built from the same
 * analysis as the declarations, in the format of `runtime/wire/call-table.ts`.
 */
import type {
  CallableEntry,
  CallTable,
  ClassEntry,
  ResultRule,
  UndeclaredPositions,
} from "../../runtime/wire/call-table.ts";
import { countMostPositional, parameterTypeAt } from "../analysis/call-forms.ts";
import type { Callable } from "../analysis/callable.ts";
import type { ClassModel, ClassModels } from "../analysis/class-model.ts";
import { takesKeywordsAt } from "../analysis/keyword-verdicts.ts";
import type { ModuleModel } from "../analysis/module-model.ts";
import { type ParameterType, parameterCause, uniteParameterTypes } from "../analysis/parameter-shapes.ts";
import { findReachableClasses } from "../analysis/reachable-classes.ts";
import { compare } from "../compare.ts";
import type { ModuleIR } from "../ir/ir.ts";
import { lastNamePart } from "../names.ts";
import { printData } from "./data.ts";
import { printHeader } from "./header.ts";

/**
 * Returns the text of a module's `$table.js`.
 * @param version the version of snakebridge
 */
export function printTable(table: CallTable, module: ModuleIR, version: string): string {
  return `${printHeader(module, version)}\nexport default ${printData(table)};\n`;
}

export function buildTable(model: ModuleModel, models: ClassModels): CallTable {
  const constructors = listConstructors(model, models);
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
  // A class with several names here goes by the first of them, which is its own name if the module declares it.
  const names = new Map(constructors.toReversed().map(({ name, item }) => [item, name]));
  const classes = findReachableClasses(model, models).flatMap((item): [string, ClassEntry][] => {
    const entry = buildClassEntry(item, names.get(item) ?? null, models);
    return entry === null ? [] : [[item.declaration.home, entry]];
  });
  return {
    version: 1,
    module: model.module.name,
    callables: sortEntries(callables),
    ...(values.length === 0 ? {} : { values: sortEntries(values) }),
    classes: sortEntries(classes),
  };
}

/** Returns the classes that the module exports, each with the name of its export. */
function listConstructors(
  model: ModuleModel,
  models: ClassModels,
): readonly { readonly name: string; readonly item: ClassModel }[] {
  return [
    ...model.classes
      .filter(({ declaration }) => declaration.value && !declaration.name.includes("."))
      .map((item) => ({ name: item.declaration.name, item })),
    ...model.reexports.flatMap(({ name, class: id }) => {
      const item = models.findModel(id);
      return item?.declaration.value ? [{ name, item }] : [];
    }),
  ];
}

/**
 * @param name the name of the class in this module; `null`: it has none
 * @returns `null` if the entry would be empty
 */
function buildClassEntry(model: ClassModel, name: string | null, models: ClassModels): ClassEntry | null {
  const methods = new Map<string, CallableEntry>();
  const attributes = new Map<string, ResultRule>();
  for (const item of findStubAncestors(model, models)) {
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
 * Returns the class itself and those of its ancestors that exist only in stubs (NumPy's `_ArrayOrScalarCommon`). The worker
 * looks for the class that defines a method, and it finds their members in the class itself.
 */
function findStubAncestors(model: ClassModel, models: ClassModels): readonly ClassModel[] {
  const [own, ...ancestors] = models.findLineage(model.declaration.id);
  return own === undefined ? [] : [own, ...ancestors.filter(({ declaration }) => !declaration.value)];
}

const CALLABLE_ENTRIES = new WeakMap<Callable, CallableEntry>();

/** Builds each entry once, since all tables whose modules reach a callable share it. */
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
  const undeclared = findUndeclared(callable);
  const { keywords, rule } = callable;
  if (floats.length === 0 && tuples.length === 0 && undeclared === null && rule === null) return keywords;
  return {
    keywords,
    ...(floats.length === 0 ? {} : { floats }),
    ...(tuples.length === 0 ? {} : { tuples }),
    ...(undeclared === null ? {} : { undeclared }),
    ...(rule === null ? {} : { result: rule }),
  };
}

/** Returns the positions of a callable without overloads that have no declared type; `null`: there are none. */
function findUndeclared({ overloads, keywords }: Callable): UndeclaredPositions | null {
  const [overload, ...others] = overloads;
  if (overload === undefined || others.length > 0) return null;
  const isUndeclared = (type: ParameterType | undefined, index: number): boolean =>
    type !== undefined && parameterCause(type) === "missing" && !takesKeywordsAt(keywords, index);
  const positions = overload.positional.flatMap(({ type }, index) => (isUndeclared(type, index) ? [index] : []));
  const rest = isUndeclared(overload.rest?.type, overload.positional.length);
  const named = [...overload.positional.filter(({ keyword }) => keyword), ...overload.keywordOnly];
  if (named.length === 0 || (positions.length === 0 && !rest)) return null;
  return { positions, rest, names: named.map(({ name }) => name) };
}

/** Returns the positions, then the names, at which `test` is true of what all overloads together take. */
function findParameters({ overloads }: Callable, test: (type: ParameterType) => boolean): readonly (number | string)[] {
  const length = countMostPositional(overloads);
  const positions = Array.from({ length }, (_, index) => index).filter((index) =>
    test(parameterTypeAt(overloads, index)),
  );
  const keywords = overloads.flatMap(({ positional, keywordOnly }) => [
    ...positional.filter(({ keyword }) => keyword),
    ...keywordOnly,
  ]);
  const names = [...new Set(keywords.map(({ name }) => name))].filter((name) =>
    test(uniteParameterTypes(keywords.filter((keyword) => keyword.name === name).map(({ type }) => type))),
  );
  return [...positions, ...names];
}

/** Whether the type is `float` or `float | None`. */
function isFloat(type: ParameterType): boolean {
  return (
    type.some((part) => part.kind === "float") && type.every((part) => part.kind === "float" || part.kind === "null")
  );
}

/** Whether the type includes a tuple, and nothing for which a list would be right. */
function isTuple(type: ParameterType): boolean {
  const takeLists = new Set(["anything", "array", "iterable", "list", "sequence"]);
  return type.some((part) => part.kind === "tuple") && !type.some((part) => takeLists.has(part.kind));
}

function sortEntries<T>(entries: readonly (readonly [string, T])[]): Record<string, T> {
  return Object.fromEntries([...entries].sort(([a], [b]) => compare(a, b)));
}
