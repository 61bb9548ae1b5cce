import { rmSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { buildPackage, makeWorkspace, printTsconfig, type Watch, type Workspace } from "../support/workspace.ts";

let packageFolder: string;
const open: Workspace[] = [];
let watching: Watch | undefined;

beforeAll(() => {
  packageFolder = buildPackage("stand-in");
});

afterEach(async () => {
  await watching?.stop();
  watching = undefined;
  for (const project of open.splice(0)) project.remove();
});

afterAll(() => rmSync(packageFolder, { recursive: true, force: true }));

function project(files: Readonly<Record<string, string>>): Workspace {
  const made = makeWorkspace(packageFolder, files);
  open.push(made);
  return made;
}

const MAIN = 'import { sqrt } from "py:math";\nconst root: number = sqrt(9);\nconsole.log(root);\n';
const USER = 'import { answer } from "py:app.tools";\nconst found: number = answer();\nconsole.log(found);\n';
const OK = { status: 0, output: "" };

describe("cold -p", () => {
  test("a clone without generated files compiles in one go, and its output runs elsewhere", async () => {
    const app = project({ "src/main.ts": MAIN, "src/deep/er.ts": MAIN });
    expect(await app.tspc("-p", ".")).toEqual(OK);
    expect(await app.runElsewhere("dist/main.js")).toBe("math.sqrt(9)");
    expect(await app.runElsewhere("dist/deep/er.js")).toBe("math.sqrt(9)");
  });

  test("generated types are checked on the first run already", async () => {
    const app = project({ "src/main.ts": 'import { sqrt } from "py:math";\nexport const root: string = sqrt(9);\n' });
    const { status, output } = await app.tspc("-p", ".");
    expect(output).toContain("src/main.ts(2,14): error TS2322");
    expect(status).toBe(2);
  });

  test("a tsconfig without the paths entry compiles all the same", async () => {
    const app = project({ "src/main.ts": MAIN, "tsconfig.json": printTsconfig({ paths: {} }) });
    expect(await app.tspc("-p", ".")).toEqual(OK);
    expect(await app.tspc("-p", ".")).toEqual(OK);
  });

  test("CommonJS output requires the bindings, which are ES modules in every project", async () => {
    const app = project({
      "package.json": '{ "name": "app", "type": "commonjs" }',
      "src/main.ts": `${MAIN}void import("py:json").then(({ dumps }) => console.log(dumps(1)));\n`,
      "src/old.ts": 'import math = require("py:math");\nconsole.log(math.sqrt(4));\n',
    });
    expect(await app.tspc("-p", ".")).toEqual(OK);
    expect(app.read("dist/main.js")).toContain('require("./_snakebridge/math.js")');
    expect(await app.runElsewhere("dist/main.js")).toBe("math.sqrt(9)\njson.dumps(1)");
    expect(await app.runElsewhere("dist/old.js")).toBe("math.sqrt(4)");
  });

  test("without outDir the bindings lie beside the sources", async () => {
    const app = project({ "src/main.ts": MAIN, "tsconfig.json": printTsconfig({ outDir: undefined }) });
    expect(await app.tspc("-p", ".")).toEqual(OK);
    expect(await app.runElsewhere("src/main.js")).toBe("math.sqrt(9)");
  });

  test("--noEmit and --emitDeclarationOnly write no bindings", async () => {
    const app = project({ "src/main.ts": MAIN });
    expect(await app.tspc("-p", ".", "--noEmit")).toEqual(OK);
    expect(await app.tspc("-p", ".", "--declaration", "--emitDeclarationOnly")).toEqual(OK);
    expect(app.has("dist/_snakebridge")).toBe(false);
  });

  test("a program that names no Python module asks nobody", async () => {
    const app = project({ "src/main.ts": 'console.log("no py: here");\n' });
    expect(await app.tspc("-p", ".")).toEqual(OK);
    expect(app.generatorRuns).toBe(0);
  });
});

describe("problems", () => {
  test("an unknown module is one error at its import, beside the compiler's other errors", async () => {
    const app = project({
      "src/main.ts": 'import * as math from "py:maths";\nconsole.log(math.sqrt(4));\nexport const wrong: string = 1;\n',
    });
    const { status, output } = await app.tspc("-p", ".");
    expect(output.trim().split("\n")).toEqual([
      "src/main.ts(1,23): error TS910001: There is no Python module maths. Nearest: math",
      "src/main.ts(3,14): error TS2322: Type 'number' is not assignable to type 'string'.",
    ]);
    expect(status).toBe(2);
  });

  test("an unknown name is one error at the name", async () => {
    const app = project({ "src/main.ts": 'import { sqrrt } from "py:math";\nconsole.log(sqrrt(4));\n' });
    const { output } = await app.tspc("-p", ".");
    expect(output.trim()).toBe("src/main.ts(1,10): error TS910002: math has no sqrrt");
  });

  test("without an environment there is one error, however many imports there are", async () => {
    const app = project({
      "src/a.ts": MAIN,
      "src/b.ts":
        'import * as json from "py:json";\nimport "py:math";\nimport type { pi } from "py:math";\nvoid json;\nexport type P = typeof pi;\n',
    });
    app.clean(".venv");
    const { status, output } = await app.tspc("-p", ".");
    expect(output.trim()).toBe(
      "src/a.ts(1,22): error TS910011: there is no environment yet. Run: npx snakebridge sync",
    );
    expect(status).toBe(2);
  });

  test("specifiers that name no module never reach the generator's answer unseen", async () => {
    const app = project({
      "src/main.ts":
        'import "py:./tools";\nimport "py:os; import sys";\nimport "py+sync:math";\nimport math from "py:math";\nvoid math;\n',
    });
    const { status, output } = await app.tspc("-p", ".");
    expect(output.match(/error TS\d+/g)).toEqual([
      "error TS910005",
      "error TS910005",
      "error TS910006",
      "error TS910008",
    ]);
    expect(status).toBe(2);
  });

  test("a generator that dies is an error at the import, not a crash of the compiler", async () => {
    const app = project({ "src/main.ts": MAIN, "tsconfig.json": printTsconfig({ outDir: "dist" }) });
    app.write("calls.log/blocked", "the stand-in cannot append to a folder");
    const { status, output } = await app.tspc("-p", ".");
    expect(output).toContain("src/main.ts(1,22): error TS910009");
    expect(output).toContain("exit code 1");
    expect(status).toBe(2);
  });

  test("an output folder that cannot be written is an error at the import", async () => {
    const app = project({ "src/main.ts": MAIN, "dist/_snakebridge": "a file where the folder should be" });
    const { status, output } = await app.tspc("-p", ".");
    expect(output).toContain("src/main.ts(1,22): error TS910010");
    expect(status).toBe(2);
  });
});

describe("--incremental", () => {
  const incremental = printTsconfig({ incremental: true, declaration: true });

  test("a clone compiles, and a second run writes nothing", async () => {
    const app = project({ "src/main.ts": MAIN, "tsconfig.json": incremental });
    expect(await app.tspc("-p", ".")).toEqual(OK);
    const before = app.readTimes("dist");
    expect(await app.tspc("-p", ".")).toEqual(OK);
    expect(app.readTimes("dist")).toEqual(before);
    expect(await app.runElsewhere("dist/main.js")).toBe("math.sqrt(9)");
  });

  test("a problem that comes and goes with Python alone is reported each time", async () => {
    const app = project({
      "src/main.ts": USER,
      "app/tools.py": "def answer() -> int: ...\n",
      "tsconfig.json": incremental,
    });
    expect(await app.tspc("-p", ".")).toEqual(OK);
    app.clean(".venv");
    expect((await app.tspc("-p", ".")).output).toContain("npx snakebridge sync");
    expect((await app.tspc("-p", ".")).output).toContain("npx snakebridge sync");
    app.write(".venv/pyvenv.cfg", "");
    expect(await app.tspc("-p", ".")).toEqual(OK);
    app.write("app/tools.py", "def answer(: int: ...\n");
    expect((await app.tspc("-p", ".")).output).toContain(
      "src/main.ts(1,24): error TS910004: app/tools.py: syntax error",
    );
    app.write("app/tools.py", "def answer() -> str: ...\n");
    expect((await app.tspc("-p", ".")).output).toContain("src/main.ts(2,7): error TS2322");
    app.write("app/tools.py", "def answer() -> int: ...\n");
    expect(await app.tspc("-p", ".")).toEqual(OK);
  });
});

describe("composite projects with -b", () => {
  const composite = { composite: true, paths: { "py:*": ["../.snakebridge/types/*.d.ts"] } };
  const files = {
    "tsconfig.json": JSON.stringify({ files: [], references: [{ path: "core" }, { path: "main" }] }),
    "core/tsconfig.json": printTsconfig(composite),
    "core/src/index.ts":
      'import { sqrt } from "py:math";\nexport const root = () => sqrt(2);\nexport * as tools from "py:app.tools";\n',
    "main/tsconfig.json": printTsconfig(composite, { include: ["src"], references: [{ path: "../core" }] }),
    "main/src/main.ts":
      'import { root, tools } from "../../core/dist/index.js";\nimport { dumps } from "py:json";\nconst a: number = root();\nconst b: number = tools.answer();\nconsole.log(a, b, dumps(1));\n',
    "app/tools.py": "def answer() -> int: ...\n",
  };

  test("two projects build from a clone, and run", async () => {
    const app = project(files);
    expect(await app.tspc("-b")).toEqual(OK);
    expect(app.has("core/dist/_snakebridge/math.js")).toBe(true);
    expect(app.has("main/dist/_snakebridge/json.js")).toBe(true);
    expect(app.has("main/dist/_snakebridge/math.js")).toBe(false);
    expect(await app.runElsewhere("main/dist/main.js")).toBe("math.sqrt(2) app.tools.answer() json.dumps(1)");
  });

  test("a second build writes nothing; an edited Python module is noticed though no TypeScript changed", async () => {
    const app = project(files);
    expect(await app.tspc("-b")).toEqual(OK);
    const before = { ...app.readTimes("core/dist"), ...app.readTimes("main/dist") };
    expect(await app.tspc("-b")).toEqual(OK);
    expect({ ...app.readTimes("core/dist"), ...app.readTimes("main/dist") }).toEqual(before);
    app.write("app/tools.py", "def answer() -> str: ...\n");
    const { status, output } = await app.tspc("-b");
    expect(output).toContain("main/src/main.ts(4,7): error TS2322");
    expect(status).not.toBe(0);
    app.write("app/tools.py", "def answer() -> int: ...\n");
    expect(await app.tspc("-b")).toEqual(OK);
  });

  test("each project without an environment says so once", async () => {
    const app = project(files);
    app.clean(".venv");
    const { status, output } = await app.tspc("-b");
    expect(output.match(/npx snakebridge sync/g)).toHaveLength(2);
    expect(status).not.toBe(0);
    app.write(".venv/pyvenv.cfg", "");
    expect(await app.tspc("-b")).toEqual(OK);
  });
});

describe("--watch", () => {
  const clean = (round: string) => round.includes("Found 0 errors");

  test("a py: import added while watching compiles, and its output runs", async () => {
    const app = project({ "src/main.ts": "console.log(0);\n" });
    watching = app.watch("-p", ".");
    await watching.until(clean);
    app.write("src/main.ts", MAIN);
    await watching.until((round) => clean(round) && app.has("dist/_snakebridge/math.js"));
    expect(await app.runElsewhere("dist/main.js")).toBe("math.sqrt(9)");
    app.write("src/main.ts", `import { dumps } from "py:json";\n${MAIN}console.log(dumps(1));\n`);
    await watching.until((round) => clean(round) && app.has("dist/_snakebridge/json.js"));
    expect(await app.runElsewhere("dist/main.js")).toBe("math.sqrt(9)\njson.dumps(1)");
    expect(watching.output).not.toContain("error TS");
  });

  test("a Python module edited while watching is seen by the compiler", async () => {
    const app = project({ "src/main.ts": USER, "app/tools.py": "def answer() -> int: ...\n" });
    watching = app.watch("-p", ".");
    await watching.until(clean);
    app.write("app/tools.py", "def answer() -> str: ...\n");
    await watching.until((round) => round.includes("src/main.ts(2,7): error TS2322"));
    app.write("app/tools.py", "def answer() -> int: ...\n# edited\n");
    await watching.until(clean);
    expect(app.read("dist/_snakebridge/python/app/tools.py")).toContain("# edited");
  });

  test("a syntax error in Python comes and goes while watching", async () => {
    const app = project({ "src/main.ts": USER, "app/tools.py": "def answer() -> int: ...\n" });
    watching = app.watch("-p", ".");
    await watching.until(clean);
    app.write("app/tools.py", "def answer(: int: ...\n");
    await watching.until((round) => round.includes("error TS910004"));
    app.write("app/tools.py", "def answer() -> int: ...\n");
    await watching.until(clean);
  });

  test("a Python module that is written only while watching is found", async () => {
    const app = project({ "src/main.ts": USER, "app/other.py": "def other() -> int: ...\n" });
    watching = app.watch("-p", ".");
    await watching.until((round) => round.includes("error TS910001"));
    app.write("app/tools.py", "def answer() -> int: ...\n");
    await watching.until(clean);
    expect(await app.runElsewhere("dist/main.js")).toBe("app.tools.answer()");
  });

  test("saving TypeScript without touching an import asks the generator no more", async () => {
    const app = project({ "src/main.ts": MAIN });
    watching = app.watch("-p", ".");
    await watching.until(clean);
    app.write("src/main.ts", `// more\n${MAIN}`);
    await watching.until((round) => clean(round) && app.read("dist/main.js").includes("// more"));
    expect(app.generatorRuns).toBe(1);
  });
});
