import { expect, test } from "vitest";
import { check, discover, generate } from "../../introspector/generate.ts";
import { prepareProjects } from "../cli/support/command.ts";

const { project: prepared } = prepareProjects();

test("discover, generate and check are functions too, for a folder inside the project", async () => {
  const project = prepared({ "src/main.ts": 'import { sqrt } from "py:math";\n' });
  const cwd = project.at("src");
  expect(await discover({ cwd })).toEqual({ math: { names: ["sqrt"] } });
  expect(await check({ cwd })).toMatchObject({ status: "drift", problems: [] });
  const report = await generate({ cwd });
  expect(report).toMatchObject({
    status: "ok",
    problems: [],
    modules: { math: { names: ["sqrt"], origin: "stdlib" } },
  });
  expect(report.written).toContain("snakebridge.lock");
  expect(await check({ cwd })).toEqual({ status: "ok", problems: [], drift: [] });
  expect(await generate({ cwd })).toMatchObject({ status: "ok", written: [] });
});

test("what a user can fix is a report, not an exception", async () => {
  const project = prepared();
  expect(await generate({ cwd: project.at("nowhere") })).toMatchObject({ status: "failed", python: null });
  expect(await check({ cwd: project.path, project: "nowhere.json" })).toMatchObject({ status: "failed", drift: [] });
});

test("a user's module says which files it needs and where they were found", async () => {
  const project = prepared({
    "main.ts": 'import "py:app.own";\n',
    "python/app/own.py": "def f() -> int:\n    from . import late\n",
    "python/app/late.py": "",
  });
  const { modules } = await generate({ cwd: project.path });
  expect(modules["app.own"]).toEqual({
    names: [],
    origin: "user",
    root: "python",
    sources: [project.at("python/app/late.py"), project.at("python/app/own.py")],
  });
});
