/**
 * Finds the submodules that a module exports, for its declarations and its binding alike.
 */
import type { Declarations } from "../analysis/declarations.ts";
import type { ModuleIR } from "../ir/ir.ts";
import { lastNamePart, toExportName } from "../names.ts";

export interface ExportedSubmodule {
  /** The name of the export. */
  readonly name: string;
  /** The full name of the module. */
  readonly target: string;
}

/** Returns the direct submodules that are part of the output, except those whose names the module declares itself. */
export function findExportedSubmodules(module: ModuleIR, declarations: Declarations): readonly ExportedSubmodule[] {
  const taken = new Set(module.declarations.map((declaration) => toExportName(declaration.name)));
  return module.submodules.flatMap((target) => {
    const last = lastNamePart(target);
    const direct = target === `${module.name}.${last}`;
    const name = toExportName(last);
    return direct && declarations.findModule(target)?.bound && !taken.has(name) ? [{ name, target }] : [];
  });
}
