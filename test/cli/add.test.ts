/** What `add` does with folders, and what it says next. With real uv and Python. */
import { describe, expect, test } from "vitest";
import { type Folder, makeFolder } from "../support/folder.ts";
import { createVariables, listInstalled, makeUsualPath, makeVenv } from "../support/machine.ts";
import { type CommandResult, compiler, runSnakebridge, TSCONFIG } from "./support/command.ts";

const BACKEND = '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n';

function geo(at: string, area = "def area(r: float) -> float: ...\n"): Record<string, string> {
  return {
    [`${at}/pyproject.toml`]: `[project]\nname = "geo-tools"\nversion = "1"\n${BACKEND}[tool.hatch.build.targets.wheel]\npackages = ["src/geo"]\n`,
    [`${at}/src/geo/__init__.py`]: area,
  };
}

function application(at: string, files: Readonly<Record<string, string>> = {}): Record<string, string> {
  const own = { "package.json": '{ "type": "module" }', "tsconfig.json": TSCONFIG, "main.ts": 'import "py:geo";\n' };
  return Object.fromEntries(
    Object.entries({ ...compiler(), ...own, ...files }).map(([name, text]) => [join(at, name), text]),
  );
}

const join = (at: string, name: string) => (at === "." ? name : `${at}/${name}`);

function add(project: Folder, cwd: string, ...args: readonly string[]): Promise<CommandResult> {
  return runSnakebridge(project, ["add", ...args], {
    env: createVariables(makeUsualPath(project)),
    cwd: project.at(cwd),
  });
}

describe("a folder is installed in place, so that edits are seen", () => {
  test.each([
    ["inside the project", ".", "libs/geo", "./libs/geo"],
    ["beside it, named from a folder of the project", "app", "libs/my geo", "../../libs/my geo"],
  ])("%s", async (_name, root, library, spec) => {
    const project = makeFolder({ ...application(root), ...geo(library), [join(root, "src/x.txt")]: "" });
    const cwd = spec.startsWith("../..") ? join(root, "src") : root;
    const ended = await add(project, cwd, "iniconfig==2.0.0", spec);
    expect(ended.status, ended.stderr).toBe(0);
    expect(ended.stdout).toMatch(/^added \..*geo \(editable\)$/m);
    expect(project.read(join(root, "pyproject.toml"))).toMatch(/geo-tools = \{.* editable = true \}/);
    expect(listInstalled(project.at(root, ".venv"))).toEqual(["geo-tools", "iniconfig"]);
    const types = join(root, ".snakebridge/types/geo.d.ts");
    expect(project.read(types)).toContain("function area(");

    project.write(`${library}/src/geo/__init__.py`, "def volume(r: float) -> float: ...\n");
    const env = createVariables(makeUsualPath(project));
    expect((await runSnakebridge(project, ["generate"], { env, cwd: project.at(root) })).status).toBe(0);
    expect(project.read(types)).toContain("function volume(");
    const frozen = await runSnakebridge(project, ["sync", "--frozen"], { env, cwd: project.at(root) });
    expect(frozen.status, frozen.stderr).toBe(0);
  });

  test("in a conda environment as well", async () => {
    const project = makeFolder({ ...application("."), ...geo("libs/geo") });
    makeVenv(project.at("conda"));
    const env = createVariables(makeUsualPath(project), { CONDA_PREFIX: project.at("conda") });
    const ended = await runSnakebridge(project, ["add", "./libs/geo"], { env });
    expect(ended.status, ended.stderr).toBe(0);
    project.write("libs/geo/src/geo/__init__.py", "def volume(r: float) -> float: ...\n");
    await runSnakebridge(project, ["generate"], { env });
    expect(project.read(".snakebridge/types/geo.d.ts")).toContain("function volume(");
  });

  test("--no-editable takes a copy", async () => {
    const project = makeFolder({ ...application("app"), ...geo("libs/geo") });
    const ended = await add(project, "app", "--no-editable", "../libs/geo");
    expect(ended.status, ended.stderr).toBe(0);
    project.write("libs/geo/src/geo/__init__.py", "def volume(r: float) -> float: ...\n");
    await runSnakebridge(project, ["generate"], {
      env: createVariables(makeUsualPath(project)),
      cwd: project.at("app"),
    });
    expect(project.read("app/.snakebridge/types/geo.d.ts")).toContain("function area(");
  });

  test("--editable of a name is wrong usage", async () => {
    const project = makeFolder(application("."));
    expect(await add(project, ".", "--editable", "iniconfig")).toMatchObject({ status: 2 });
  });
});

test("one package that cannot be had leaves nothing of the others behind", async () => {
  const project = makeFolder({ ...application("."), ...geo("libs/geo") });
  makeVenv(project.at(".venv"));
  project.write("pyproject.toml", '[project]\nname = "x"\nversion = "1"\nrequires-python = ">=3.10"\n');
  const before = project.read("pyproject.toml");
  const { status } = await add(project, ".", "./libs/geo", "iniconfig==99.99");
  expect(status).toBe(1);
  expect(project.read("pyproject.toml")).toBe(before);
  expect(() => project.read("uv.lock")).toThrow();
  expect(listInstalled(project.at(".venv"))).toEqual([]);
});

test("where nothing imports a package yet, the import to write is shown, by the module's own name", async () => {
  const project = makeFolder({ ...application("."), ...geo("libs/geo"), "main.ts": 'import "py:iniconfig";\n' });
  const { status, stdout } = await add(project, ".", "iniconfig==2.0.0", "PyYAML==6.0.2", "./libs/geo");
  expect(status).toBe(0);
  expect(stdout).toContain('  import * as yaml from "py:yaml";\n');
  expect(stdout).toContain('  import * as geo from "py:geo";\n');
  expect(stdout).toContain("npx snakebridge generate");
  expect(stdout).not.toContain("import * as iniconfig");
});
