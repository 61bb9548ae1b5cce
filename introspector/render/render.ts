/**
 * Renders an introspection as the files of a project: declarations, bindings and call tables. The same facts always give
 * the same bytes, in the same order.
 */
import { ADAPTERS } from "../adapters/adapters.ts";
import { ClassModels } from "../analysis/class-model.ts";
import { type Coverage, CoverageCounter, type ModuleCoverage, sumCoverage } from "../analysis/coverage.ts";
import { Declarations, declarationPath } from "../analysis/declarations.ts";
import { analyzeModule } from "../analysis/module-model.ts";
import { compare } from "../compare.ts";
import type { Introspection } from "../ir/ir.ts";
import { bindingFile, FOLDERS, tableFile } from "../project/layout.ts";
import { isModuleName } from "../project/specifier.ts";
import { printBinding } from "./binding.ts";
import { printModule } from "./module.ts";
import { buildTable, printTable } from "./table.ts";

export interface RenderOptions {
  /** The version of snakebridge, for the first line of each file. */
  readonly version: string;
}

export interface RenderedFile {
  /** Relative to the folder of generated files: `types/numpy.d.ts`, `support/…`, `modules/numpy.$table.js`. */
  readonly path: string;
  readonly text: string;
}

export interface Rendering {
  /** Sorted by path. */
  readonly files: readonly RenderedFile[];
  readonly coverage: Coverage;
}

/** Leaves out modules whose names are no module names, since such a name would be a path. */
export function render(introspection: Introspection, { version }: RenderOptions): Rendering {
  const declarations = new Declarations(introspection, ADAPTERS);
  const classes = new ClassModels(declarations);
  const files: RenderedFile[] = [];
  const coverage: Record<string, ModuleCoverage> = {};
  const modules = introspection.modules
    .filter((module) => isModuleName(module.name))
    .sort((a, b) => compare(a.name, b.name));
  for (const module of modules) {
    const model = analyzeModule(module, classes, declarations);
    const counter = new CoverageCounter();
    const text = printModule({ model, classes, declarations, coverage: counter, version });
    files.push({ path: declarationPath(module), text });
    coverage[module.name] = counter.toCoverage();
    if (!module.bound) continue;
    const binding = `${FOLDERS.modules}/${bindingFile(module.name)}`;
    const table = `${FOLDERS.modules}/${tableFile(module.name)}`;
    files.push({ path: binding, text: printBinding(model, declarations, version) });
    files.push({ path: table, text: printTable(buildTable(model, classes), module, version) });
  }
  files.sort((a, b) => compare(a.path, b.path));
  return { files, coverage: sumCoverage(coverage) };
}
