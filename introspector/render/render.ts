/**
 * An introspection as the files of a project: declarations, bindings, call tables. Pure: the same facts give the same
 * bytes, in the same order.
 */
import { type Coverage, type ModuleCoverage, summarize, Tally } from "../analysis/coverage.ts";
import type { Introspection } from "../ir/ir.ts";
import { tableOf } from "./table.ts";
import { printBinding, printTable } from "./binding.ts";
import { ClassModels } from "../analysis/class-model.ts";
import { Declarations, declarationPath } from "../analysis/declarations.ts";
import { analyzeModule } from "../analysis/module-model.ts";
import { printModule } from "./module.ts";
import { bindingFile, FOLDERS, tableFile } from "../project/layout.ts";
import { isModuleName } from "../project/specifier.ts";

export interface RenderOptions {
  /** Of snakebridge, for the first line of each file. */
  readonly version: string;
}

export interface RenderedFile {
  /** Relative to the folder of generated files: `types/numpy.d.ts`, `support/…`, `modules/numpy.$table.js`. */
  readonly path: string;
  readonly text: string;
}

export interface Rendering {
  readonly files: readonly RenderedFile[];
  readonly coverage: Coverage;
}

export function render(introspection: Introspection, { version }: RenderOptions): Rendering {
  const declarations = new Declarations(introspection);
  const classes = new ClassModels(declarations);
  const files: RenderedFile[] = [];
  const coverage: Record<string, ModuleCoverage> = {};
  const modules = introspection.modules
    .filter((module) => isModuleName(module.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const module of modules) {
    const model = analyzeModule(module, classes, declarations);
    const tally = new Tally();
    const text = printModule({ model, classes, declarations, tally, version });
    files.push({ path: declarationPath(module), text });
    coverage[module.name] = tally.read();
    if (!module.bound) continue;
    const binding = `${FOLDERS.modules}/${bindingFile(module.name)}`;
    const table = `${FOLDERS.modules}/${tableFile(module.name)}`;
    files.push({ path: binding, text: printBinding(model, declarations, version) });
    files.push({ path: table, text: printTable(tableOf(model, classes), module, version) });
  }
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { files, coverage: summarize(coverage) };
}
