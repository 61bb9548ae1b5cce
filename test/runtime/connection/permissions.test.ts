/** What a program may reach: the union of what its builds registered. */
import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { Permissions } from "../../../runtime/connection/permissions.ts";
import type { ManifestModule } from "../../../runtime/wire/call-table.ts";

type Modules = Record<string, ManifestModule["names"]>;

function manifest(modules: Modules, paths: string[] = []) {
  return {
    version: 1 as const,
    generator: "test",
    root: "../..",
    paths,
    modules: Object.fromEntries(
      Object.entries(modules).map(([name, names]) => [name, { names, origin: "stdlib" as const }]),
    ),
  };
}

function permissions(...manifests: Modules[]): Permissions {
  const all = new Permissions();
  for (const [i, modules] of manifests.entries())
    all.registerManifest(manifest(modules), `file:///app/${i}/out/$manifest.js`);
  return all;
}

const table = (module: string) => ({ version: 1 as const, module, callables: {}, classes: {} });

describe("names", () => {
  test("exactly those that were imported, of all outputs together", () => {
    const all = permissions({ json: ["dumps"] }, { json: ["loads"], math: "*" });
    for (const name of ["dumps", "loads"]) expect(() => all.check("json", name)).not.toThrow();
    expect(() => all.check("json", "load")).toThrow(/json\.load is not in the manifest.*import \{ … \} from "py:json"/);
    expect(() => all.check("json", undefined)).toThrow(/single names of json/);
    expect(() => all.check("math", undefined)).not.toThrow();
  });

  test("a module that nothing imports is refused with what would permit it", () => {
    expect(() => permissions({}).check("os.path", "join")).toThrow(/import \* as os_path from "py:os\.path"/);
    expect(() => permissions({}).check("builtins", "str")).toThrow(/builtins/);
    expect(() => permissions({}).check("constructor", "x")).toThrow(/constructor is not in the manifest/);
  });

  test("a package brings its public submodules, single names of it do not", () => {
    const all = permissions({ numpy: "*", scipy: ["linalg"] });
    expect(() => all.check("numpy.linalg", "svd")).not.toThrow();
    expect(() => all.check("scipy.linalg", "svd")).not.toThrow();
    expect(() => all.check("numpy._core", "x")).toThrow(/numpy\._core/);
    expect(() => all.check("numpy._core.multiarray", "x")).toThrow(/numpy\._core/);
    expect(() => all.check("scipy.stats", "x")).toThrow(/scipy\.stats/);
  });

  test("a dotted path is cut behind the longest module that is known", () => {
    const all = permissions({ numpy: "*", json: ["dumps"] });
    expect(all.resolve("json.dumps")).toEqual({ module: "json", names: ["dumps"] });
    expect(all.resolve("numpy.ndarray.sum")).toEqual({ module: "numpy", names: ["ndarray", "sum"] });
    all.registerTable(table("numpy.linalg"));
    expect(all.resolve("numpy.linalg.svd")).toEqual({ module: "numpy.linalg", names: ["svd"] });
    expect(() => all.resolve("os.system")).toThrow(/the module os is not/);
  });
});

describe("what a worker is told", () => {
  const told = (all: Permissions) => Object.fromEntries(all.imports.map(({ module, names }) => [module, names]));

  test("every listed module with its names; a table when its module is called into", () => {
    const all = permissions({ json: ["dumps"], numpy: "*" });
    const linalg = table("numpy.linalg");
    all.registerTable(linalg);
    expect(told(all)).toEqual({ builtins: ["len", "repr", "str", "type"], json: ["dumps"], numpy: null });
    expect(all.imports.every((message) => message.table === null)).toBe(true);
    expect(all.importWithTable("numpy.linalg")).toEqual({ module: "numpy.linalg", names: null, table: linalg });
    expect(all.importWithTable("json")).toBeUndefined();
    all.registerTable(table("os"));
    expect(all.importWithTable("os")?.names).toEqual([]);
  });

  test("the bridge's own names come on top of the program's", () => {
    expect(told(permissions({ builtins: ["print"] })).builtins).toEqual(["len", "print", "repr", "str", "type"]);
    expect(told(permissions({ builtins: "*" })).builtins).toBeNull();
  });

  test("the revision rises with what is new, and with nothing else", () => {
    const all = permissions({ json: ["dumps"] });
    const before = all.revision;
    all.registerManifest(manifest({ json: ["loads"] }), "file:///app/0/out/$manifest.js");
    expect(all.revision).toBe(before);
    const json = table("json");
    all.registerTable(json);
    all.registerTable(json);
    expect(all.revision).toBe(before + 1);
  });
});

test("the search path is the projects' folders, then the copies beside the manifests, as far as they exist", () => {
  const project = mkdtempSync(join(tmpdir(), "grün "));
  mkdirSync(join(project, "dist/_snakebridge/python"), { recursive: true });
  mkdirSync(join(project, "src"));
  const all = new Permissions();
  all.registerManifest(
    manifest({}, ["src", "absent"]),
    pathToFileURL(join(project, "dist/_snakebridge/$manifest.js")).href,
  );
  expect(all.roots).toEqual([project]);
  expect(all.searchPaths).toEqual([project, join(project, "src"), join(project, "dist/_snakebridge/python")]);
});
