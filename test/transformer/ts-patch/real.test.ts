/** The compiler with the real command: the same modes with real Python modules and a program that runs. */
import { rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { run } from "../../support/project.ts";
import { findTestPython } from "../../support/python.ts";
import { buildPackage, makeWorkspace, printTsconfig, type Watch, type Workspace } from "../support/workspace.ts";

const environment = dirname(dirname(findTestPython()));
const TOOLS = "def double(n: int) -> int:\n    return 2 * n\n";
const MAIN = `import { sqrt } from "py:math";
import * as tools from "py:app.tools";
const root: number = await sqrt(16);
const twice: number = await tools.double(21);
console.log(root, twice);
`;
const OK = { status: 0, output: "" };

let packageFolder: string;
let synced: Workspace;
const open: Workspace[] = [];
let watching: Watch | undefined;

/** Makes a fresh clone: without generated files and without an environment. */
function clone(files: Readonly<Record<string, string>>): Workspace {
  const made = makeWorkspace(packageFolder, { "app/tools.py": TOOLS, ...files });
  made.clean(".venv");
  return made;
}

/** Makes a clone after `snakebridge sync`, without declarations and bindings. */
function project(files: Readonly<Record<string, string>>): Workspace {
  const made = clone(files);
  open.push(made);
  symlinkSync(environment, made.path(".venv"));
  made.write(".snakebridge/.gitignore", "*\n");
  symlinkSync(synced.path(".snakebridge/python"), made.path(".snakebridge/python"));
  return made;
}

beforeAll(async () => {
  packageFolder = buildPackage("real");
  synced = clone({ "src/main.ts": "" });
  symlinkSync(environment, synced.path(".venv"));
  const { status, output } = await run(process.execPath, [join(packageFolder, "bin/snakebridge.js"), "sync"], {
    cwd: synced.folder,
  });
  if (status !== 0) throw new Error(output);
});

afterEach(async () => {
  await watching?.stop();
  watching = undefined;
  for (const made of open.splice(0)) made.remove();
});

afterAll(() => {
  synced.remove();
  rmSync(packageFolder, { recursive: true, force: true });
});

describe("a clone after sync", () => {
  test("compiles cold, runs elsewhere, and holds no path of this machine", async () => {
    const app = project({ "src/main.ts": MAIN });
    expect((await app.tspc("-p", ".")).status).toBe(0);
    expect(await app.runElsewhere("dist/main.js")).toBe("4 42");
    for (const file of [
      ...app.listFiles("dist"),
      ...app.listFiles(".snakebridge/types"),
      ...app.listFiles(".snakebridge/modules"),
    ]) {
      expect(app.read(file), file).not.toContain(app.folder);
    }
  });

  test("--incremental compiles, writes nothing the second time, and sees an edited Python module", async () => {
    const app = project({ "src/main.ts": MAIN, "tsconfig.json": printTsconfig({ incremental: true }) });
    expect((await app.tspc("-p", ".")).status).toBe(0);
    const before = app.readTimes("dist");
    expect((await app.tspc("-p", ".")).status).toBe(0);
    expect(app.readTimes("dist")).toEqual(before);
    app.write("app/tools.py", TOOLS.replace("-> int", "-> str"));
    expect((await app.tspc("-p", ".")).output).toContain("src/main.ts(4,7): error TS2322");
    app.write("app/tools.py", TOOLS.replace("2 * n", "3 * n"));
    expect((await app.tspc("-p", ".")).status).toBe(0);
    expect(await app.runElsewhere("dist/main.js")).toBe("4 63");
  });

  test("two composite projects build with -b and run", async () => {
    const composite = { composite: true, paths: { "py:*": ["../.snakebridge/types/*.d.ts"] } };
    const app = project({
      "tsconfig.json": JSON.stringify({ files: [], references: [{ path: "core" }, { path: "main" }] }),
      "core/tsconfig.json": printTsconfig(composite),
      "core/src/index.ts": 'import { sqrt } from "py:math";\nexport const root = (n: number) => sqrt(n);\n',
      "main/tsconfig.json": printTsconfig(composite, { include: ["src"], references: [{ path: "../core" }] }),
      "main/src/main.ts":
        'import { root } from "../../core/dist/index.js";\nimport { double } from "py:app.tools";\nconst a: number = await root(16);\nconst b: number = await double(21);\nconsole.log(a, b);\n',
    });
    expect((await app.tspc("-b")).status).toBe(0);
    expect(await app.runElsewhere("main/dist/main.js")).toBe("4 42");
    expect((await app.tspc("-b")).status).toBe(0);
    app.write("app/tools.py", TOOLS.replace("-> int", "-> str"));
    expect((await app.tspc("-b")).output).toContain("main/src/main.ts(4,7): error TS2322");
  });

  test("--watch takes a new py: import and an edited Python module", async () => {
    const app = project({ "src/main.ts": "console.log(0);\nexport {};\n" });
    const clean = (round: string) => round.includes("Found 0 errors");
    watching = app.watch("-p", ".");
    await watching.until(clean);
    app.write("src/main.ts", MAIN);
    await watching.until((round) => clean(round) && app.has("dist/_snakebridge/math.js"));
    expect(await app.runElsewhere("dist/main.js")).toBe("4 42");
    app.write("app/tools.py", TOOLS.replace("-> int", "-> str"));
    await watching.until((round) => round.includes("src/main.ts(4,7): error TS2322"));
    app.write("app/tools.py", TOOLS);
    await watching.until(clean);
  });
});

describe("problems are reported at the import", () => {
  test("an unknown module and an unknown name with their nearest, a missing package with the command that adds it", async () => {
    const app = project({
      "src/main.ts":
        'import * as a from "py:jsn";\nimport { sqroot } from "py:math";\nimport * as c from "py:sklearn.ensemble";\nconsole.log(a, sqroot, c);\n',
    });
    const { status, output } = await app.tspc("-p", ".");
    const lines = output.split("\n").filter((line) => line.includes("error TS"));
    expect(lines).toEqual([
      expect.stringMatching(/^src\/main\.ts\(1,20\): error TS910001: .*\bjson\b/),
      expect.stringMatching(/^src\/main\.ts\(2,10\): error TS910002: .*\bsqrt\b/),
      expect.stringMatching(/^src\/main\.ts\(3,20\): error TS910003: .*npx snakebridge add scikit-learn/),
    ]);
    expect(status).toBe(2);
  });

  test("before sync there is one error, and it names the command", async () => {
    const app = clone({ "src/main.ts": MAIN, "src/other.ts": MAIN });
    open.push(app);
    const { status, output } = await app.tspc("-p", ".");
    expect(output.match(/error TS/g)).toHaveLength(1);
    expect(output).toMatch(/^src\/main\.ts\(1,22\): error TS910011: .*npx snakebridge sync/m);
    expect(status).toBe(2);
  });

  test("a Python module with a syntax error is named with its line", async () => {
    const app = project({ "src/main.ts": MAIN, "app/tools.py": `${TOOLS}\ndef broken(:\n` });
    const { status, output } = await app.tspc("-p", ".");
    expect(output).toMatch(/src\/main\.ts\(2,24\): error TS910004: .*tools\.py.*\b4\b/);
    expect(status).toBe(2);
  });
});

test("an unchanged program compiles without starting the command", async () => {
  const app = project({ "src/main.ts": MAIN });
  // The first run makes `dist/`, a folder that Python searches. The second run records it.
  for (let round = 0; round < 2; round++) expect((await app.tspc("-p", ".")).status).toBe(0);
  const { output, status } = await run(process.execPath, [app.path("node_modules/ts-patch/bin/tspc.js"), "-p", "."], {
    cwd: app.folder,
    // From here on, every new process of this Node fails at once.
    env: { NODE_OPTIONS: `--import=${new URL("../support/no-children.js", import.meta.url)}` },
  });
  expect({ status, output }).toEqual(OK);
});
