/**
 * What the analysis asks an adapter about a library. An adapter states facts that the library's stubs do not state; the
 * analysis itself knows no library by name.
 */
import type { ClassDeclaration, ClassId, TypeIR } from "../ir/ir.ts";
import type { Refinement } from "./callable-shapes.ts";
import type { Category } from "./category.ts";

export interface LibraryAdapter {
  /** Whether stubs name a class in parameters only, as a marker for "not passed". Only its own instances fit there. */
  isSentinel(id: ClassId): boolean;
  /** Returns the category of a declared class; `null`: it is an ordinary class. */
  classify(id: ClassId, args: readonly TypeIR[], mro: readonly ClassId[]): Category | null;
  /** Whether the instances of a class are arrays: a typed array is taken in their place, and they can be copied by value. */
  isArray(id: ClassId): boolean;
  /** Returns the refinement of a function or of a callable constant; `null`: its declaration is right. */
  findFunctionRefinement(module: string, name: string): Refinement | null;
  /** Returns the refinement of all methods of a class; `null`: their declarations are right. */
  findMethodRefinement(owner: ClassDeclaration): Refinement | null;
  /** Returns the refinement of a class's constructor; `null`: its declaration is right. */
  findConstructorRefinement(owner: ClassDeclaration): Refinement | null;
  /** Whether a class must restate the methods it inherits, because they are refined in it and not in its bases. */
  restatesInheritedMethods(owner: ClassDeclaration): boolean;
}

/** Returns one adapter that answers for all of them: the first that knows the answer gives it. */
export function combineAdapters(adapters: readonly LibraryAdapter[]): LibraryAdapter {
  const findFirst = <T>(ask: (adapter: LibraryAdapter) => T | null): T | null => {
    for (const adapter of adapters) {
      const answer = ask(adapter);
      if (answer !== null) return answer;
    }
    return null;
  };
  return {
    isSentinel: (id) => adapters.some((adapter) => adapter.isSentinel(id)),
    classify: (id, args, mro) => findFirst((adapter) => adapter.classify(id, args, mro)),
    isArray: (id) => adapters.some((adapter) => adapter.isArray(id)),
    findFunctionRefinement: (module, name) => findFirst((adapter) => adapter.findFunctionRefinement(module, name)),
    findMethodRefinement: (owner) => findFirst((adapter) => adapter.findMethodRefinement(owner)),
    findConstructorRefinement: (owner) => findFirst((adapter) => adapter.findConstructorRefinement(owner)),
    restatesInheritedMethods: (owner) => adapters.some((adapter) => adapter.restatesInheritedMethods(owner)),
  };
}
