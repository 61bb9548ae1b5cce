import { mkdirSync, renameSync, rmSync, statSync, utimesSync } from "node:fs";
import { expect, test } from "vitest";
import { Inputs, sameFiles, sameFolders } from "../../../introspector/project/fingerprints.ts";
import { makeFolder } from "../../support/folder.ts";

test("a file that changes, goes or comes is noticed", () => {
  const project = makeFolder({ "a.ts": "1", "b.ts": "1" });
  const inputs = new Inputs();
  for (const file of ["a.ts", "b.ts", "c.ts"]) inputs.addFile(project.at(file));
  expect(sameFiles(inputs.files)).toBe(true);

  project.write("a.ts", "22");
  expect(sameFiles(inputs.files)).toBe(false);
  rmSync(project.at("a.ts"));
  expect(sameFiles(inputs.files)).toBe(false);

  const again = new Inputs();
  again.addFile(project.at("c.ts"));
  project.write("c.ts", "");
  expect(sameFiles(again.files)).toBe(false);
});

test("a file replaced by another of the same size and time is noticed", () => {
  const project = makeFolder({ "a.ts": "1", "b.ts": "2" });
  const { atime, mtime } = statSync(project.at("a.ts"));
  const inputs = new Inputs();
  inputs.addFile(project.at("a.ts"));
  utimesSync(project.at("b.ts"), atime, mtime);
  renameSync(project.at("b.ts"), project.at("a.ts"));
  expect(sameFiles(inputs.files)).toBe(false);
});

test("a folder is its sources and sub-folders; what tools leave there does not matter", () => {
  const project = makeFolder({ "a.ts": "" });
  const inputs = new Inputs();
  inputs.addFolder(project.path);
  project.write("README.md", "");
  mkdirSync(project.at(".snakebridge"));
  mkdirSync(project.at("node_modules"));
  mkdirSync(project.at("__pycache__"));
  expect(sameFolders(inputs.folders)).toBe(true);
  project.write("b.py", "");
  expect(sameFolders(inputs.folders)).toBe(false);
});

test("a file touched while it was read counts as unread", () => {
  const project = makeFolder({ "a.ts": "" });
  const inputs = new Inputs();
  inputs.addFile(project.at("a.ts"));
  inputs.addFile(project.at("missing.ts"));
  const time = statSync(project.at("a.ts")).mtimeMs;
  expect(inputs.changedSince(time)).toBe(true);
  expect(inputs.changedSince(time + 1)).toBe(false);
});

test("what a compiler writes beside Python modules is none of theirs; a new package is", () => {
  const project = makeFolder({ "own.py": "" });
  const inputs = new Inputs();
  inputs.addFolder(project.path, "python");
  project.write("main.ts", "");
  mkdirSync(project.at("dist"));
  project.write("dist/main.js", "");
  expect(sameFolders(inputs.folders)).toBe(true);
  mkdirSync(project.at("app"));
  project.write("app/features.py", "");
  expect(sameFolders(inputs.folders)).toBe(false);
});
