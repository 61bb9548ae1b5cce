/**
 * Where the classes and aliases of an introspection are: one index for everything that renders.
 */
import type { ClassDeclaration, ClassId, Introspection, ModuleIR, TypeIR } from "../ir/ir.ts";
import { isIdentifier } from "../names.ts";
import { declarationFile, FOLDERS } from "../project/layout.ts";
import { isModuleName } from "../project/specifier.ts";

export interface Found {
  readonly declaration: ClassDeclaration;
  readonly module: ModuleIR;
}

export type Alias = Introspection["aliases"][string];

export class Declarations {
  readonly #classes = new Map<ClassId, Found>();
  readonly #aliases: Introspection["aliases"];
  readonly #modules = new Map<string, ModuleIR>();

  constructor(introspection: Introspection) {
    this.#aliases = introspection.aliases;
    for (const module of introspection.modules) {
      if (!isModuleName(module.name)) continue;
      this.#modules.set(module.name, module);
      for (const declaration of module.declarations) {
        if (declaration.kind === "class" && declaration.name.split(".").every(isIdentifier)) {
          this.#classes.set(declaration.id, { declaration, module });
        }
      }
    }
  }

  module(name: string): ModuleIR | undefined {
    return this.#modules.get(name);
  }

  class(id: ClassId): Found | undefined {
    return this.#classes.get(id);
  }

  classes(): Iterable<Found> {
    return this.#classes.values();
  }

  /** The classes of module constants (of `numpy.add`, which is called by its name). */
  constantClasses(): ReadonlySet<ClassId> {
    const variables = [...this.#modules.values()].flatMap(({ declarations }) => declarations);
    return new Set(
      variables.flatMap((item) => (item.kind === "variable" && item.type.t === "class" ? [item.type.id] : [])),
    );
  }

  alias(name: string): Alias | undefined {
    return Object.hasOwn(this.#aliases, name) ? this.#aliases[name] : undefined;
  }

  /** The class itself, then its ancestors in method resolution order, as far as they are declared. */
  lineage(id: ClassId): readonly Found[] {
    const own = this.class(id);
    if (own === undefined) return [];
    return [own, ...own.declaration.mro.flatMap((ancestor) => this.class(ancestor) ?? [])];
  }
}

/** The generated declaration file of a module, relative to the folder of generated files. */
export function declarationPath(module: ModuleIR): string {
  return `${module.bound ? FOLDERS.types : FOLDERS.support}/${declarationFile(module.name)}`;
}

/** Replaces type variables, by name. */
export function substitute(type: TypeIR, bindings: ReadonlyMap<string, TypeIR>): TypeIR {
  if (bindings.size === 0) return type;
  const all = (types: readonly TypeIR[]): readonly TypeIR[] => types.map((item) => substitute(item, bindings));
  switch (type.t) {
    case "typevar":
      return bindings.get(type.name) ?? type;
    case "class":
      return { ...type, args: all(type.args) };
    case "alias":
      return { ...type, args: all(type.args) };
    case "type":
      return { ...type, of: substitute(type.of, bindings) };
    case "union":
      return { ...type, items: all(type.items) };
    case "tuple":
      return { ...type, items: all(type.items), rest: type.rest === null ? null : substitute(type.rest, bindings) };
    default:
      return type;
  }
}

/** The alias's type with its arguments put in. */
export function expand(alias: Alias, args: readonly TypeIR[]): TypeIR {
  const bindings = new Map<string, TypeIR>();
  alias.parameters.forEach((parameter, index) => {
    const argument = args[index];
    if (parameter.t === "typevar" && argument !== undefined) bindings.set(parameter.name, argument);
  });
  return substitute(alias.type, bindings);
}
