import { createHash } from "node:crypto";
import { readdirSync, utimesSync } from "node:fs";
import { expect, test } from "vitest";
import { type CacheKey, readCachedIntrospection, saveIntrospection } from "../../../introspector/ir/cache.ts";
import type { Introspection } from "../../../introspector/ir/ir.ts";
import { type Folder, makeFolder } from "../../support/folder.ts";

const key: CacheKey = {
  python: { version: "3.11.7", implementation: "cpython", prefix: "/venv" },
  platform: "linux x64",
  generator: "0.1.0",
  pins: "p1",
  project: "/project",
  paths: ["."],
  modules: ["own"],
};

function introspection(project: Folder): Introspection {
  const hash = createHash("sha256").update(project.read("own.py")).digest("hex");
  const module = {
    name: "own",
    bound: true,
    origin: { kind: "user", root: "." },
    doc: null,
    declarations: [],
    submodules: [],
    sources: [{ path: project.at("own.py"), hash }],
    problems: [],
  } as const;
  const python = { version: "3.11.7", implementation: "cpython", platform: "linux" };
  return { schema: 1, python, modules: [module], aliases: {}, failures: [] };
}

function save(project: Folder, under: CacheKey, folders: readonly string[]): void {
  const data = introspection(project);
  saveIntrospection(project.at(".cache"), under, data, JSON.stringify(data), (inputs) => {
    for (const path of folders) inputs.addFolder(path);
  });
}

function saved(): Folder {
  const project = makeFolder({ "own.py": "x = 1\n" });
  save(project, key, [project.path]);
  return project;
}

test("the same modules of the same versions are not read twice", () => {
  const project = saved();
  expect(readCachedIntrospection(project.at(".cache"), key)).toEqual(introspection(project));
});

test("a file that was touched but not changed counts as the same", () => {
  const project = saved();
  utimesSync(project.at("own.py"), 1, 1);
  expect(readCachedIntrospection(project.at(".cache"), key)).not.toBeNull();
});

test.each<[string, (project: Folder) => void]>([
  ["changed source", (project) => project.write("own.py", "x = 2\n")],
  ["new file that may hide it", (project) => project.write("own.pyi", "")],
  [
    "file cut short",
    (project) => {
      for (const name of readdirSync(project.at(".cache"))) project.write(`.cache/${name}`, "{");
    },
  ],
])("a %s means reading again", (_name, change) => {
  const project = saved();
  change(project);
  expect(readCachedIntrospection(project.at(".cache"), key)).toBeNull();
});

test.each<[string, Partial<CacheKey>]>([
  ["Python", { python: { ...key.python, version: "3.11.8" } }],
  ["environment", { python: { ...key.python, prefix: "/other" } }],
  ["generator", { generator: "0.2.0" }],
  ["set of pinned packages", { pins: "p2" }],
  ["platform", { platform: "darwin arm64" }],
  ["set of modules", { modules: ["own", "json"] }],
])("another %s means reading again", (_name, change) => {
  expect(readCachedIntrospection(saved().at("cache"), { ...key, ...change })).toBeNull();
});

test("old readings are thrown away", () => {
  const project = saved();
  for (let at = 0; at < 8; at++) {
    save(project, { ...key, generator: `0.${at}` }, []);
  }
  expect(readdirSync(project.at(".cache"))).toHaveLength(8);
});
