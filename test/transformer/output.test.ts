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
import type { GenerateReport } from "../../introspector/report.ts";
import { type OutputPlan, writeOutput } from "../../transformer/output.ts";

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
  write("python/app/__init__.py", "");
  write("python/app/tools.py", "def tool(): ...\n");
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

const REPORT: GenerateReport = {
  status: "ok",
  problems: [],
  breaking: [],
  notes: [],
  written: [],
  modules: {
    numpy: { names: "*", origin: "distribution", distribution: "numpy 2.4.6", sources: [] },
    json: { names: ["loads"], origin: "stdlib", sources: [] },
    "app.tools": { names: ["tool"], origin: "user", root: "python", sources: [] },
  },
  paths: [".", "python", "src"],
  python: null,
};

function plan(imported: readonly string[], report: GenerateReport = REPORT): OutputPlan {
  const folder = join(root, "build/out/_snakebridge");
  return {
    root,
    bindings: join(root, ".snakebridge/modules"),
    folder,
    report,
    imported: new Set(imported),
    version: "1.2.3",
  };
}

function userModule(): GenerateReport {
  const sources = ["python/app/__init__.py", "python/app/tools.py"].map((file) => join(root, file));
  const tools = { names: ["tool"], origin: "user", root: "python", sources } as const;
  return { ...REPORT, modules: { ...REPORT.modules, "app.tools": tools } };
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
  writeOutput(plan(["numpy"]));
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
  writeOutput(plan(["numpy", "json"]));
  expect(manifest()).toEqual({
    version: 1,
    generator: "1.2.3",
    root: "../../..",
    paths: [".", "python", "src"],
    modules: {
      json: { names: ["loads"], origin: "stdlib" },
      numpy: { names: "*", origin: "distribution", distribution: "numpy 2.4.6" },
    },
  });
  for (const name of files()) {
    expect(readFileSync(join(root, "build/out/_snakebridge", name), "utf8")).not.toContain(root);
  }
});

test("the user's Python goes along under the names it is imported by", () => {
  writeOutput(plan(["app.tools"], userModule()));
  expect(files()).toContain("python/app/tools.py");
  expect(files()).toContain("python/app/__init__.py");
});

test("a module that is only a type brings no Python along", () => {
  writeOutput(plan(["json"], userModule()));
  expect(files()).toEqual(["$manifest.js", "json.js", "package.json"]);
});

test("what is as it should be is not written again", () => {
  expect(writeOutput(plan(["app.tools"], userModule()))).toBe(true);
  expect(writeOutput(plan(["app.tools"], userModule()))).toBe(false);
  write("python/app/tools.py", "def tool(): return 1\n");
  expect(writeOutput(plan(["app.tools"], userModule()))).toBe(true);
});

test("what is imported no more goes", () => {
  writeOutput(plan(["numpy", "app.tools"], userModule()));
  writeOutput(plan(["json"], userModule()));
  expect(files()).toEqual(["$manifest.js", "json.js", "package.json"]);
  expect(existsSync(join(root, "python/app/tools.py"))).toBe(true);
});

test("a source outside every search folder is not copied to a made-up place", () => {
  const report: GenerateReport = {
    ...REPORT,
    paths: ["python"],
    modules: {
      "app.tools": { names: "*", origin: "user", root: "python", sources: [join(root, "other/app/tools.py")] },
    },
  };
  write("other/app/tools.py", "def tool(): ...\n");
  writeOutput(plan(["app.tools"], report));
  expect(files()).toEqual(["$manifest.js", "app.tools.js", "package.json"]);
});

test("a folder that cannot be made is an error", () => {
  write("build/out", "a file where the folder should be");
  expect(() => writeOutput(plan(["json"]))).toThrow(/ENOTDIR|EEXIST/);
});
