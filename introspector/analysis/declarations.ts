/**
 * An index of one introspection: finds its modules, classes and aliases by name, and the adapter of its libraries.
 */
import type { ClassDeclaration, ClassId, Introspection, ModuleIR } from "../ir/ir.ts";
import { isIdentifier } from "../names.ts";
import { declarationFile, FOLDERS } from "../project/layout.ts";
import { isModuleName } from "../project/specifier.ts";
import type { Alias } from "./aliases.ts";
import { combineAdapters, type LibraryAdapter } from "./library-adapter.ts";

/** A class and the module that declares it. */
export interface LocatedClass {
  readonly declaration: ClassDeclaration;
  readonly module: ModuleIR;
}

/** Leaves out modules and classes whose names are no Python names. */
export class Declarations {
  readonly adapter: LibraryAdapter;
  readonly #classes = new Map<ClassId, LocatedClass>();
  readonly #aliases: Introspection["aliases"];
  readonly #modules = new Map<string, ModuleIR>();
  readonly #memos = new Map<object, Map<string, unknown>>();

  constructor(introspection: Introspection, adapters: readonly LibraryAdapter[]) {
    this.adapter = combineAdapters(adapters);
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

  /** Returns what `compute` returned for this key the first time. @param owner the function that the result belongs to */
  memoize<T>(owner: object, key: string, compute: () => T): T {
    const known = this.#memos.get(owner) ?? new Map<string, unknown>();
    this.#memos.set(owner, known);
    if (!known.has(key)) known.set(key, compute());
    return known.get(key) as T;
  }

  findModule(name: string): ModuleIR | undefined {
    return this.#modules.get(name);
  }

  findClass(id: ClassId): LocatedClass | undefined {
    return this.#classes.get(id);
  }

  listClasses(): Iterable<LocatedClass> {
    return this.#classes.values();
  }

  /** Returns the classes of module constants, such as the class of `numpy.add`, which is called by the constant's name. */
  findConstantClasses(): ReadonlySet<ClassId> {
    const declared = [...this.#modules.values()].flatMap(({ declarations }) => declarations);
    return new Set(
      declared.flatMap((item) => (item.kind === "variable" && item.type.t === "class" ? [item.type.id] : [])),
    );
  }

  findAlias(name: string): Alias | undefined {
    return Object.hasOwn(this.#aliases, name) ? this.#aliases[name] : undefined;
  }

  /** Returns the class itself, then its ancestors in method resolution order; ancestors without a declaration are left out. */
  findLineage(id: ClassId): readonly LocatedClass[] {
    const own = this.findClass(id);
    if (own === undefined) return [];
    return [own, ...own.declaration.mro.flatMap((ancestor) => this.findClass(ancestor) ?? [])];
  }
}

/** Returns the path of a module's declaration file, relative to the folder of generated files. */
export function declarationPath(module: ModuleIR): string {
  return `${module.bound ? FOLDERS.types : FOLDERS.support}/${declarationFile(module.name)}`;
}
