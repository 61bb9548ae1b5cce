/**
 * The JavaScript of one module: its binding and its call table.
 */
import type { CallTable } from "../../runtime/wire/call-table.ts";
import type { ModuleIR } from "../ir/ir.ts";
import type { Declarations } from "../analysis/declarations.ts";
import { bindingFile, MANIFEST_MODULE, tableFile } from "../project/layout.ts";
import { headerOf } from "./header.ts";
import type { ModuleModel } from "../analysis/module-model.ts";
import { bindingName, exportName, quote } from "../names.ts";
import { submodulesOf } from "./submodules.ts";

export function printBinding(model: ModuleModel, declarations: Declarations, version: string): string {
  const { module } = model;
  const lines = [
    headerOf(module, version),
    'import { bind } from "snakebridge/internal";',
    `import "./${MANIFEST_MODULE}";`,
    `import table from "./${tableFile(module.name)}";`,
    "const $ = bind(table);",
    "export const $module = $.module();",
    ...exportsOf(model, declarations).map(({ name, value }) => printExport(name, value)),
    ...submodulesOf(module, declarations).map(({ name, target }) => `export * as ${name} from "./${bindingFile(target)}";`),
  ];
  return `${lines.join("\n")}\n`;
}

export function printTable(table: CallTable, module: ModuleIR, version: string): string {
  return `${headerOf(module, version)}\nexport default ${printData(table)};\n`;
}

/** Plain data as JavaScript: what holds nothing nested on one line, other objects an entry a line. */
export function printData(data: unknown, indent = ""): string {
  if (typeof data !== "object" || data === null) return quoteJson(data);
  const deeper = `${indent} `;
  const items = Array.isArray(data)
    ? data.map((item) => printData(item, deeper))
    : Object.entries(data).map(([key, value]) => `${keyOf(key)}: ${printData(value, deeper)}`);
  const [open, close] = Array.isArray(data) ? ["[", "]"] : ["{", "}"];
  const flat = Object.values(data).every((item) => typeof item !== "object" || Array.isArray(item));
  const line = `${open}${items.join(", ")}${close}`;
  if (flat && line.length <= LINE) return line;
  return `${open}\n${items.map((item) => deeper + item).join(",\n")}\n${indent}${close}`;
}

const LINE = 100;

/** `__proto__` as a quoted key would set the prototype; computed, it is a key like others. */
function keyOf(key: string): string {
  return key === "__proto__" ? '["__proto__"]' : quoteJson(key);
}

function quoteJson(data: unknown): string {
  return JSON.stringify(data).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}

interface Export {
  readonly name: string;
  readonly value: string;
}

/** First come, first served: a name is bound once, to what its declaration describes. */
function exportsOf(model: ModuleModel, declarations: Declarations): readonly Export[] {
  const classes = model.classes.filter(({ declaration }) => declaration.value && !declaration.name.includes("."));
  const all: readonly Export[] = [
    ...classes.map(({ declaration: { name, home } }) => ({ name, value: `$.class(${quote(name)}, ${quote(home)})` })),
    ...model.functions.map(({ declaration: { name } }) => ({ name, value: `$.callable(${quote(name)})` })),
    ...model.variables.map(({ declaration: { name }, call }) => ({
      name,
      value: call === null ? `$.value(${quote(name)})` : `$.callable(${quote(name)})`,
    })),
    ...reexportsOf(model, declarations),
  ];
  const seen = new Set<string>();
  return all.filter(({ name }) => !seen.has(name) && seen.add(name));
}

function reexportsOf(model: ModuleModel, declarations: Declarations): readonly Export[] {
  return model.reexports.flatMap(({ name, class: id }) => {
    const declaration = declarations.class(id)?.declaration;
    return declaration?.value ? [{ name, value: `$.class(${quote(name)}, ${quote(declaration.home)})` }] : [];
  });
}

function printExport(name: string, value: string): string {
  const [local, exported] = [bindingName(name), exportName(name)];
  if (local === exported) return `export const ${exported} = ${value};`;
  return `const ${local} = ${value}; export { ${local} as ${exported} };`;
}
