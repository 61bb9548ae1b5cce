/**
 * Prints what a module exports of other modules: their classes under its own names, types that users could not name
 * otherwise, and submodules.
 */
import { type Declarations, declarationPath } from "../analysis/declarations.ts";
import type { ModuleIR, ReexportDeclaration } from "../ir/ir.ts";
import { isIdentifier, toDeclarationName, toExportName } from "../names.ts";
import type { ModuleExports } from "./exports.ts";
import { type Scope, toRelativeSpecifier } from "./scope.ts";
import { findExportedSubmodules } from "./submodules.ts";

/** Leaves out classes without a declaration, and names that are no Python names. */
export function printReexports(
  module: ModuleIR,
  declarations: Declarations,
  exports: ModuleExports,
): readonly string[] {
  const path = declarationPath(module);
  const all = module.declarations.filter((item): item is ReexportDeclaration => item.kind === "reexport");
  return all.flatMap((item) => {
    const found = declarations.findClass(item.class);
    if (found === undefined || !isIdentifier(item.name)) return [];
    const { value } = found.declaration;
    const name = toExportName(item.name);
    if (!exports.claim(name, { value, type: true })) return [];
    const target = declarationPath(found.module);
    const source = target === path ? toDeclarationName(found.declaration.name) : toExportName(found.declaration.name);
    const clause = source === name ? name : `${source} as ${name}`;
    const origin = target === path ? "" : ` from "${toRelativeSpecifier(path, target)}"`;
    return [`export ${value && found.module.bound ? "" : "type "}{ ${clause} }${origin};`];
  });
}

/** Prints the types of public classes with a private home, which no other module exports. */
export function printHiddenTypes(module: ModuleIR, scope: Scope, exports: ModuleExports): readonly string[] {
  return scope.findHiddenClasses(module).flatMap(({ local, exported }) => {
    if (!exports.claim(exported, { value: false, type: true })) return [];
    return [`export type { ${local === exported ? local : `${local} as ${exported}`} };`];
  });
}

export function printSubmodules(
  module: ModuleIR,
  declarations: Declarations,
  exports: ModuleExports,
): readonly string[] {
  return findExportedSubmodules(module, declarations).flatMap(({ name, target }) =>
    exports.claim(name, { value: true, type: true }) ? [`export * as ${name} from "./${target}.js";`] : [],
  );
}
