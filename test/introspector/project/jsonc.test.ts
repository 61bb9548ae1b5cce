import { describe, expect, test } from "vitest";
import { appendElement, parseJsonc, setProperty, valueAt } from "../../../introspector/project/jsonc.ts";

const commented = `{
  // the compiler
  "compilerOptions": {
    "strict": true, // always
    /* where it goes */ "outDir": "dist", // last
  },
  "include": ["src"],
}
`;

describe("editing keeps what a person wrote", () => {
  test("a new property goes last, after the comment on the last one's line, with its trailing comma", () => {
    expect(setProperty(commented, ["compilerOptions", "paths", "py:*"], ["./x"])).toBe(`{
  // the compiler
  "compilerOptions": {
    "strict": true, // always
    /* where it goes */ "outDir": "dist", // last
    "paths": {
      "py:*": ["./x"]
    },
  },
  "include": ["src"],
}
`);
  });

  test("an object on one line stays on one line", () => {
    expect(setProperty('{ "a": { "b": 1 } }', ["a", "c"], 2)).toBe('{ "a": { "b": 1, "c": 2 } }');
  });

  test("an empty object gets its first property, and keeps a comment that was alone in it", () => {
    expect(setProperty("{}", ["type"], "module")).toBe('{\n  "type": "module"\n}');
    expect(setProperty("{\n\t// later\n}\n", ["type"], "module")).toBe('{\n\t// later\n\t"type": "module"\n}\n');
  });

  test("line ends, tabs and the byte order mark stay", () => {
    expect(setProperty('\ufeff{\r\n\t"a": 1\r\n}\r\n', ["b"], { c: 1 })).toBe(
      '\ufeff{\r\n\t"a": 1,\r\n\t"b": { "c": 1 }\r\n}\r\n',
    );
  });

  test("an existing value is replaced in place", () => {
    expect(setProperty('{ "type": "commonjs" /* npm */, "x": 1 }', ["type"], "module")).toBe(
      '{ "type": "module" /* npm */, "x": 1 }',
    );
  });

  test("an array grows at its end, empty or not", () => {
    expect(appendElement('{ "plugins": [] }', ["plugins"], { a: 1 })).toBe('{ "plugins": [\n  { "a": 1 }\n] }');
    expect(appendElement('{ "plugins": [{ "b": 2 }] }', ["plugins"], { a: 1 })).toBe(
      '{ "plugins": [{ "b": 2 }, { "a": 1 }] }',
    );
    expect(appendElement('{\n  "plugins": [\n    { "b": 2 },\n  ],\n}', ["plugins"], { a: 1 })).toBe(
      '{\n  "plugins": [\n    { "b": 2 },\n    { "a": 1 },\n  ],\n}',
    );
  });

  test("every edit parses and holds the value", () => {
    for (const text of [commented, "{}", '{"a":[]}', '{\n"compilerOptions":{}\n}']) {
      const edited = setProperty(text, ["compilerOptions", "paths", "py:*"], ["./x"]);
      expect(valueAt(parseJsonc(edited), ["compilerOptions", "paths", "py:*"])).toEqual(["./x"]);
      expect(setProperty(edited, ["compilerOptions", "paths", "py:*"], ["./x"])).toBe(edited);
    }
  });
});

test("a fault is named by line and column", () => {
  expect(() => parseJsonc('{\n  "a": \n}')).toThrow(/^3:1 - /);
  expect(() => parseJsonc("[1]")).toThrow("1:1 - there is no object in it");
});
