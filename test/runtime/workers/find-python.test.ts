/** Which Python a program finds, and what it is told when there is none. */
import { chmodSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { findPython } from "../../../runtime/workers/find-python.ts";

function program(...path: string[]): string {
  const file = join(...path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, "#!/bin/sh\n");
  chmodSync(file, 0o755);
  return file;
}

/** A folder with one Python in each place where one is looked for, by the name of the place. */
function everywhere() {
  const folder = mkdtempSync(join(tmpdir(), "python ü "));
  return {
    option: program(folder, "option", "python3"),
    named: program(folder, "named", "python3"),
    active: program(folder, "active", "bin", "python"),
    project: program(folder, "project", ".venv", "bin", "python"),
    conda: program(folder, "conda", "bin", "python"),
    path: program(folder, "path", "python3"),
    deep: join(folder, "project", "dist", "deep"),
    folder,
  };
}

test("the first that is there, in the documented order", () => {
  const places = everywhere();
  const env: Record<string, string | undefined> = {
    SNAKEBRIDGE_PYTHON: places.named,
    VIRTUAL_ENV: join(places.folder, "active"),
    CONDA_PREFIX: join(places.folder, "conda"),
    PATH: join(places.folder, "path"),
  };
  const find = (option?: string, folders = [places.deep]) => findPython({ option, env, folders });
  expect(find(places.option)).toBe(places.option);
  expect(find()).toBe(places.named);
  env.SNAKEBRIDGE_PYTHON = undefined;
  expect(find()).toBe(places.project);
  expect(find(undefined, ["/nowhere", places.deep])).toBe(places.project);
  expect(find(undefined, [places.folder])).toBe(places.active);
  env.VIRTUAL_ENV = undefined;
  expect(find(undefined, [places.folder])).toBe(places.conda);
  env.CONDA_PREFIX = undefined;
  expect(find(undefined, [places.folder])).toBe(places.path);
});

test("a name is searched on the PATH", () => {
  const { path, folder } = everywhere();
  expect(findPython({ option: "python3", env: { PATH: join(folder, "path") }, folders: [] })).toBe(path);
});

test("what is asked for by name is used or nothing is", () => {
  const { folder } = everywhere();
  const find = (env: Record<string, string>) =>
    findPython({ option: undefined, env, folders: [join(folder, "project")] });
  expect(() => find({ SNAKEBRIDGE_PYTHON: join(folder, "absent") })).toThrow(
    /SNAKEBRIDGE_PYTHON is ".*absent", which is no program.*npx snakebridge sync/,
  );
  expect(() => find({ SNAKEBRIDGE_PYTHON: folder })).toThrow(/which is no program/);
});

test("an environment whose interpreter is gone is passed over", () => {
  const { folder, conda } = everywhere();
  symlinkSync(join(folder, "gone"), join(folder, "dangling"));
  mkdirSync(join(folder, "broken", "bin"), { recursive: true });
  symlinkSync(join(folder, "gone"), join(folder, "broken", "bin", "python"));
  mkdirSync(join(folder, "stale", ".venv", "bin"), { recursive: true });
  symlinkSync(join(folder, "gone"), join(folder, "stale", ".venv", "bin", "python"));
  const env = { VIRTUAL_ENV: join(folder, "broken"), CONDA_PREFIX: join(folder, "conda") };
  expect(findPython({ option: undefined, env, folders: [join(folder, "stale")] })).toBe(conda);
});

test("without any, the error names every place and the command that fixes it", () => {
  const folder = mkdtempSync(join(tmpdir(), "none-"));
  const find = () => findPython({ option: undefined, env: { VIRTUAL_ENV: folder, PATH: folder }, folders: [folder] });
  for (const text of [
    "configure({ python })",
    "SNAKEBRIDGE_PYTHON",
    `VIRTUAL_ENV: no Python in ${folder}`,
    `.venv: none in ${folder} or above`,
    "CONDA_PREFIX: not set",
    "PATH: neither python3 nor python",
    "npx snakebridge sync",
  ]) {
    expect(find).toThrow(text);
  }
  expect(find).toThrow(expect.objectContaining({ code: "ENVIRONMENT" }));
});
