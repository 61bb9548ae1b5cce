import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ensureUv, findUv } from "../../../introspector/environment/uv.ts";
import { silentProgress } from "../../../introspector/progress.ts";
import { folder } from "../support/folder.ts";
import { basePython, machine, programs } from "../support/machine.ts";

test("without uv on the PATH a private one is installed, once", async () => {
  const project = folder();
  const env = machine([programs(project, { python3: basePython }), "/usr/bin", "/bin"]);
  expect(await findUv(project.path, env)).toBeNull();
  const uv = await ensureUv(project.path, env, silentProgress);
  expect(uv.command).toBe(project.at(".snakebridge/uv/bin/uv"));
  const silentMachine = machine(["/nonexistent"]);
  expect(await ensureUv(project.path, silentMachine, silentProgress)).toEqual(uv);
});

test("a uv too old to know the options used is passed over", async () => {
  const project = folder();
  const env = machine([programs(project, { uv: "echo uv 0.4.30" })]);
  expect(await findUv(project.path, env)).toBeNull();
});

test("Python without venv and no uv: the message names both and the command that fixes it", async () => {
  const project = folder();
  const python = `[ "$2" = venv ] && { echo "ensurepip is not available" ; exit 1; }\nexec ${basePython} "$@"`;
  const env = machine([programs(project, { python3: python })]);
  await expect(ensureUv(project.path, env, silentProgress)).rejects.toMatchObject({
    code: "NO_VENV_MODULE",
    message: expect.stringContaining("ensurepip is not available"),
    remedy: expect.stringContaining("sudo apt install python3-venv"),
  });
  expect(existsSync(project.at(".snakebridge/uv"))).toBe(false);
});

test("pip that fails leaves no half of a uv behind", async () => {
  const project = folder();
  const python = `[ "$2" = venv ] && { mkdir -p "$3/bin"; printf '#!/bin/sh\\necho no network >&2; exit 1\\n' > "$3/bin/python"; chmod +x "$3/bin/python"; exit 0; }\nexit 1`;
  const env = machine([programs(project, { python3: python }), "/usr/bin", "/bin"]);
  await expect(ensureUv(project.path, env, silentProgress)).rejects.toMatchObject({
    code: "NO_UV",
    message: expect.stringContaining("no network"),
  });
  expect(existsSync(project.at(".snakebridge/uv"))).toBe(false);
});

test("neither uv nor Python: the message lists what was looked for", async () => {
  const project = folder();
  await expect(ensureUv(project.path, machine([join(project.path, "empty")]), silentProgress)).rejects.toMatchObject({
    code: "NO_PYTHON",
    message: expect.stringContaining("looked for uv, python3"),
  });
});
