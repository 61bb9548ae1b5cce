import { bind, registerManifest } from "../../dist/runtime/internal.js";
import { measure } from "../measure.ts";

// With `pure`, a root without the bridge's packages: the worker falls back to its own codec.
const root = process.argv[2] === "pure" ? "." : "..";
registerManifest(
  { version: 1, generator: "bench", root, paths: [], modules: { math: { names: "*", origin: "stdlib" } } },
  import.meta.url,
);
const sqrt = bind({ version: 1, module: "math", callables: { sqrt: "k" }, classes: {} }).callable("sqrt");
console.log(JSON.stringify(await measure(sqrt)));
