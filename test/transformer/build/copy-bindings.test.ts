import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { GenerateReport } from "../../../introspector/report.ts";
import { type CopyPlan, copyBindings } from "../../../transformer/build/copy-bindings.ts";

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "output é "));
  write(
    ".snakebridge/modules/numpy.js",
    'import { bind } from "snakebridge/internal";\nimport "./$manifest.js";\nimport table from "./numpy.$table.js";\nexport * as linalg from "./numpy.linalg.js";\n',
  );
  write(".snakebridge/modules/numpy.$table.js", "export default {};\n");
  write(
    ".snakebridge/modules/numpy.linalg.js",
    'import "./$manifest.js";\nimport table from "./numpy.linalg.$table.js";\n',
  );
  write(".snakebridge/modules/numpy.linalg.$table.js", "export default {};\n");
  write(".snakebridge/modules/json.js", 'import "./$manifest.js";\n');
  write(".snakebridge/modules/app.tools.js", 'import "./$manifest.js";\n');
  write(".snakebridge/modules/$manifest.js", "the project's own\n");
  const numpy = { names: "*", origin: "distribution", distribution: "numpy 2.4.6" };
  const modules = {
    "app.tools": { names: ["tool"], origin: "user" },
    json: { names: ["loads"], origin: "stdlib" },
    numpy,
    "numpy.linalg": numpy,
  };
  const manifest = { version: 1, generator: "1.2.3", root: "..", paths: [".", "python", "src"], modules };
  write(".snakebridge/manifest.json", JSON.stringify(manifest));
  write("python/app/__init__.py", "");
  write("python/app/tools.py", "def tool(): ...\n");
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

const MODULES: GenerateReport["modules"] = {
  numpy: { names: "*", origin: "distribution", distribution: "numpy 2.4.6", sources: [] },
  json: { names: ["loads"], origin: "stdlib", sources: [] },
};

function plan(imported: readonly string[], modules: GenerateReport["modules"] = MODULES): CopyPlan {
  return { root, folder: join(root, "build/out/_snakebridge"), modules, imported: new Set(imported), isComplete: true };
}

function userModule(sources: readonly string[] = ["python/app/__init__.py", "python/app/tools.py"]) {
  const tools = {
    names: ["tool"],
    origin: "user",
    root: "python",
    sources: sources.map((file) => join(root, file)),
  } as const;
  return { ...MODULES, "app.tools": tools };
}

function files(): string[] {
  const folder = join(root, "build/out/_snakebridge");
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => statSync(join(folder, name)).isFile())
    .sort();
}

function manifest(): { root: string; paths: string[]; modules: Record<string, unknown> } {
  const text = readFileSync(join(root, "build/out/_snakebridge/$manifest.js"), "utf8");
  return JSON.parse(text.slice(text.indexOf("({") + 1, text.lastIndexOf(", import.meta.url")));
}

test("a binding brings its table and the submodules it exports, and nothing that is not imported", () => {
  copyBindings(plan(["numpy"]));
  expect(files()).toEqual([
    "$manifest.js",
    "numpy.$table.js",
    "numpy.js",
    "numpy.linalg.$table.js",
    "numpy.linalg.js",
    "package.json",
  ]);
});

test("the manifest allows exactly what this output imports, and holds no path of this machine", () => {
  copyBindings(plan(["numpy", "json"]));
  expect(manifest()).toEqual({
    version: 1,
    generator: "1.2.3",
    root: "../../..",
    paths: [".", "python", "src"],
    modules: {
      json: { names: ["loads"], origin: "stdlib" },
      numpy: { names: "*", origin: "distribution", distribution: "numpy 2.4.6" },
      "numpy.linalg": { names: "*", origin: "distribution", distribution: "numpy 2.4.6" },
    },
  });
  for (const name of files()) {
    expect(readFileSync(join(root, "build/out/_snakebridge", name), "utf8")).not.toContain(root);
  }
});

test("the user's Python goes along under the names it is imported by", () => {
  copyBindings(plan(["app.tools"], userModule()));
  expect(files()).toContain("python/app/tools.py");
  expect(files()).toContain("python/app/__init__.py");
});

test("a module that is only a type brings no Python along", () => {
  copyBindings(plan(["json"], userModule()));
  expect(files()).toEqual(["$manifest.js", "json.js", "package.json"]);
});

test("what is as it should be is not written again", () => {
  expect(copyBindings(plan(["app.tools"], userModule()))).toBe(true);
  expect(copyBindings(plan(["app.tools"], userModule()))).toBe(false);
  write("python/app/tools.py", "def tool(): return 1\n");
  expect(copyBindings(plan(["app.tools"], userModule()))).toBe(true);
});

test("what is imported no more goes", () => {
  copyBindings(plan(["numpy", "app.tools"], userModule()));
  copyBindings(plan(["json"], userModule()));
  expect(files()).toEqual(["$manifest.js", "json.js", "package.json"]);
  expect(existsSync(join(root, "python/app/tools.py"))).toBe(true);
});

test("a source outside the project is not copied to a made-up place", () => {
  copyBindings(plan(["app.tools"], userModule(["../elsewhere/app/tools.py"])));
  expect(files()).toEqual(["$manifest.js", "app.tools.js", "package.json"]);
});

test("a folder that cannot be made is an error", () => {
  write("build/out", "a file where the folder should be");
  expect(() => copyBindings(plan(["json"]))).toThrow(/ENOTDIR|EEXIST/);
});

test("a build that is not complete removes nothing of the last good one, and takes no permission from it", () => {
  copyBindings(plan(["numpy", "json"]));
  const before = files();
  const failed = plan(["json"]);
  rmSync(join(root, ".snakebridge/modules/numpy.js"));
  copyBindings({ ...failed, isComplete: false });
  expect(files()).toEqual(before);
  expect(Object.keys(manifest().modules).sort()).toEqual(["json", "numpy", "numpy.linalg"]);
  copyBindings(failed);
  expect(files()).not.toContain("numpy.js");
  expect(Object.keys(manifest().modules)).toEqual(["json"]);
});
