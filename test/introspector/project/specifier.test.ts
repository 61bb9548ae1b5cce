import { describe, expect, test } from "vitest";
import {
  checkSpecifier,
  formatSpecifier,
  isModuleName,
  mentionsPython,
  parseModule,
} from "../../../introspector/project/specifier.ts";

describe("one rule decides what a specifier is", () => {
  test.each(["json", "numpy.linalg", "_private.x1"])("py:%s names a module", (name) => {
    expect(isModuleName(name)).toBe(true);
    expect(parseModule(formatSpecifier(name))).toBe(name);
    expect(checkSpecifier(`py:${name}`, 0, 0)).toEqual({ module: name, problem: null });
  });

  test.each(["", ".app", "../app", "a..b", "a.", "1a", "a-b", "a/b.py", "é", "json\n"])("py:%j names none", (name) => {
    expect(isModuleName(name)).toBe(false);
    expect(parseModule(`py:${name}`)).toBeNull();
    expect(checkSpecifier(`py:${name}`, 3, 9)).toMatchObject({
      module: null,
      problem: { code: "INVALID_SPECIFIER", start: 3, end: 9 },
    });
  });

  test("the reserved scheme is reported, not taken for another package", () => {
    expect(parseModule("py+sync:json")).toBeNull();
    expect(checkSpecifier("py+sync:json", 0, 14)?.problem?.code).toBe("SYNC_SPECIFIER");
  });

  test.each(["python:json", "./py:json", "PY:json", "node:fs", "numpy"])("%s belongs to somebody else", (specifier) => {
    expect(checkSpecifier(specifier, 0, 0)).toBeNull();
    expect(parseModule(specifier)).toBeNull();
  });
});

test("no file with an import is skipped unread", () => {
  for (const text of ['import "py:json";', "await import('py:json')", "require(`py+sync:json`)"]) {
    expect(mentionsPython(text)).toBe(true);
  }
  for (const text of ["const happy: number = 1;", "import 'node:fs'; // numpy"])
    expect(mentionsPython(text)).toBe(false);
});
