/**
 * Runs the calls of a compiled case file and prints a description of each result as JSON, which `conforms.ts` compares with
 * the declared types. Node runs this file, with the module of the cases as its only argument.
 */
import { call } from "../../../runtime/index.ts";
import { Complex } from "../../../runtime/values/markers.ts";
import { NDArray } from "../../../runtime/values/ndarray.ts";

/** The properties of a value that a TypeScript type can state. */
export type ValueDescription =
  | { readonly kind: "undefined" | "null" | "number" | "bigint" | "bytes" | "complex" | "array-value" }
  | { readonly kind: "string" | "boolean"; readonly value: string | boolean }
  | {
      readonly kind: "list";
      readonly items: readonly ValueDescription[];
      readonly names: Readonly<Record<string, ValueDescription>>;
    }
  | { readonly kind: "set"; readonly items: readonly ValueDescription[] }
  | { readonly kind: "map"; readonly entries: readonly (readonly [ValueDescription, ValueDescription])[] }
  | { readonly kind: "object"; readonly properties: Readonly<Record<string, ValueDescription>> }
  /** The call failed. */
  | { readonly kind: "error"; readonly message: string }
  /** `places`: each `module.qualname` that is the value's class or an ancestor of it. */
  | { readonly kind: "handle"; readonly places: readonly string[] };

async function describeValue(value: unknown): Promise<ValueDescription> {
  if (value === null) return { kind: "null" };
  if (typeof value === "string" || typeof value === "boolean") return { kind: typeof value as "string", value };
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "undefined")
    return { kind: typeof value as "number" };
  if (value instanceof Uint8Array) return { kind: "bytes" };
  if (value instanceof Complex) return { kind: "complex" };
  if (value instanceof NDArray) return { kind: "array-value" };
  if (value instanceof Set) return { kind: "set", items: await Promise.all([...value].map(describeValue)) };
  if (value instanceof Map) {
    const entries = [...value].map(
      async ([key, item]) => [await describeValue(key), await describeValue(item)] as const,
    );
    return { kind: "map", entries: await Promise.all(entries) };
  }
  if (Array.isArray(value)) {
    const names = Object.getOwnPropertyNames(value).filter((key) => !/^(\d+|length)$/.test(key));
    const named = names.map(async (name) => [name, await describeValue((value as never)[name])] as const);
    return {
      kind: "list",
      items: await Promise.all(value.map(describeValue)),
      names: Object.fromEntries(await Promise.all(named)),
    };
  }
  if (Object.getPrototypeOf(value) === null && !isHandle(value)) {
    const properties = Object.entries(value as object).map(
      async ([key, item]) => [key, await describeValue(item)] as const,
    );
    return { kind: "object", properties: Object.fromEntries(await Promise.all(properties)) };
  }
  return { kind: "handle", places: (await call("class_places.list_places", [value])) as string[] };
}

function isHandle(value: unknown): boolean {
  return typeof (value as { $type?: unknown }).$type === "function";
}

const { cases } = (await import(process.argv[2] as string)) as { cases: readonly (() => unknown)[] };
const descriptions: ValueDescription[] = [];
for (const run of cases) {
  try {
    descriptions.push(await describeValue(await run()));
  } catch (error) {
    descriptions.push({ kind: "error", message: String(error) });
  }
}
console.log(JSON.stringify(descriptions));
