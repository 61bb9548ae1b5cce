/** Renders hand-written modules, and finds what a test needs in the result. */
import type { Declaration, Introspection } from "../../../introspector/ir/ir.ts";
import { render } from "../../../introspector/render/render.ts";
import type { CallTable } from "../../../runtime/wire/call-table.ts";
import { declareModule, introspection } from "./ir.ts";

export interface RenderedModule {
  readonly types: string;
  readonly binding: string;
  readonly table: CallTable;
  readonly any: Readonly<Record<string, number>>;
}

export function renderModule(...declarations: readonly Declaration[]): RenderedModule {
  return renderIntrospection(introspection([declareModule(declarations)]));
}

export function renderIntrospection(input: Introspection): RenderedModule {
  const { files, coverage } = render(input, { version: "0.0.0" });
  const text = (path: string): string => files.find((file) => file.path === path)?.text ?? "";
  return {
    types: text("types/m.d.ts"),
    binding: text("modules/m.js"),
    table: parseTable(text("modules/m.$table.js")),
    any: coverage.total.any,
  };
}

/** Reads the data from the text of a table, which is JavaScript in the form of JSON. */
export function parseTable(text: string): CallTable {
  const data = text.slice(text.indexOf("export default ") + "export default ".length, text.lastIndexOf(";"));
  return JSON.parse(data.replaceAll('["__proto__"]:', '"__proto__":')) as CallTable;
}

/** Returns the declarations of one function, without `export function name`. */
export function findCalls(types: string, name: string): readonly string[] {
  const head = new RegExp(`^(?:export|declare) function ${name.replaceAll("$", "\\$")}(\\(.*\\): .*);$`, "gmu");
  return [...types.matchAll(head)].map((match) => match[1] as string);
}

/** Returns the result types of one function in their order, each once. */
export function findResults(types: string, name: string): readonly string[] {
  return [...new Set(findCalls(types, name).map((call) => call.slice(call.lastIndexOf("): ") + 3)))];
}
