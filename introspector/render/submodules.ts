/**
 * The public submodules a module exports, in its declarations and in its binding alike.
 */
import type { ModuleIR } from "../ir/ir.ts";
import type { Declarations } from "../analysis/declarations.ts";
import { exportName, lastName } from "../names.ts";

export interface Submodule {
  readonly name: string;
  /** Full name. */
  readonly target: string;
}

/** Only direct ones that are part of the output, and whose names nothing else has. */
export function submodulesOf(module: ModuleIR, declarations: Declarations): readonly Submodule[] {
  const taken = new Set(module.declarations.map((declaration) => exportName(declaration.name)));
  return module.submodules.flatMap((target) => {
    const last = lastName(target);
    const direct = target === `${module.name}.${last}`;
    const name = exportName(last);
    return direct && declarations.module(target)?.bound && !taken.has(name) ? [{ name, target }] : [];
  });
}
