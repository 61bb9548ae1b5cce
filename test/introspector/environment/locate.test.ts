import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { locate, OWNED_MARK } from "../../../introspector/environment/locate.ts";
import { findFirstPython, probe } from "../../../introspector/environment/python.ts";
import { locateInterpreter } from "../../../runtime/workers/executables.ts";
import { type Folder, makeFolder, makeKeptFolder } from "../../support/folder.ts";
import { addPrograms, basePython, createVariables, makeVenv } from "../../support/machine.ts";

/** One environment for all tests of this file. Each test copies it. */
let model: Folder;
beforeAll(() => {
  model = makeKeptFolder();
  makeVenv(model.at("venv"));
});
afterAll(() => rmSync(model.path, { recursive: true, force: true }));

function environmentAt(path: string): string {
  cpSync(model.at("venv"), path, { recursive: true, verbatimSymlinks: true });
  return path;
}

const OLD = `echo '["3.9.18", "cpython", "/usr", "/usr", []]'`;

test("modules of the current folder that are called as Python's own do not answer for it", async () => {
  const project = makeFolder(
    Object.fromEntries(
      ["json", "types", "enum", "sysconfig", "re", "os"].map((name) => [
        `${name}.py`,
        "raise SystemExit('the wrong module')\n",
      ]),
    ),
  );
  const before = process.cwd();
  process.chdir(project.path);
  try {
    expect(await probe(basePython())).toMatchObject({ implementation: "cpython" });
  } finally {
    process.chdir(before);
  }
});

describe("the first environment that there is wins", () => {
  test("--python, .venv, VIRTUAL_ENV, CONDA_PREFIX, none", async () => {
    const project = makeFolder();
    const named = environmentAt(project.at("named"));
    const active = environmentAt(project.at("active"));
    const own = environmentAt(project.at(".venv"));
    const conda = environmentAt(project.at("conda"));
    const found = async (python: string | null, variables: NodeJS.ProcessEnv) => {
      const environment = await locate({ root: project.path, python, env: createVariables([], variables) });
      return environment && [environment.source, environment.folder, environment.kind];
    };
    const all = { VIRTUAL_ENV: active, CONDA_PREFIX: conda };
    expect(await found(locateInterpreter(named), all)).toEqual(["--python", named, "virtual"]);
    expect(await found("named", all)).toEqual(["--python", named, "virtual"]);
    expect(await found(null, all)).toEqual([".venv", own, "virtual"]);
    rmSync(own, { recursive: true });
    expect(await found(null, all)).toEqual(["VIRTUAL_ENV", active, "virtual"]);
    expect(await found(null, { CONDA_PREFIX: conda })).toEqual(["CONDA_PREFIX", conda, "conda"]);
    expect(await found(null, {})).toBeNull();
  });

  test("an interpreter outside any environment stands for the .venv of its version", async () => {
    const project = makeFolder();
    const find = () => locate({ root: project.path, python: basePython, env: createVariables([]) });
    expect(await find()).toMatchObject({ kind: "base" });
    const own = environmentAt(project.at(".venv"));
    expect(await find()).toMatchObject({ source: ".venv", folder: own, owned: false });
    const other = addPrograms(project, { python3: `echo '["3.99.0", "cpython", "/usr", "/usr", []]'` });
    await expect(
      locate({ root: project.path, python: "python3", env: createVariables([other]) }),
    ).rejects.toMatchObject({
      code: "ENVIRONMENT_MISMATCH",
      message: expect.stringContaining(own),
    });
  });
});

describe("an environment that cannot be used is named, with what fixes it", () => {
  test("only a .venv that snakebridge made may be deleted", async () => {
    const project = makeFolder();
    const own = project.at(".venv");
    const other = addPrograms(project, { python3: `echo '["3.99.0", "cpython", "/usr", "/usr", []]'` });
    const remedies = async (): Promise<unknown[]> => {
      const remedy = (error: { remedy: string }): string => error.remedy;
      const options = { root: project.path, env: createVariables([other]) };
      const mismatch = await locate({ ...options, python: "python3" }).then(() => null, remedy);
      rmSync(join(own, "bin"), { recursive: true });
      const broken = await locate({ ...options, python: null }).then(() => null, remedy);
      const old = join(addPrograms(project, { old: OLD }), "old");
      mkdirSync(join(own, "bin"));
      cpSync(old, join(own, "bin/python"));
      return [mismatch, broken, await locate({ ...options, python: null }).then(() => null, remedy)];
    };
    environmentAt(own);
    for (const remedy of await remedies()) expect(remedy).not.toMatch(/delete|remove/i);
    rmSync(own, { recursive: true });
    writeFileSync(join(environmentAt(own), OWNED_MARK), "");
    const [mismatch, broken] = await remedies();
    expect(mismatch).toContain(`delete it`);
    expect(broken).toContain(`delete it`);
  });

  test("a .venv whose Python is gone", async () => {
    const project = makeFolder();
    mkdirSync(project.at(".venv/bin"), { recursive: true });
    await expect(locate({ root: project.path, python: null, env: createVariables([]) })).rejects.toMatchObject({
      code: "BROKEN_PYTHON",
      message: expect.stringContaining(project.at(".venv")),
      remedy: expect.stringContaining("npx snakebridge sync"),
    });
  });

  test("VIRTUAL_ENV that leads nowhere", async () => {
    const project = makeFolder();
    const env = createVariables([], { VIRTUAL_ENV: project.at("gone") });
    await expect(locate({ root: project.path, python: null, env })).rejects.toMatchObject({
      message: expect.stringContaining(project.at("gone")),
      remedy: expect.stringContaining("VIRTUAL_ENV"),
    });
  });

  test("a Python that is too old, by version and path", async () => {
    const project = makeFolder();
    const bin = addPrograms(project, { python3: OLD });
    const error = {
      code: "OLD_PYTHON",
      message: `${join(bin, "python3")} is Python 3.9.18; SnakeBridge needs 3.10 or newer`,
    };
    await expect(locate({ root: project.path, python: "python3", env: createVariables([bin]) })).rejects.toMatchObject(
      error,
    );
    await expect(findFirstPython(createVariables([bin]))).rejects.toMatchObject(error);
  });

  test("a name that is no Python", async () => {
    const find = locate({ root: makeFolder().path, python: "python3.99", env: createVariables(["/nonexistent"]) });
    await expect(find).rejects.toMatchObject({ code: "NO_PYTHON", message: expect.stringContaining('"python3.99"') });
  });

  test("a file that is no Python", async () => {
    const bin = addPrograms(makeFolder(), { python3: "echo oops >&2; exit 3" });
    await expect(probe(join(bin, "python3"))).rejects.toMatchObject({
      code: "BROKEN_PYTHON",
      message: expect.stringContaining("oops"),
    });
  });
});

test("no Python on the PATH: the message lists what was looked for", async () => {
  await expect(findFirstPython(createVariables(["/nonexistent"]))).rejects.toMatchObject({
    code: "NO_PYTHON",
    message: expect.stringMatching(/python3, python, python3\.14, .*python3\.10 on the PATH/),
    remedy: expect.stringContaining("--python"),
  });
});

test("an old python3 does not hide a newer Python under another name", async () => {
  const bin = addPrograms(makeFolder(), { python3: OLD, "python3.12": basePython });
  expect((await findFirstPython(createVariables([bin]))).command).toBe(join(bin, "python3.12"));
});
