import { describe, expect, test } from "vitest";
import {
  declaresDependencies,
  ensurePyproject,
  hasProjectTable,
  toDistributionName,
} from "../../../introspector/environment/pyproject.ts";
import { makeFolder } from "../../support/folder.ts";

const PYTHON = { minor: "3.12" };

describe("an existing pyproject.toml belongs to its owner", () => {
  test("one with a [project] table stays as it is, however that is spelled", () => {
    for (const table of ["[project]", "  [ project ]  # ours", '["project"]']) {
      const project = makeFolder({ "pyproject.toml": `# top\r\n${table}\r\nname = "x"\r\n` });
      expect(ensurePyproject(project.path, "y", PYTHON)).toBe(false);
      expect(project.read("pyproject.toml")).toBe(`# top\r\n${table}\r\nname = "x"\r\n`);
    }
  });

  test("one without it is not edited: the error shows the table to add", () => {
    const text = '[tool.x]\ndescription = """\n[project]\n"""\n[project.urls]\n';
    expect(hasProjectTable(text)).toBe(false);
    const project = makeFolder({ "pyproject.toml": text });
    expect(() => ensurePyproject(project.path, "My App", PYTHON)).toThrow(
      expect.objectContaining({
        code: "PYPROJECT",
        remedy: expect.stringContaining(
          '[project]\nname = "my-app"\nversion = "0.1.0"\nrequires-python = ">=3.12,<3.13"',
        ),
      }),
    );
    expect(project.read("pyproject.toml")).toBe(text);
  });
});

test("whether a lock is needed is seen through comments, groups and dynamic fields", () => {
  expect(declaresDependencies("[project]\ndependencies = []\n")).toBe(false);
  expect(declaresDependencies('[project]\n# dependencies = ["x"]\nclassifiers = ["a"]\n')).toBe(false);
  expect(declaresDependencies('[tool.x]\ndependencies = ["x"]\n')).toBe(false);
  expect(declaresDependencies('[project]\ndependencies = [\n  "numpy>=2", # yes\n]\n')).toBe(true);
  expect(declaresDependencies('[project]\ndynamic = ["dependencies"]\n')).toBe(true);
  expect(declaresDependencies('[project]\n[dependency-groups]\ndev = ["pytest"]\n')).toBe(true);
  expect(declaresDependencies('[project]\n[project.optional-dependencies]\ngpu = ["torch"]\n')).toBe(true);
});

test.each([
  ["@scope/My App", "my-app"],
  ["été", "ete"],
  ["_x.", "x"],
  ["日本", "app"],
])("the folder or package %j makes the distribution name %j", (name, expected) => {
  expect(toDistributionName(name)).toBe(expected);
});
