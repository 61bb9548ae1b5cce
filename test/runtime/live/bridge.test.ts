/** What bindings and programs call: one session in the process, allow-list, untyped access. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { call, configure, importModule } from "../../../runtime/index.ts";
import { bind, registerManifest } from "../../../runtime/internal.ts";
import type { Manifest, ManifestModule } from "../../../runtime/wire/call-table.ts";
import { findTestPython } from "../../support/python.ts";

function output(modules: Record<string, ManifestModule["names"]>, files: Record<string, string> = {}): void {
  const folder = mkdtempSync(join(tmpdir(), "output "));
  for (const [name, source] of Object.entries(files)) writeFileSync(join(folder, name), source);
  const manifest: Manifest = {
    version: 1,
    generator: "test",
    root: ".",
    paths: [],
    modules: Object.fromEntries(Object.entries(modules).map(([name, names]) => [name, { names, origin: "user" }])),
  };
  registerManifest(manifest, pathToFileURL(join(folder, "$manifest.js")).href);
}

const table = { version: 1 as const, module: "json", callables: { dumps: "a", loads: "a" }, classes: {} };
const json = bind(table);

beforeAll(() => {
  configure({ python: findTestPython() });
  output({ json: ["dumps"], first: "*" }, { "first.py": "def f(*a, **k): return [list(a), k]\n" });
});

describe("bindings", () => {
  test("are made without a call, and share one session", async () => {
    const dumps = json.callable("dumps");
    expect(await dumps({ a: 1 })).toBe('{"a": 1}');
    expect(await json.callable("dumps")([])).toBe("[]");
  });

  test("reach what their build lists, and more when another output is registered", async () => {
    const loads = json.callable("loads");
    await expect(Promise.resolve(loads("1"))).rejects.toMatchObject({ code: "NOT_ALLOWED" });
    output({ json: ["loads"] });
    expect(await loads("1")).toBe(1);
    expect(await json.callable("dumps")(1)).toBe("1");
    await expect(Promise.resolve(json.module())).rejects.toMatchObject({ code: "NOT_ALLOWED" });
    output({ json: "*" });
    expect(await json.module().loads("[1]")).toEqual([1]);
    expect(await json.module()).toBe(await json.module());
  });
});

describe("untyped access", () => {
  test("calls by dotted name; a trailing object is an argument, keywords are said", async () => {
    expect(await call("json.dumps", [{ b: 1, a: 2 }], { sort_keys: true })).toBe('{"a": 2, "b": 1}');
    expect(await call("first.f", [1, { a: 1 }])).toEqual([[1, { a: 1 }], {}]);
    expect(await call("json.decoder.JSONDecoder").decode("[1]")).toEqual([1]);
  });

  test("modules by specifier", async () => {
    expect(await importModule("py:first").f(1)).toEqual([[1], {}]);
  });

  test("is held to the same list, and says how to extend it", async () => {
    const refused = { code: "NOT_ALLOWED", message: expect.stringContaining('import * as shutil from "py:shutil"') };
    await expect(Promise.resolve(call("shutil.rmtree", ["/"]))).rejects.toMatchObject(refused);
    await expect(Promise.resolve(importModule("py:shutil").rmtree("/"))).rejects.toMatchObject(refused);
    await expect(Promise.resolve(importModule("py:shutil"))).rejects.toMatchObject(refused);
  });

  test.each(["json", "", "json.dumps;x", "../x.y", "json..dumps", "__import__('os').system"])(
    "%j is no name",
    async (name) => {
      await expect(Promise.resolve(call(name))).rejects.toMatchObject({ code: "ARGUMENT_TYPE" });
      if (name !== "json") expect(() => importModule(`py:${name}`)).toThrow(/takes a dotted Python name/);
    },
  );

  test("a specifier without py: is none", () => {
    expect(() => importModule("json")).toThrow(/such as "py:json", not "json"/);
  });
});
