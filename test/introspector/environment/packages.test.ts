import { existsSync, readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { hasBridgePackages } from "../../../introspector/environment/bridge-packages.ts";
import { ensureEnvironment } from "../../../introspector/environment/create.ts";
import { ensureBridgePackages } from "../../../introspector/environment/install-bridge.ts";
import { addPackages, isLocked, syncPackages } from "../../../introspector/environment/packages.ts";
import { readPinnedVersions } from "../../../introspector/pins.ts";
import { silentProgress } from "../../../introspector/progress.ts";
import { type Folder, makeFolder } from "../../support/folder.ts";
import { createVariables, installInto, listInstalled, makeUsualPath, makeVenv } from "../../support/machine.ts";

const EMPTY = '[project]\nname = "app"\nversion = "0.1.0"\nrequires-python = ">=3.10"\ndependencies = []\n';
const SMALL = EMPTY.replace("[]", '["iniconfig==2.0.0"]');

function options(project: Folder, variables: NodeJS.ProcessEnv = {}, python: string | null = null) {
  return {
    root: project.path,
    python,
    env: createVariables(makeUsualPath(project), variables),
    progress: silentProgress,
  };
}

describe("in an environment that was there before, nothing is uninstalled", () => {
  test.each([
    ["an own .venv", (project: Folder) => ({ path: project.at(".venv"), variables: {} })],
    [
      "an active environment",
      (project: Folder) => ({ path: project.at("active"), variables: { VIRTUAL_ENV: project.at("active") } }),
    ],
    [
      "a conda environment",
      (project: Folder) => ({ path: project.at("conda"), variables: { CONDA_PREFIX: project.at("conda") } }),
    ],
  ])("%s", async (_name, make) => {
    const project = makeFolder({ "pyproject.toml": EMPTY });
    const { path, variables } = make(project);
    makeVenv(path);
    installInto(path, "packaging");
    const ready = await ensureEnvironment(options(project, variables));
    expect(ready.created).toBe(false);
    await addPackages(project.path, ready, ["iniconfig==2.0.0"], silentProgress);
    await syncPackages(project.path, ready, false, silentProgress);
    expect(listInstalled(path)).toEqual(["iniconfig", "packaging"]);
    expect(project.read("pyproject.toml")).toContain("iniconfig==2.0.0");
    expect(project.read("uv.lock")).toContain("iniconfig");
    if (path !== project.at(".venv")) expect(existsSync(project.at(".venv"))).toBe(false);
  });

  test("one whose Python does not fit pyproject.toml is refused, not replaced", async () => {
    const project = makeFolder({ "pyproject.toml": EMPTY.replace(">=3.10", ">=3.99") });
    makeVenv(project.at(".venv"));
    installInto(project.at(".venv"), "packaging");
    const ready = await ensureEnvironment(options(project));
    await expect(syncPackages(project.path, ready, false, silentProgress)).rejects.toMatchObject({ code: "UV_FAILED" });
    expect(listInstalled(project.at(".venv"))).toEqual(["packaging"]);
  });
});

test("a new .venv follows the lock both ways, and holds nothing of the bridge's", async () => {
  const project = makeFolder({ "pyproject.toml": SMALL });
  const ready = await ensureEnvironment(options(project));
  expect(ready).toMatchObject({ created: true, environment: { owned: true, source: ".venv" } });
  await syncPackages(project.path, ready, false, silentProgress);
  expect(listInstalled(project.at(".venv"))).toEqual(["iniconfig"]);
  expect(await isLocked(project.path, ready.environment, ready.uv)).toBe(true);

  const { python } = ready.environment;
  expect(await ensureBridgePackages(project.path, python, ready.uv, silentProgress)).toBe(true);
  expect(hasBridgePackages(project.path, python)).toBe(true);
  expect(await ensureBridgePackages(project.path, python, ready.uv, silentProgress)).toBe(false);
  expect(readdirSync(project.at(".snakebridge/python"))).toEqual([python.minor]);
  expect(readdirSync(project.at(".snakebridge/python", python.minor))).toContain("typeshed_client");
  expect(listInstalled(project.at(".venv"))).toEqual(["iniconfig"]);

  project.write("pyproject.toml", EMPTY);
  await syncPackages(project.path, ready, false, silentProgress);
  expect(listInstalled(project.at(".venv"))).toEqual([]);
});

test("the user's own constraints do not reach the bridge's packages", async () => {
  const constrained =
    '[tool.uv]\nconstraint-dependencies = ["msgpack<1.1"]\noverride-dependencies = ["typing-extensions==4.9.0"]\n';
  const project = makeFolder({ "pyproject.toml": `${EMPTY}\n${constrained}` });
  const { environment, uv } = await ensureEnvironment(options(project));
  await ensureBridgePackages(project.path, environment.python, uv, silentProgress);
  const installed = readdirSync(project.at(".snakebridge/python", environment.python.minor));
  for (const [name, version] of Object.entries(readPinnedVersions(["bridge"]))) {
    expect(installed).toContain(`${name.replaceAll("-", "_")}-${version}.dist-info`);
  }
});

describe("--frozen resolves nothing", () => {
  test("a lock that is missing or out of date is an error that names the command; the lock stays", async () => {
    const project = makeFolder({ "pyproject.toml": SMALL });
    const ready = await ensureEnvironment(options(project));
    const frozen = () => syncPackages(project.path, ready, true, silentProgress);
    await expect(frozen()).rejects.toMatchObject({
      code: "LOCK_FILE",
      remedy: expect.stringContaining("npx snakebridge sync"),
    });
    expect(existsSync(project.at("uv.lock"))).toBe(false);

    await syncPackages(project.path, ready, false, silentProgress);
    await frozen();
    const lock = project.read("uv.lock");
    project.write("pyproject.toml", SMALL.replace("==2.0.0", ">=2.0.0"));
    await expect(frozen()).rejects.toMatchObject({
      code: "UV_FAILED",
      remedy: expect.stringContaining("without --frozen"),
    });
    expect(project.read("uv.lock")).toBe(lock);
  });

  test("a project that asks for no package needs no lock", async () => {
    const project = makeFolder({ "pyproject.toml": EMPTY });
    const ready = await ensureEnvironment(options(project));
    await syncPackages(project.path, ready, true, silentProgress);
    expect(existsSync(project.at("uv.lock"))).toBe(false);
  });
});

test("a package that does not exist is reported in uv's words, and nothing is recorded", async () => {
  const project = makeFolder({ "pyproject.toml": EMPTY });
  const ready = await ensureEnvironment(options(project));
  const add = addPackages(project.path, ready, ["iniconfig==99.99"], silentProgress);
  await expect(add).rejects.toMatchObject({
    code: "UV_FAILED",
    message: expect.stringContaining("iniconfig"),
    remedy: expect.stringContaining("nothing was changed"),
  });
  expect(project.read("pyproject.toml")).toBe(EMPTY);
});
