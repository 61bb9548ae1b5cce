import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { listDependencies } from "../../../introspector/environment/pyproject.ts";
import { readDistributionName, readRequirement } from "../../../introspector/environment/requirements.ts";
import { makeFolder } from "../../support/folder.ts";

const project = () =>
  makeFolder({ "libs/geo/pyproject.toml": "", "dist/geo-1.whl": "", "numpy/x.py": "", "app/x.ts": "" });

test.each([
  ["./libs/geo", "./libs/geo", true],
  ["libs/geo", "./libs/geo", true],
  ["geo @ ./libs/geo", "geo @ ./libs/geo", true],
  ["geo[all]@libs/geo", "geo[all] @ ./libs/geo", true],
  ["./dist/geo-1.whl", "./dist/geo-1.whl", false],
  ["./libs/nothing", "./libs/nothing", false],
  // A name is never a folder, even if there is one of that name.
  ["numpy", "numpy", false],
  ["numpy>=2; python_version < '4'", "numpy>=2; python_version < '4'", false],
  ["git+https://github.com/a/b@main", "git+https://github.com/a/b@main", false],
  ["b @ git+https://github.com/a/b", "b @ git+https://github.com/a/b", false],
  ["https://example.org/a-1.whl", "https://example.org/a-1.whl", false],
])("%s", (spec, text, editable) => {
  const { path } = project();
  expect(readRequirement(spec, path, path)).toEqual({ text, editable });
});

test("a path is relative to where it was typed, and absolute ones are folders as well", () => {
  const { path, at } = project();
  expect(readRequirement("../libs/geo", at("app"), path)).toEqual({ text: "./libs/geo", editable: true });
  expect(readRequirement("..", at("libs/geo"), at("app"))).toEqual({ text: "../libs", editable: true });
  expect(readRequirement(at("libs/geo"), "/", path)).toEqual({ text: "./libs/geo", editable: true });
  const url = pathToFileURL(at("libs/geo")).href;
  expect(readRequirement(url, "/", path)).toEqual({ text: "./libs/geo", editable: true });
});

test("--editable asks for a folder, --no-editable takes a copy", () => {
  const { path } = project();
  expect(readRequirement("./libs/geo", path, path, false).editable).toBe(false);
  for (const spec of ["numpy", "git+https://github.com/a/b"]) {
    expect(() => readRequirement(spec, path, path, true)).toThrow(expect.objectContaining({ code: "USAGE" }));
  }
});

test.each([
  ["scikit-learn>=1.5", "scikit-learn"],
  ["pandas[excel]==2", "pandas"],
  ["a", "a"],
  ["geo @ ./libs/geo", "geo"],
  ["./libs/geo", null],
  [join("/", "x"), null],
  ["git+https://github.com/a/b", null],
])("the distribution of %s", (text, name) => {
  expect(readDistributionName(text)).toBe(name);
});

test("what [project] depends on is read as written, comments and extras included", () => {
  const toml = `[tool.x]
dependencies = ["no"]
[project]
name = "x" # [y]
dependencies = [
  "a[b]>=1", # "not this"
  'c; python_version < "3.11"',
]
[project.optional-dependencies]
more = ["d"]
`;
  expect(listDependencies(toml)).toEqual(["a[b]>=1", 'c; python_version < "3.11"']);
  expect(listDependencies("[project]\ndependencies=[]")).toEqual([]);
  expect(listDependencies("[tool.x]\n")).toEqual([]);
});
