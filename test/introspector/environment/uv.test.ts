import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { ensureEnvironment } from "../../../introspector/environment/create.ts";
import { ensureBridgePackages } from "../../../introspector/environment/install-bridge.ts";
import { addPackages, isLocked, syncPackages } from "../../../introspector/environment/packages.ts";
import { ensureUv, findUv, OLDEST_UV } from "../../../introspector/environment/uv.ts";
import { readPinnedVersions } from "../../../introspector/pins.ts";
import { silentProgress } from "../../../introspector/progress.ts";
import { makeFolder } from "../../support/folder.ts";
import { addPrograms, basePython, createVariables } from "../../support/machine.ts";
import { findTestPython } from "../../support/python.ts";

test("without uv on the PATH the pinned one is installed, once, in place of one of another release", async () => {
  const project = makeFolder();
  const env = createVariables([addPrograms(project, { python3: basePython }), "/usr/bin", "/bin"]);
  project.write(".snakebridge/uv/bin/uv", "#!/bin/sh\necho uv 0.12.0\n");
  chmodSync(project.at(".snakebridge/uv/bin/uv"), 0o755);
  expect(await findUv(project.path, env)).toBeNull();
  const uv = await ensureUv(project.path, env, silentProgress);
  expect(uv).toEqual({ command: project.at(".snakebridge/uv/bin/uv"), version: readPinnedVersions(["uv"]).uv });
  expect(readdirSync(project.at(".snakebridge"))).toEqual(["uv"]);
  const silentMachine = createVariables(["/nonexistent"]);
  expect(await ensureUv(project.path, silentMachine, silentProgress)).toEqual(uv);
});

test("the oldest uv that is accepted on a PATH does all that is asked of one", async () => {
  const project = makeFolder({
    "pyproject.toml": '[project]\nname = "app"\nversion = "1"\nrequires-python = ">=3.10"\ndependencies = []\n',
  });
  const oldest = project.at("oldest");
  const requirements = fileURLToPath(new URL("../../../python/requirements/oldest-uv.txt", import.meta.url));
  const install = ["pip", "sync", "--quiet", "--python", basePython, "--target", oldest, "--require-hashes"];
  execFileSync(join(dirname(findTestPython()), "uv"), [...install, requirements]);
  const env = createVariables([
    addPrograms(project, { python3: basePython, uv: join(oldest, "bin/uv") }),
    "/usr/bin",
    "/bin",
  ]);

  const ready = await ensureEnvironment({ root: project.path, python: null, env, progress: silentProgress });
  expect(ready.uv.version).toBe(`${OLDEST_UV.join(".")}.0`);
  await addPackages(project.path, ready, ["iniconfig==2.0.0"], silentProgress);
  await syncPackages(project.path, ready, true, silentProgress);
  expect(await isLocked(project.path, ready.environment, ready.uv)).toBe(true);
  expect(await ensureBridgePackages(project.path, ready.environment.python, ready.uv, silentProgress)).toBe(true);
});

test("a uv too old to know the options used is passed over", async () => {
  const project = makeFolder();
  const env = createVariables([addPrograms(project, { uv: "echo uv 0.4.30" })]);
  expect(await findUv(project.path, env)).toBeNull();
});

test("Python without venv and no uv: the message names both and the command that fixes it", async () => {
  const project = makeFolder();
  const python = `[ "$2" = venv ] && { echo "ensurepip is not available" ; exit 1; }\nexec ${basePython} "$@"`;
  const env = createVariables([addPrograms(project, { python3: python })]);
  await expect(ensureUv(project.path, env, silentProgress)).rejects.toMatchObject({
    code: "NO_VENV_MODULE",
    message: expect.stringContaining("ensurepip is not available"),
    remedy: expect.stringContaining("sudo apt install python3-venv"),
  });
  expect(existsSync(project.at(".snakebridge/uv"))).toBe(false);
});

test("pip that fails leaves no half of a uv behind", async () => {
  const project = makeFolder();
  const python = `[ "$2" = venv ] && { mkdir -p "$3/bin"; printf '#!/bin/sh\\necho no network >&2; exit 1\\n' > "$3/bin/python"; chmod +x "$3/bin/python"; exit 0; }\nexit 1`;
  const env = createVariables([addPrograms(project, { python3: python }), "/usr/bin", "/bin"]);
  await expect(ensureUv(project.path, env, silentProgress)).rejects.toMatchObject({
    code: "NO_UV",
    message: expect.stringContaining("no network"),
  });
  expect(existsSync(project.at(".snakebridge/uv"))).toBe(false);
});

test("neither uv nor Python: the message lists what was looked for", async () => {
  const project = makeFolder();
  await expect(
    ensureUv(project.path, createVariables([join(project.path, "empty")]), silentProgress),
  ).rejects.toMatchObject({
    code: "NO_PYTHON",
    message: expect.stringContaining("looked for uv, python3"),
  });
});
