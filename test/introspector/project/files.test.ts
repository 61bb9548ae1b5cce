import { chmodSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { expect, test } from "vitest";
import { readJson, writeAtomic, writeText } from "../../../introspector/project/files.ts";
import { makeFolder } from "../../support/folder.ts";

test("a failed write leaves the old file and no temporary one", () => {
  const project = makeFolder({ "taken/file.txt": "inside" });
  expect(() => writeAtomic(project.at("taken"), "text")).toThrow();
  expect(() => writeText(project.at("taken/file.txt/deeper"), "text")).toThrow();
  expect(readdirSync(project.path)).toEqual(["taken"]);
  expect(project.read("taken/file.txt")).toBe("inside");
});

test("a replaced file keeps its permissions", () => {
  const project = makeFolder({ "script.sh": "old" });
  chmodSync(project.at("script.sh"), 0o750);
  writeAtomic(project.at("script.sh"), Buffer.from("new"));
  expect(project.read("script.sh")).toBe("new");
  expect(statSync(project.at("script.sh")).mode & 0o777).toBe(0o750);
});

test("a record that was cut short is read as none", () => {
  const project = makeFolder({ "cut.json": '{"a": [1,' });
  mkdirSync(project.at("folder"));
  expect(readJson(project.at("cut.json"))).toBeNull();
  expect(readJson(project.at("absent.json"))).toBeNull();
  expect(readJson(project.at("cut.json/below"))).toBeNull();
});
