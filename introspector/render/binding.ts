/**
 * Prints the binding of one module: the JavaScript that a program imports.
 */
import type { Declarations } from "../analysis/declarations.ts";
import type { ModuleModel } from "../analysis/module-model.ts";
import { quote, toBindingName, toExportName } from "../names.ts";
import { bindingFile, MANIFEST_MODULE, tableFile } from "../project/layout.ts";
import { printHeader } from "./header.ts";
import { findExportedSubmodules } from "./submodules.ts";

/** @param version the version of snakebridge */
export function printBinding(model: ModuleModel, declarations: Declarations, version: string): string {
  const { module } = model;
  const lines = [
    printHeader(module, version),
    'import { bind } from "snakebridge/internal";',
    `import "./${MANIFEST_MODULE}";`,
    `import table from "./${tableFile(module.name)}";`,
    "const $ = bind(table);",
    "export const $module = $.module();",
    ...listExports(model, declarations).map(({ name, value }) => printExport(name, value)),
    ...findExportedSubmodules(module, declarations).map(
      ({ name, target }) => `export * as ${name} from "./${bindingFile(target)}";`,
    ),
  ];
  return `${lines.join("\n")}\n`;
}

interface BindingExport {
  readonly name: string;
  /** A JavaScript expression. */
  readonly value: string;
}

/** Returns each name once, with the first value that has it, as the declarations do. */
function listExports(model: ModuleModel, declarations: Declarations): readonly BindingExport[] {
  const classes = model.classes.filter(({ declaration }) => declaration.value && !declaration.name.includes("."));
  const all: readonly BindingExport[] = [
    ...classes.map(({ declaration: { name, home } }) => ({ name, value: `$.class(${quote(name)}, ${quote(home)})` })),
    ...model.functions.map(({ declaration: { name } }) => ({ name, value: `$.callable(${quote(name)})` })),
    ...model.variables.map(({ declaration: { name }, call }) => ({
      name,
      value: call === null ? `$.value(${quote(name)})` : `$.callable(${quote(name)})`,
    })),
    ...listReexports(model, declarations),
  ];
  const seen = new Set<string>();
  return all.filter(({ name }) => !seen.has(name) && seen.add(name));
}

function listReexports(model: ModuleModel, declarations: Declarations): readonly BindingExport[] {
  return model.reexports.flatMap(({ name, class: id }) => {
    const declaration = declarations.findClass(id)?.declaration;
    return declaration?.value ? [{ name, value: `$.class(${quote(name)}, ${quote(declaration.home)})` }] : [];
  });
}

function printExport(name: string, value: string): string {
  const [local, exported] = [toBindingName(name), toExportName(name)];
  if (local === exported) return `export const ${exported} = ${value};`;
  return `const ${local} = ${value}; export { ${local} as ${exported} };`;
}
