import { expect, test } from "vitest";
import { render } from "../../../introspector/render/render.ts";
import {
  classType,
  declareClass,
  declareFunction,
  declareModule,
  declareVariable,
  int,
  introspection,
  method,
  none,
  parameter,
  signature,
  str,
} from "../support/ir.ts";
import { parseTable, renderModule } from "../support/rendered.ts";

test("a binding says once for each name what it is", () => {
  const ufunc = declareClass("ufunc", [method("__call__", [signature([parameter("x", int)], int)])], { value: false });
  const { binding, table } = renderModule(
    declareFunction("sqrt", [signature([parameter("x", int)], int)]),
    declareClass("Point", [], { home: "m._impl.Point" }),
    declareVariable("pi", int),
    ufunc,
    declareVariable("add", classType("m:ufunc")),
    declareFunction("delete", [signature([], none)]),
    declareFunction("then", [signature([], none)]),
    declareFunction("table", [signature([], none)]),
  );
  expect(binding.split("\n").slice(1)).toEqual([
    'import { bind } from "snakebridge/internal";',
    'import "./$manifest.js";',
    'import table from "./m.$table.js";',
    "const $ = bind(table);",
    "export const $module = $.module();",
    'export const Point = $.class("Point", "m._impl.Point");',
    'export const sqrt = $.callable("sqrt");',
    'const $delete = $.callable("delete"); export { $delete as delete };',
    'export const then_ = $.callable("then");',
    'const $table = $.callable("table"); export { $table as table };',
    'export const pi = $.value("pi");',
    'export const add = $.callable("add");',
    "",
  ]);
  expect(table.callables.add).toEqual({ keywords: "k", result: "int" });
});

const numpy = introspection([
  declareModule(
    [
      declareClass("ndarray", [method("sum", [signature([parameter("axis", int)], int)])], {
        id: "numpy:ndarray",
        home: "numpy.ndarray",
      }),
    ],
    { name: "numpy", submodules: ["numpy.linalg", "numpy.absent", "numpy.lib.deep"] },
  ),
  declareModule(
    [
      { kind: "reexport", name: "array_type", class: "numpy:ndarray" },
      declareFunction("solve", [signature([], classType("numpy._impl:Result"))]),
    ],
    { name: "numpy.linalg" },
  ),
  declareModule(
    [
      declareClass("Result", [method("x", [signature([parameter("n", str)], classType("numpy:ndarray"))])], {
        id: "numpy._impl:Result",
        home: "numpy._impl.Result",
        value: false,
      }),
    ],
    { name: "numpy._impl", bound: false },
  ),
]);

function file(path: string): string {
  return render(numpy, { version: "0.0.0" }).files.find((item) => item.path === path)?.text ?? "";
}

test("only public submodules that are bound are exported, by types and binding alike", () => {
  const line = 'export * as linalg from "./numpy.linalg.js";';
  expect(file("types/numpy.d.ts")).toContain(line);
  expect(file("modules/numpy.js").match(/export \* as .*/g)).toEqual([line]);
  expect(file("modules/numpy.absent.js")).toBe("");
});

test("classes with a private home are types beside the modules, and have no binding", () => {
  expect(file("types/numpy.linalg.d.ts")).toContain('import type { Result } from "../support/numpy._impl.js";');
  expect(file("support/numpy._impl.d.ts")).toContain('import type { ndarray } from "../types/numpy.js";');
  expect(file("support/numpy._impl.d.ts")).not.toContain("export const");
  expect(file("modules/numpy._impl.js")).toBe("");
});

test("a class under a second name is the same class", () => {
  expect(file("types/numpy.linalg.d.ts")).toContain('export { ndarray as array_type } from "./numpy.js";');
  expect(file("modules/numpy.linalg.js")).toContain(
    'export const array_type = $.class("array_type", "numpy.ndarray");',
  );
});

test("a table describes every class that its module leads to, whichever module declares it", () => {
  const table = parseTable(file("modules/numpy.linalg.$table.js"));
  expect(table.classes).toEqual({
    "numpy._impl.Result": { name: null, methods: { x: "k" } },
    "numpy.ndarray": { name: "array_type", methods: { sum: { keywords: "k", result: "int" } } },
  });
  expect(table.callables).toEqual({ array_type: "", solve: "" });
});

test("members of a class that exists in stubs only are those of the real class, for the worker", () => {
  const { table } = renderModule(
    declareClass("Mixin", [method("sum", [signature([parameter("axis", int)], none)])], { value: false }),
    declareClass("Array", [], { bases: [classType("m:Mixin")], mro: ["m:Mixin"] }),
  );
  expect(table.classes["m.Array"]).toEqual({ name: "Array", methods: { sum: "k" } });
});

test("the same facts give the same bytes, in any order of modules", () => {
  const reversed = { ...numpy, modules: numpy.modules.toReversed() };
  expect(render(reversed, { version: "0.0.0" })).toEqual(render(numpy, { version: "0.0.0" }));
});
