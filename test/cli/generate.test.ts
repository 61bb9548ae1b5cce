import { chmodSync, existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { GenerateReport } from "../../introspector/generate.ts";
import type { Folder } from "../support/folder.ts";
import { prepareProjects, runSnakebridge } from "./support/command.ts";

const { project: prepared } = prepareProjects();

/** Returns the time and the content of every generated file. */
function generated(project: Folder): Record<string, [number, string]> {
  const files: Record<string, [number, string]> = {};
  for (const part of ["types", "modules", "support"]) {
    if (!existsSync(project.at(".snakebridge", part))) continue;
    for (const name of readdirSync(project.at(".snakebridge", part)).sort()) {
      const file = `.snakebridge/${part}/${name}`;
      files[file] = [statSync(project.at(file)).mtimeMs, project.read(file)];
    }
  }
  for (const file of [".snakebridge/manifest.json", "snakebridge.lock"]) {
    files[file] = [statSync(project.at(file)).mtimeMs, project.read(file)];
  }
  return files;
}

test("declarations, bindings, manifest and lock for what is imported; a second run writes nothing and loads nothing", async () => {
  const project = prepared({ "main.ts": 'import { dumps } from "py:json";\nimport * as math from "py:math";\n' });
  const first = await runSnakebridge(project, ["generate"]);
  expect(first).toMatchObject({ status: 0 });
  expect(first.stdout).toMatch(/^bindings for json, math: \d+ files written\n$/);
  const before = generated(project);
  expect(Object.keys(before)).toEqual(
    expect.arrayContaining([".snakebridge/types/json.d.ts", ".snakebridge/modules/math.js"]),
  );
  const { modules } = JSON.parse(project.read(".snakebridge/manifest.json"));
  expect(modules.json).toEqual({ names: ["dumps"], origin: "stdlib" });
  expect(modules.math).toEqual({ names: "*", origin: "stdlib" });

  const env = { ...process.env, SNAKEBRIDGE_TEST_LOADED: "1", PATH: "/nonexistent" };
  const second = await runSnakebridge(project, ["generate"], { env });
  expect(second).toEqual({ status: 0, stderr: "", stdout: "bindings for json, math: nothing changed\n" });
  expect(generated(project)).toEqual(before);
});

test("no generated file names a folder of this machine", async () => {
  const project = prepared({ "main.ts": 'import "py:own";\n', "own.py": "def f(a: int) -> int: ...\n" });
  expect(await runSnakebridge(project, ["generate"])).toMatchObject({ status: 0 });
  for (const [file, [, text]] of Object.entries(generated(project))) {
    expect(text, file).not.toContain(project.path);
  }
});

test("what is no longer imported is removed, and what was deleted comes back", async () => {
  const project = prepared({ "main.ts": 'import "py:json";\n' });
  await runSnakebridge(project, ["generate"]);
  rmSync(project.at(".snakebridge/types"), { recursive: true });
  expect(await runSnakebridge(project, ["generate"])).toMatchObject({ status: 0 });
  expect(existsSync(project.at(".snakebridge/types/json.d.ts"))).toBe(true);
  project.write("main.ts", 'import "py:math";\n');
  expect(await runSnakebridge(project, ["generate"])).toMatchObject({ status: 0 });
  expect(readdirSync(project.at(".snakebridge/types"))).toEqual(["math.d.ts"]);
  project.write("main.ts", "export {};\n");
  expect(await runSnakebridge(project, ["generate"])).toMatchObject({ status: 0 });
  expect(existsSync(project.at(".snakebridge/types"))).toBe(false);
});

test("a change of TypeScript that imports the same changes no file", async () => {
  const project = prepared({ "main.ts": 'import "py:json";\n' });
  await runSnakebridge(project, ["generate"]);
  const before = generated(project);
  project.write("main.ts", 'import "py:json";\nexport const x = 1;\n');
  project.write("more.ts", "export {};\n");
  expect((await runSnakebridge(project, ["generate"])).stdout).toBe("bindings for json: nothing changed\n");
  expect(generated(project)).toEqual(before);
});

test("an edited module of the user's own is read again", async () => {
  const project = prepared({ "main.ts": 'import "py:app.own";\n', "python/app/own.py": "def f(a: int) -> int: ...\n" });
  await runSnakebridge(project, ["generate"]);
  expect(project.read(".snakebridge/types/app.own.d.ts")).toContain("function f(");
  project.write("python/app/own.py", "def g(a: int) -> int: ...\n");
  await runSnakebridge(project, ["generate"]);
  expect(project.read(".snakebridge/types/app.own.d.ts")).toContain("function g(");
});

describe("an import that cannot be bound is reported at its place, and the others are bound", () => {
  const bad = `import { sqrt, squrt } from "py:math";
import "py:nosuchmodule";
import * as skl from "py:sklearn.svm";
import "py:os; rm -rf /";
`;

  test("for a person, as a compiler says it", async () => {
    const project = prepared({ "src/bad.ts": bad });
    const { status, stdout, stderr } = await runSnakebridge(project, ["generate"]);
    expect(status).toBe(1);
    expect(stderr.match(/^src\/bad\.ts:/gm)).toHaveLength(4);
    expect(stderr).toMatch(/^src\/bad\.ts:1:16 - .*squrt.*sqrt/m);
    expect(stderr).toMatch(/^src\/bad\.ts:2:8 - .*nosuchmodule/m);
    expect(stderr).toMatch(/^src\/bad\.ts:3:22 - .*npx snakebridge add scikit-learn/m);
    expect(stderr).toMatch(/^src\/bad\.ts:4:8 - .*"py:os; rm -rf \/"/m);
    expect(stdout).toContain("bindings for math");
    expect(existsSync(project.at(".snakebridge/types/math.d.ts"))).toBe(true);
  });

  test("for a program, as one JSON object", async () => {
    const project = prepared({ "src/bad.ts": bad });
    const { status, stdout } = await runSnakebridge(project, ["generate", "--json"]);
    expect(status).toBe(1);
    const report = JSON.parse(stdout) as GenerateReport;
    expect(report).toMatchObject({
      status: "problems",
      modules: { math: { names: ["sqrt"], origin: "stdlib", sources: [] } },
      paths: [".", "python", "src"],
    });
    expect(
      report.problems.map(({ code, file, start, length }) => [code, file, bad.slice(start, start + length)]),
    ).toEqual([
      ["INVALID_SPECIFIER", project.at("src/bad.ts"), '"py:os; rm -rf /"'],
      ["NAME_NOT_FOUND", project.at("src/bad.ts"), "squrt"],
      [expect.any(String), project.at("src/bad.ts"), '"py:nosuchmodule"'],
      ["NOT_INSTALLED", project.at("src/bad.ts"), '"py:sklearn.svm"'],
    ]);
  });

  test("a user's module with a syntax error, by file and line", async () => {
    const project = prepared({ "main.ts": 'import "py:broken";\nimport "py:json";\n', "broken.py": "def f(:\n" });
    const { status, stderr } = await runSnakebridge(project, ["generate"]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^main\.ts:1:8 - .*broken\.py/m);
    expect(existsSync(project.at(".snakebridge/types/json.d.ts"))).toBe(true);
  });
});

test("a module whose import would end the process is read, not run", async () => {
  const own = 'import os\nopen("ran", "w").close()\nos._exit(3)\ndef f(a: int) -> str: ...\n';
  const project = prepared({ "main.ts": 'import { f } from "py:fatal";\n', "fatal.py": own });
  expect(await runSnakebridge(project, ["generate"])).toMatchObject({ status: 0 });
  expect(project.read(".snakebridge/types/fatal.d.ts")).toContain("function f(");
  expect(existsSync(project.at("ran"))).toBe(false);
});

test("runs at the same time do not disturb each other", async () => {
  const project = prepared({ "main.ts": 'import "py:json";\nimport "py:math";\nimport "py:os";\n' });
  const runs = await Promise.all(Array.from({ length: 3 }, () => runSnakebridge(project, ["generate"])));
  expect(runs.map(({ status }) => status)).toEqual([0, 0, 0]);
  expect(runs.filter(({ stdout }) => stdout.includes("nothing changed"))).toHaveLength(2);
  const leftovers = readdirSync(project.at(".snakebridge/cache")).filter((name) => name.includes("lock"));
  expect(leftovers).toEqual([]);
  const left = Object.keys(generated(project)).filter((file) => !/\.(d\.ts|js|json|lock)$/.test(file));
  expect(left).toEqual([]);
});

test("before `snakebridge sync` there is one problem, which names that command", async () => {
  const project = prepared({ "main.ts": 'import "py:json";\n' });
  rmSync(project.at(".venv"));
  const { status, stdout } = await runSnakebridge(project, ["generate", "--json"]);
  expect(status).toBe(1);
  const report = JSON.parse(stdout) as GenerateReport;
  expect(report).toMatchObject({ status: "failed", modules: {}, written: [] });
  expect(report.problems).toHaveLength(1);
  expect(report.problems[0]).toMatchObject({ code: "NO_ENVIRONMENT", file: null });
  expect(report.problems[0]?.message).toContain("npx snakebridge sync");
});

test("a project folder that cannot be written is named", async () => {
  const project = prepared({ "main.ts": 'import "py:json";\n' });
  chmodSync(project.at(".snakebridge"), 0o555);
  chmodSync(project.path, 0o555);
  // root may write anywhere, so another user runs the command.
  const uid = process.getuid?.() === 0 ? { uid: 65_534 } : {};
  const ended = await runSnakebridge(project, ["generate"], uid);
  chmodSync(project.path, 0o755);
  chmodSync(project.at(".snakebridge"), 0o755);
  expect(ended.status).toBe(1);
  expect(ended.stderr).toContain(`cannot write in ${project.at(".snakebridge")}`);
  expect(ended.stderr).not.toContain("    at ");
});

test("two tsconfigs of one package: building one keeps what the other needs", async () => {
  const config = '{ "compilerOptions": { "module": "nodenext", "composite": true } }';
  const project = prepared({ "a/tsconfig.json": config, "a/a.ts": 'import "py:json";\n' });
  rmSync(project.at("tsconfig.json"));
  project.write("b/tsconfig.json", config);
  project.write("b/b.ts", 'import "py:math";\n');
  for (const named of ["a", "b/tsconfig.json"]) {
    expect(await runSnakebridge(project, ["generate", "--project", named])).toMatchObject({ status: 0 });
    expect(readdirSync(project.at(".snakebridge/types"))).toEqual(["json.d.ts", "math.d.ts"]);
  }
  expect((await runSnakebridge(project, ["generate", "--project", "a"])).stdout).toContain("nothing changed");
});
