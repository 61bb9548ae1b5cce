/** Compiler settings that change the output of an import, each with the program that results. */
import { rmSync } from "node:fs";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { buildPackage, makeWorkspace, OPTIONS, PLUGIN, printTsconfig, type Workspace } from "../support/workspace.ts";

const MAIN = 'import { sqrt } from "py:math";\nconst root: number = sqrt(9);\nconsole.log(root);\n';
const OK = { status: 0, output: "" };

let packageFolder: string;
const open: Workspace[] = [];

beforeAll(() => {
  packageFolder = buildPackage("stand-in");
});

afterEach(() => {
  for (const project of open.splice(0)) project.remove();
});

afterAll(() => rmSync(packageFolder, { recursive: true, force: true }));

function project(files: Readonly<Record<string, string>>): Workspace {
  const made = makeWorkspace(packageFolder, files);
  open.push(made);
  return made;
}

test("unused imports go and used ones stay, as without the plugin", async () => {
  const source =
    'import { sqrt, pi } from "py:math";\nimport * as json from "py:json";\nexport const a = (json: number) => [pi, json];\n';
  const app = project({ "src/main.ts": source });
  expect(await app.tspc("-p", ".")).toEqual(OK);
  expect(app.read("dist/main.js")).toBe(
    'import { pi } from "./_snakebridge/math.js";\nexport const a = (json) => [pi, json];\n',
  );
  app.write("tsconfig.json", printTsconfig({ verbatimModuleSyntax: true }));
  expect(await app.tspc("-p", ".")).toEqual(OK);
  expect(app.read("dist/main.js")).toContain('import { sqrt, pi } from "./_snakebridge/math.js";');
  expect(app.read("dist/main.js")).toContain('import * as json from "./_snakebridge/json.js";');
});

test("a program that uses types only has nothing beside its output", async () => {
  const app = project({
    "src/main.ts": 'import type { pi } from "py:math";\nexport const a: typeof pi | null = null;\n',
  });
  expect(await app.tspc("-p", ".")).toEqual(OK);
  expect(app.read("dist/main.js")).not.toContain("py:");
  expect(app.has("dist/_snakebridge")).toBe(false);
});

test("moduleResolution bundler", async () => {
  const app = project({
    "src/main.ts": MAIN,
    "tsconfig.json": printTsconfig({ module: "esnext", moduleResolution: "bundler" }),
  });
  expect(await app.tspc("-p", ".")).toEqual(OK);
  expect(await app.runElsewhere("dist/main.js")).toBe("math.sqrt(9)");
});

test("JavaScript sources, and files that choose their own format", async () => {
  const app = project({
    "src/main.js": 'import { sqrt } from "py:math";\nconsole.log(sqrt(9));\n',
    "src/common.cts": 'import math = require("py:math");\nconsole.log(math.sqrt(1));\n',
    "src/module.mts": 'import { sqrt } from "py:math";\nconsole.log(sqrt(2));\n',
    "tsconfig.json": printTsconfig({ allowJs: true, checkJs: true }),
  });
  expect(await app.tspc("-p", ".")).toEqual(OK);
  expect(await app.runElsewhere("dist/main.js")).toBe("math.sqrt(9)");
  expect(await app.runElsewhere("dist/common.cjs")).toBe("math.sqrt(1)");
  expect(await app.runElsewhere("dist/module.mjs")).toBe("math.sqrt(2)");
});

test("import … = require(…) in an ES module", async () => {
  const app = project({ "src/main.ts": 'import math = require("py:math");\nconsole.log(math.sqrt(9));\n' });
  expect(await app.tspc("-p", ".")).toEqual(OK);
  expect(await app.runElsewhere("dist/main.js")).toBe("math.sqrt(9)");
});

test("source maps lead back to the import as it was written", async () => {
  const app = project({
    "src/main.ts": MAIN,
    "tsconfig.json": printTsconfig({ sourceMap: true, inlineSources: true }),
  });
  expect(await app.tspc("-p", ".")).toEqual(OK);
  const map = JSON.parse(app.read("dist/main.js.map")) as { sources: string[]; sourcesContent: string[] };
  expect(map.sources).toEqual(["../src/main.ts"]);
  expect(map.sourcesContent).toEqual([MAIN]);
});

test("emitted declarations keep naming the Python module", async () => {
  const app = project({
    "src/main.ts": 'export * as math from "py:math";\nimport * as json from "py:json";\nexport const api = { json };\n',
    "tsconfig.json": printTsconfig({ declaration: true }),
  });
  expect(await app.tspc("-p", ".")).toEqual(OK);
  expect(app.read("dist/main.d.ts")).toContain('export * as math from "py:math"');
  expect(app.read("dist/main.d.ts")).toContain('import * as json from "py:json"');
});

test("an inferred type is named by its module, however deep the output lies", async () => {
  const app = project({
    "src/main.ts": 'import { angle } from "py:math";\nexport const make = () => angle();\n',
    "src/use.ts": 'import { make } from "./main.js";\nexport const right = () => ({ inner: make() });\n',
    "tsconfig.json": printTsconfig({ declaration: true, rootDir: ".", outDir: "build/deep/out" }),
  });
  expect(await app.tspc("-p", ".")).toEqual(OK);
  expect(app.read("build/deep/out/src/use.d.ts")).toContain('inner: import("py:math").Angle;');
});

test("a tsconfig with comments whose plugin and paths come by extends, compiled from another folder", async () => {
  const app = project({
    "src/main.ts": MAIN,
    "config/base.json": `{
      // shared
      "compilerOptions": ${JSON.stringify({ ...OPTIONS, rootDir: undefined, outDir: undefined, paths: undefined, plugins: [PLUGIN] })},
    }`,
    "tsconfig.json": `{
      "extends": "./config/base.json", /* and this */
      "compilerOptions": { "rootDir": "src", "outDir": "build/out", "paths": { "py:*": ["./.snakebridge/types/*.d.ts"] } },
    }`,
    "elsewhere/readme.md": "",
  });
  expect(await app.tspcIn("elsewhere", "-p", "..")).toEqual(OK);
  expect(await app.runElsewhere("build/out/main.js")).toBe("math.sqrt(9)");
});

test("noEmitOnError keeps a faulty program from being written", async () => {
  const app = project({
    "src/main.ts": 'import { nothing } from "py:math";\nconsole.log(nothing);\n',
    "tsconfig.json": printTsconfig({ noEmitOnError: true }),
  });
  const { status, output } = await app.tspc("-p", ".");
  expect(output).toContain("error TS910002");
  expect(status).toBe(1);
  expect(app.has("dist/main.js")).toBe(false);
});

test("without an environment, what cannot be known is not called wrong", async () => {
  const source =
    'import { pi } from "py:math";\nexport const all = (pi as any).map((item) => item.size);\nexport { all as other };\n';
  const app = project({
    "src/main.ts": source,
    "src/user.ts": 'import { all } from "./main.js";\nconst wrong: string = 1;\nall.map((item) => item);\n',
    "tsconfig.json": printTsconfig({ incremental: true }),
  });
  app.clean(".venv");
  expect((await app.tspc("-p", ".")).output.match(/error TS\d+/g)).toEqual(["error TS910011"]);
  app.write(".venv/pyvenv.cfg", "");
  // The problem that was not reported before is reported now, although neither file has changed.
  expect((await app.tspc("-p", ".")).output.match(/error TS\d+/g)).toContain("error TS2322");
});
