import { describe, expect, test } from "vitest";
import { discover, tsconfigsOf } from "../../../introspector/project/discover.ts";
import { makeFolder } from "../../support/folder.ts";

const BASIC = '{ "compilerOptions": { "module": "nodenext" } }';

test("what a program may use is what it imports as a value; types must exist all the same", () => {
  const project = makeFolder({
    "tsconfig.json": BASIC,
    "a.ts": 'import { mean, type ndarray } from "py:numpy";\nimport type { Decoder } from "py:json";\n',
    "b.ts": 'import { zeros } from "py:numpy";\nexport * from "py:math";\nconst t = await import("py:time");\n',
    "c.ts": 'import { then_, $module } from "py:other";\n',
  });
  const { modules, problems } = discover([project.at("tsconfig.json")]);
  expect(problems).toEqual([]);
  expect(Object.fromEntries(modules)).toEqual({
    json: { names: [], required: ["Decoder"] },
    math: { names: "*", required: [] },
    numpy: { names: ["mean", "zeros"], required: ["mean", "ndarray", "zeros"] },
    other: { names: "*", required: ["then"] },
    time: { names: "*", required: [] },
  });
});

test("a place is a line and a column, and an offset for the compiler", () => {
  const text = '// é\nimport { a } from "py:x";\n';
  const project = makeFolder({ "tsconfig.json": BASIC, "a.ts": text });
  const [mention] = discover([project.at("tsconfig.json")]).imports;
  expect(mention?.span).toEqual({ start: text.indexOf('"py:x"'), length: 6, line: 2, column: 19 });
  expect(mention?.names[0]?.span).toMatchObject({ line: 2, column: 10, length: 1 });
});

test("specifiers with paths, shell characters or code are problems at their place, and never asked of Python", () => {
  const specifiers = ["py:../etc", "py:os; rm -rf /", "py:$(id)", "py:__import__('os')", "py:./own", "py:"];
  const project = makeFolder({
    "tsconfig.json": BASIC,
    "a.ts": specifiers.map((specifier) => `import ${JSON.stringify(specifier)};\n`).join(""),
  });
  const { modules, problems } = discover([project.at("tsconfig.json")]);
  expect(modules.size).toBe(0);
  expect(problems.map(({ code, line, column }) => [code, line, column])).toEqual(
    specifiers.map((_, at) => ["INVALID_SPECIFIER", at + 1, 8]),
  );
});

describe("every file of the program counts", () => {
  test("also those that only other files import", () => {
    const project = makeFolder({
      "tsconfig.json":
        '{ "compilerOptions": { "module": "nodenext", "paths": { "@/*": ["./lib/*"] } }, "files": ["main.ts"] }',
      "main.ts": 'import "./near.js";\nimport "@/far.js";\n',
      "near.ts": 'import "py:near";\n',
      "lib/far.ts": 'import "py:far";\n',
      "unused.ts": 'import "py:unused";\n',
    });
    expect([...discover([project.at("tsconfig.json")]).modules.keys()]).toEqual(["far", "near"]);
  });

  test("packages, output and what is generated do not", () => {
    const project = makeFolder({
      "tsconfig.json":
        '{ "compilerOptions": { "module": "nodenext", "outDir": "dist" }, /* all */ "include": ["**/*"], }',
      "main.ts": 'import "py:math";\nimport "pkg";\n',
      "dist/a.d.ts": 'import "py:built";\n',
      ".snakebridge/types/numpy.d.ts": 'import "py:generated";\n',
      "node_modules/pkg/package.json": '{ "name": "pkg", "types": "index.d.ts" }',
      "node_modules/pkg/index.d.ts": 'import "py:package";\n',
    });
    expect([...discover([project.at("tsconfig.json")]).modules.keys()]).toEqual(["math"]);
  });

  test("those of referenced projects, no matter which of them is built", () => {
    const project = makeFolder({
      "package.json": "{}",
      "tsconfig.json": '{ "files": [], "references": [{ "path": "./a" }, { "path": "./b" }] }',
      "a/tsconfig.json": BASIC,
      "a/a.ts": 'import "py:in_a";\n',
      "b/tsconfig.json": BASIC,
      "b/b.ts": 'import "py:in_b";\n',
    });
    for (const named of ["tsconfig.json", "a/tsconfig.json", "b/tsconfig.json"]) {
      const configs = tsconfigsOf(project.path, project.at(named));
      expect([...discover(configs).modules.keys()]).toEqual(["in_a", "in_b"]);
    }
  });

  test("without a tsconfig beside package.json, those of the folders below, but not of other packages", () => {
    const project = makeFolder({
      "package.json": "{}",
      "a/tsconfig.json": BASIC,
      "b/tsconfig.json": BASIC,
      "other/package.json": "{}",
      "other/tsconfig.json": BASIC,
    });
    const expected = ["a/tsconfig.json", "b/tsconfig.json"].map((file) => project.at(file));
    expect(tsconfigsOf(project.path, project.at("b/tsconfig.json"))).toEqual(expected);
  });
});
