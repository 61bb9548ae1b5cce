/**
 * Runs the calls of a compiled case file and prints what came back, as JSON: what `conforms.ts` compares with the declared
 * types. Started by Node itself, with the module of the cases as its only argument.
 */
import { Complex } from "../../runtime/values/markers.ts";
import { NDArray } from "../../runtime/values/ndarray.ts";

/** A value, as far as types speak of it. */
export type Shape =
  | { readonly is: "undefined" | "null" | "number" | "bigint" | "bytes" | "complex" | "array-value" }
  | { readonly is: "string" | "boolean"; readonly value: string | boolean }
  | { readonly is: "list"; readonly items: readonly Shape[]; readonly names: Readonly<Record<string, Shape>> }
  | { readonly is: "set"; readonly items: readonly Shape[] }
  | { readonly is: "map"; readonly entries: readonly (readonly [Shape, Shape])[] }
  | { readonly is: "object"; readonly properties: Readonly<Record<string, Shape>> }
  /** The call failed. */
  | { readonly is: "error"; readonly message: string }
  /** `mro`: `module.qualname` of its class and its ancestors. */
  | { readonly is: "handle"; readonly mro: readonly string[] };

async function describe(value: unknown): Promise<Shape> {
  if (value === null) return { is: "null" };
  if (typeof value === "string" || typeof value === "boolean") return { is: typeof value as "string", value };
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "undefined")
    return { is: typeof value as "number" };
  if (value instanceof Uint8Array) return { is: "bytes" };
  if (value instanceof Complex) return { is: "complex" };
  if (value instanceof NDArray) return { is: "array-value" };
  if (value instanceof Set) return { is: "set", items: await Promise.all([...value].map(describe)) };
  if (value instanceof Map) {
    const entries = [...value].map(async ([key, item]) => [await describe(key), await describe(item)] as const);
    return { is: "map", entries: await Promise.all(entries) };
  }
  if (Array.isArray(value)) {
    const names = Object.getOwnPropertyNames(value).filter((key) => !/^(\d+|length)$/.test(key));
    const named = names.map(async (name) => [name, await describe((value as never)[name])] as const);
    return {
      is: "list",
      items: await Promise.all(value.map(describe)),
      names: Object.fromEntries(await Promise.all(named)),
    };
  }
  if (Object.getPrototypeOf(value) === null && !isHandle(value)) {
    const properties = Object.entries(value as object).map(async ([key, item]) => [key, await describe(item)] as const);
    return { is: "object", properties: Object.fromEntries(await Promise.all(properties)) };
  }
  return { is: "handle", mro: await mroOf(value) };
}

function isHandle(value: unknown): boolean {
  return typeof (value as { $type?: unknown }).$type === "function";
}

async function mroOf(value: any): Promise<readonly string[]> {
  const classes: any[] = await value.$type().__mro__;
  return await Promise.all(classes.map(async (item) => `${await item.__module__}.${await item.__qualname__}`));
}

const { cases } = (await import(process.argv[2] as string)) as { cases: readonly (() => unknown)[] };
const shapes: Shape[] = [];
for (const run of cases) {
  try {
    shapes.push(await describe(await run()));
  } catch (error) {
    shapes.push({ is: "error", message: String(error) });
  }
}
console.log(JSON.stringify(shapes));
