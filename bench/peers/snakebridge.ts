import { bind, registerManifest } from "../../dist/runtime/internal.js";
import { measure } from "../measure.ts";

registerManifest(
  { version: 1, generator: "bench", root: "..", paths: [], modules: { math: { names: "*", origin: "stdlib" } } },
  import.meta.url,
);
const sqrt = bind({ version: 1, module: "math", callables: { sqrt: "k" }, classes: {} }).callable("sqrt");
console.log(JSON.stringify(await measure(sqrt)));
