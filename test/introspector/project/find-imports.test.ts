import { ts as bundled } from "ts-morph";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { findPyImports, type PyImport } from "../../../introspector/project/find-imports.ts";

function find(code: string, fileName = "main.ts"): readonly PyImport[] {
  return findPyImports(ts, ts.createSourceFile(fileName, code, ts.ScriptTarget.Latest));
}

function one(code: string, fileName = "main.ts"): PyImport {
  const [found, ...more] = find(code, fileName);
  expect(more).toEqual([]);
  if (found === undefined) throw new Error(`nothing found in ${code}`);
  return found;
}

describe("every form that names a module", () => {
  test.each([
    ['import * as np from "py:numpy";', { kind: "import", names: "*", typeOnly: false }],
    ['import { a, b as c } from "py:numpy";', { kind: "import", names: ["a", "b"], typeOnly: false }],
    ["import { a } from 'py:numpy';", { kind: "import", names: ["a"], typeOnly: false }],
    ['import { "a" as b } from "py:numpy";', { kind: "import", names: ["a"], typeOnly: false }],
    ['import "py:numpy";', { kind: "import", names: [], typeOnly: false }],
    ['import { a, $module } from "py:numpy";', { kind: "import", names: "*", typeOnly: false }],
    ['import type { a } from "py:numpy";', { kind: "import", names: ["a"], typeOnly: true }],
    ['import type * as np from "py:numpy";', { kind: "import", names: "*", typeOnly: true }],
    ['import { type a } from "py:numpy";', { kind: "import", names: ["a"], typeOnly: false }],
    ['import np = require("py:numpy");', { kind: "import", names: "*", typeOnly: false }],
    ['import type np = require("py:numpy");', { kind: "import", names: "*", typeOnly: true }],
    ['export { a as b } from "py:numpy";', { kind: "export", names: ["a"], typeOnly: false }],
    ['export type { a } from "py:numpy";', { kind: "export", names: ["a"], typeOnly: true }],
    ['export * from "py:numpy";', { kind: "export", names: "*", typeOnly: false }],
    ['export * as np from "py:numpy";', { kind: "export", names: "*", typeOnly: false }],
    ['void import("py:numpy");', { kind: "dynamic", names: "*", typeOnly: false }],
    ["void import(`py:numpy`);", { kind: "dynamic", names: "*", typeOnly: false }],
    ['let a: import("py:numpy").a.b<number>;', { kind: "type", names: ["a"], typeOnly: true }],
    ['let a: typeof import("py:numpy");', { kind: "type", names: "*", typeOnly: true }],
    ['async () => { if (true) await import("py:numpy"); };', { kind: "dynamic", names: "*", typeOnly: false }],
  ])("%s", (code, expected) => {
    const found = one(code);
    expect(found).toMatchObject({ specifier: "py:numpy", module: "numpy", problems: [], ...expected });
    expect(code.slice(found.start + 1, found.end - 1)).toBe("py:numpy");
    for (const span of found.nameSpans) expect(code.slice(span.start, span.end).replaceAll('"', "")).toBe(span.name);
  });

  test("each name says whether it is a type only", () => {
    const { nameSpans } = one('import { type a, b } from "py:numpy";');
    expect(nameSpans.map(({ name, typeOnly }) => [name, typeOnly])).toEqual([
      ["a", true],
      ["b", false],
    ]);
    expect(one('export type { a } from "py:numpy";').nameSpans[0]?.typeOnly).toBe(true);
  });

  test("a declaration file imports nothing at run time", () => {
    const found = one('export { a } from "py:numpy";', "index.d.ts");
    expect(found.typeOnly).toBe(true);
    expect(found.nameSpans[0]?.typeOnly).toBe(true);
  });

  test("JSDoc of JavaScript counts, comments do not", () => {
    const code = '/** @import { a } from "py:numpy" */\n/** @type {import("py:json").b} */\nlet x; // from "py:math"\n';
    expect(find(code, "main.js").map(({ module, typeOnly }) => [module, typeOnly])).toEqual([
      ["numpy", true],
      ["json", true],
    ]);
    expect(find(code, "main.ts")).toEqual([]);
  });

  test("strings and other schemes are no imports", () => {
    expect(find('import "node:fs";\nimport "pyx:a";\nconst a = "py:numpy";\nload("py:numpy");\n')).toEqual([]);
  });

  test("the compiler that ships in ts-morph finds the same", () => {
    const code = 'import { a, type b } from "py:x.y";\nexport * from "py:z";\nimport "py:./no";\n';
    const source = bundled.createSourceFile("main.ts", code, bundled.ScriptTarget.Latest);
    expect(findPyImports(bundled as never, source as never)).toEqual(find(code));
  });
});

describe("specifiers that name no module", () => {
  test.each([
    ["py:", "missing"],
    ["py:./tools", "relative"],
    ["py:../tools", "relative"],
    ["py:.tools", "relative"],
    ["py:/etc/passwd", "relative"],
    ["py:app/tools.py", '"py:app.tools"'],
    ["py:app/tools", '"py:app.tools"'],
    ["py:os; rm -rf /", "letters, digits"],
    ["py:$(id)", "letters, digits"],
    ["py:os`id`", "letters, digits"],
    ["py:__import__('os').system('id')", "letters, digits"],
    ["py:os\nimport sys", "letters, digits"],
    ["py:os ", "letters, digits"],
    ["py:numpy.", "letters, digits"],
    ["py:numpy..linalg", "letters, digits"],
    ["py:3d", "letters, digits"],
    ["py:numpy-stubs", "letters, digits"],
    ["py:módulo", "letters, digits"],
    ["py:py:numpy", "letters, digits"],
  ])("%s is refused with its reason", (specifier, reason) => {
    const code = `import * as m from ${JSON.stringify(specifier)};`;
    const { module, problems, start, end } = one(code);
    expect(module).toBeNull();
    expect(problems).toMatchObject([{ code: "INVALID_SPECIFIER", start, end }]);
    expect(problems[0]?.message).toContain(reason);
    expect(problems[0]?.message).toContain(JSON.stringify(specifier));
  });

  test("py+sync: says that it is not there yet", () => {
    expect(one('import * as np from "py+sync:numpy";')).toMatchObject({
      module: null,
      problems: [{ code: "SYNC_SPECIFIER" }],
    });
  });

  test.each(['import("py:" + name)', "import(`py:\x24{name}`)", 'import(("py:" + a) + b)'])(
    "%s cannot be known when the program is compiled",
    (expression) => {
      const code = `void ${expression};`;
      const { problems } = one(code);
      expect(problems).toMatchObject([{ code: "COMPUTED_SPECIFIER" }]);
      const [{ start = 0, end = 0 } = {}] = problems;
      expect(`import(${code.slice(start, end)})`).toBe(expression);
    },
  );

  test("an import() whose beginning is unknown is no import of Python", () => {
    expect(find('void import(name + "py:numpy"); void import(`\x24{name}:py:numpy`);')).toEqual([]);
  });
});

test.each([
  'import np from "py:numpy";',
  'import type np from "py:numpy";',
  'import { default as np } from "py:numpy";',
  'export { default } from "py:numpy";',
  'import np, { a } from "py:numpy";',
  'import np, * as all from "py:numpy";',
])("%s asks for a default export, which no Python module has", (code) => {
  const { problems, nameSpans } = one(code);
  expect(problems).toMatchObject([{ code: "NO_DEFAULT_EXPORT" }]);
  expect(nameSpans.some(({ name }) => name === "default")).toBe(false);
});
