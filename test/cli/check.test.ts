import { existsSync, rmSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Folder } from "../support/folder.ts";
import { createVariables, makeUsualPath } from "../support/machine.ts";
import { prepareProjects, runSnakebridge } from "./support/command.ts";

const { project: prepared } = prepareProjects();

/** Runs the check as CI does: without Python and without generated files. */
async function checkedOut(project: Folder) {
  for (const name of [".venv", ".snakebridge"]) rmSync(project.at(name), { recursive: true, force: true });
  return runSnakebridge(project, ["generate", "--check"], { env: createVariables(["/nonexistent"]) });
}

const MAIN = 'import { dumps } from "py:json";\nimport { f } from "py:own";\n';
const OWN = "def f(a: int, b: int = 0) -> int:\n    return a\n";

async function generatedProject(): Promise<Folder> {
  const project = prepared({ "main.ts": MAIN, "own.py": OWN });
  expect(await runSnakebridge(project, ["generate"])).toMatchObject({ status: 0 });
  return project;
}

describe("drift of committed files is found without Python, and nothing is written", () => {
  test("none", async () => {
    const project = await generatedProject();
    expect(await checkedOut(project)).toEqual({
      status: 0,
      stdout: "imports, uv.lock and snakebridge.lock agree\n",
      stderr: "",
    });
    expect(existsSync(project.at(".snakebridge"))).toBe(false);
  });

  test.each([
    ["an import that is not locked", { "main.ts": `${MAIN}import "py:math";\n` }, "py:math is imported, but not in"],
    [
      "an import that is gone",
      { "main.ts": 'import { f } from "py:own";\n' },
      "py:json is in snakebridge.lock, but no longer",
    ],
    [
      "another name",
      { "main.ts": MAIN.replace("dumps", "loads") },
      "py:json: imports are loads, snakebridge.lock has dumps",
    ],
    ["an edited module", { "own.py": `${OWN}# more\n` }, "py:own: own.py changed since"],
  ])("%s", async (_name, edits, message) => {
    const project = await generatedProject();
    for (const [file, text] of Object.entries(edits)) project.write(file, text);
    const { status, stderr } = await checkedOut(project);
    expect(status).toBe(1);
    expect(stderr).toContain(message);
    expect(stderr).toContain("npx snakebridge generate");
  });

  test("another version in uv.lock", async () => {
    const project = await generatedProject();
    const lock = JSON.parse(project.read("snakebridge.lock"));
    lock.modules.json = { ...lock.modules.json, origin: "distribution", distribution: "Small.Thing 1.0" };
    project.write("snakebridge.lock", JSON.stringify(lock));
    project.write("uv.lock", 'version = 1\n\n[[package]]\nname = "small-thing"\nversion = "1.1"\n');
    const { status, stderr } = await checkedOut(project);
    expect(status).toBe(1);
    expect(stderr).toContain("uv.lock has Small.Thing 1.1, snakebridge.lock 1.0");
  });

  test("other pinned packages than this release installs", async () => {
    const project = await generatedProject();
    const lock = JSON.parse(project.read("snakebridge.lock"));
    const installed = lock.pins["typeshed-client"];
    expect(installed).toMatch(/^\d+\.\d+/);
    project.write("snakebridge.lock", JSON.stringify({ ...lock, pins: { ...lock.pins, "typeshed-client": "2.1.0" } }));
    const message = `snakebridge.lock was written with typeshed-client 2.1.0, this snakebridge installs typeshed-client ${installed}`;
    const { status, stderr } = await checkedOut(project);
    expect(status).toBe(1);
    expect(stderr).toContain(message);
    const frozen = await runSnakebridge(project, ["sync", "--frozen"], {
      env: createVariables(makeUsualPath(project)),
    });
    expect(frozen.status).toBe(1);
    expect(frozen.stderr).toContain(message);
  });

  test("no lock at all", async () => {
    const project = prepared({ "main.ts": MAIN });
    const { status, stderr } = await checkedOut(project);
    expect(status).toBe(1);
    expect(stderr).toContain("there is no snakebridge.lock");
  });
});

describe("a flipped keyword verdict is called breaking", () => {
  const FLIPPED = OWN.replace("b: int", "b: dict");

  test("by the bindings on this machine, against a lock that says otherwise", async () => {
    const project = await generatedProject();
    const lock = JSON.parse(project.read("snakebridge.lock"));
    lock.modules.own.keywords.f = "ka";
    project.write("snakebridge.lock", JSON.stringify(lock));
    const { status, stderr } = await runSnakebridge(project, ["generate", "--check"]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^breaking: py:own: f takes a trailing object differently/m);
  });

  test("by Python, where a source changed and there is one to ask", async () => {
    const project = await generatedProject();
    project.write("own.py", FLIPPED);
    const { status, stderr } = await runSnakebridge(project, ["generate", "--check"]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^py:own: own\.py changed/m);
    expect(stderr).toMatch(/^breaking: py:own: f takes/m);
    expect(project.read(".snakebridge/types/own.d.ts")).not.toContain("dict");
  });

  test("by generate itself, which writes the new one", async () => {
    const project = await generatedProject();
    project.write("own.py", FLIPPED);
    const { status, stderr } = await runSnakebridge(project, ["generate"]);
    expect(status).toBe(0);
    expect(stderr).toMatch(/^breaking: py:own: f takes/m);
    expect(JSON.parse(project.read("snakebridge.lock")).modules.own.keywords.f).toBe("ka");
  });
});

test("a wrong specifier fails the check at its place", async () => {
  const project = await generatedProject();
  project.write("main.ts", `${MAIN}import "py:../x";\n`);
  const { status, stderr } = await checkedOut(project);
  expect(status).toBe(1);
  expect(stderr).toMatch(/^main\.ts:3:8 - /m);
});
