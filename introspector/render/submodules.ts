/**
 * The public submodules a module exports, in its declarations and in its binding alike.
 */

import type { Declarations } from "../analysis/declarations.ts";
import type { ModuleIR } from "../ir/ir.ts";
import { lastNamePart, toExportName } from "../names.ts";

export interface ExportedSubmodule {
  readonly name: string;
  /** Full name. */
  readonly target: string;
}

/** Only direct ones that are part of the output, and whose names nothing else has. */
export function findExportedSubmodules(module: ModuleIR, declarations: Declarations): readonly ExportedSubmodule[] {
  const taken = new Set(module.declarations.map((declaration) => toExportName(declaration.name)));
  return module.submodules.flatMap((target) => {
    const last = lastNamePart(target);
    const direct = target === `${module.name}.${last}`;
    const name = toExportName(last);
    return direct && declarations.findModule(target)?.bound && !taken.has(name) ? [{ name, target }] : [];
  });
}
