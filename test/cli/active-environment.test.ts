import { describe, expect, test } from "vitest";
import { makeFolder } from "../support/folder.ts";
import { createVariables, listInstalled, makeUsualPath, makeVenv } from "../support/machine.ts";
import { compiler, runSnakebridge, TSCONFIG } from "./support/command.ts";

describe("another project's environment is active in the terminal", () => {
  async function projects() {
    const other = makeFolder({ "pyproject.toml": "" });
    makeVenv(other.at(".venv"));
    const files = { ...compiler(), "package.json": '{ "type": "module" }', "tsconfig.json": TSCONFIG };
    const project = makeFolder({ ...files, "main.ts": 'import "py:json";\n' });
    const env = createVariables(makeUsualPath(project), { VIRTUAL_ENV: other.at(".venv") });
    return { other, project, active: (...args: string[]) => runSnakebridge(project, args, { env }) };
  }

  test("the project's own .venv is used, and every command says so", async () => {
    const { other, project, active } = await projects();
    makeVenv(project.at(".venv"));
    for (const args of [["add", "iniconfig==2.0.0"], ["sync"], ["generate"], ["generate"], ["inspect", "json.dumps"]]) {
      const { status, stderr } = await active(...args);
      expect([args, status, stderr]).toEqual([
        args,
        0,
        expect.stringContaining(`VIRTUAL_ENV is ${other.at(".venv")}, but ${project.at(".venv/bin/python")} is used`),
      ]);
    }
    expect(listInstalled(other.at(".venv"))).toEqual([]);
    expect(listInstalled(project.at(".venv"))).toEqual(["iniconfig"]);
    expect((await active("doctor")).stdout).toMatch(/^problem VIRTUAL_ENV: .*\n +deactivate$/m);
    expect((await active("sync", "--python", ".venv")).stderr).not.toContain("VIRTUAL_ENV");
  });

  test("without a .venv it is used, and whose it is is said before anything is installed", async () => {
    const { other, active } = await projects();
    const { status, stderr } = await active("add", "iniconfig==99.99");
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^note: VIRTUAL_ENV is .*, the environment of .*deactivate.*\n(.*\n)*snakebridge: uv add failed/m,
    );
    expect(stderr).toContain(`the environment of ${other.path}`);
  });

  test("one in a folder for environments belongs to no other project", async () => {
    const { project } = await projects();
    const kept = makeFolder();
    makeVenv(kept.at("app"));
    const env = createVariables(makeUsualPath(project), { VIRTUAL_ENV: kept.at("app") });
    const { status, stderr } = await runSnakebridge(project, ["sync"], { env });
    expect([status, stderr]).toEqual([0, expect.not.stringContaining("VIRTUAL_ENV")]);
  });
});
