import { describe, expect, test } from "vitest";
import { parseJsonc, valueAt } from "../../../introspector/project/jsonc.ts";
import {
  hasNodeTypes,
  hasPlugin,
  hasPyPath,
  planTsconfig,
  readTsconfig,
} from "../../../introspector/project/tsconfig.ts";
import { type Folder, makeFolder } from "../../support/folder.ts";

const PLUGIN = { transform: "snakebridge/transformer", transformProgram: true };
const TYPES = ["./.snakebridge/types/*.d.ts"];

/** Applies the plan, and checks that a second one is empty and that TypeScript sees both entries. */
function apply(project: Folder, main = "tsconfig.json"): void {
  for (const { file, after } of planTsconfig(project.path, project.at(main), ".")) {
    project.write(file.slice(project.path.length + 1), after);
  }
  expect(planTsconfig(project.path, project.at(main), ".")).toEqual([]);
}

function option(project: Folder, file: string, name: string): unknown {
  return valueAt(parseJsonc(project.read(file)), ["compilerOptions", name]);
}

test("a project without a tsconfig gets one that has everything", () => {
  const project = makeFolder();
  apply(project);
  const { options, errors } = readTsconfig(project.at("tsconfig.json"));
  expect(errors.filter(({ code }) => code !== 18003)).toEqual([]);
  expect(hasPyPath(options, project.path)).toBe(true);
  expect(hasPlugin(options)).toBe(true);
  expect(hasNodeTypes(options)).toBe(true);
  expect(options.lib).toEqual(["lib.esnext.d.ts"]);
});

test("comments, trailing commas and own paths stay as they were", () => {
  const before = `{
  // Ours.
  "compilerOptions": {
    "paths": { "@/*": ["./src/*"] }, // aliases
    "strict": true, /* really */
  },
  "include": ["src"], // and nothing else
}
`;
  const project = makeFolder({ "tsconfig.json": before });
  apply(project);
  expect(project.read("tsconfig.json")).toBe(`{
  // Ours.
  "compilerOptions": {
    "paths": { "@/*": ["./src/*"], "py:*": ["./.snakebridge/types/*.d.ts"] }, // aliases
    "strict": true, /* really */
    "plugins": [
      { "transform": "snakebridge/transformer", "transformProgram": true }
    ],
    "types": ["node"],
  },
  "include": ["src"], // and nothing else
}
`);
});

describe("what extends brings is not lost", () => {
  test("inherited paths are copied, from the folder they were written for", () => {
    const project = makeFolder({
      "config/base.json":
        '{ "compilerOptions": { "paths": { "@/*": ["../src/*"] }, "plugins": [{ "name": "other" }] } }',
      "tsconfig.json": '{ "extends": "./config/base.json" /* shared */ }',
    });
    apply(project);
    expect(option(project, "tsconfig.json", "paths")).toEqual({ "@/*": ["./src/*"], "py:*": TYPES });
    expect(option(project, "tsconfig.json", "plugins")).toEqual([{ name: "other" }, PLUGIN]);
    expect(project.read("tsconfig.json")).toContain("/* shared */");
  });

  test("an inherited baseUrl is what the entry is relative to", () => {
    const project = makeFolder({
      "base.json": '{ "compilerOptions": { "baseUrl": "src", "paths": { "@/*": ["app/*"] } } }',
      "tsconfig.json": '{ "extends": "./base.json" }',
    });
    apply(project);
    expect(option(project, "tsconfig.json", "paths")).toEqual({
      "@/*": ["app/*"],
      "py:*": ["../.snakebridge/types/*.d.ts"],
    });
  });

  test("a base that has every entry needs no edit", () => {
    const project = makeFolder({
      "base.json": JSON.stringify({ compilerOptions: { paths: { "py:*": TYPES }, plugins: [PLUGIN], types: ["*"] } }),
      "tsconfig.json": '{ "extends": "./base.json" }',
    });
    expect(planTsconfig(project.path, project.at("tsconfig.json"), ".")).toEqual([]);
  });
});

describe("since TypeScript 6 the types of Node are only known where they are asked for", () => {
  test.each([
    ["nothing is said, which means none", "", ["node"]],
    ["what `tsc --init` writes", '"types": [] // For nodejs:', ["node"]],
    ["a choice of its author", '"types": ["vite/client"]', ["vite/client"]],
  ])("%s", (_name, types, after) => {
    const project = makeFolder({ "tsconfig.json": `{ "compilerOptions": {\n${types}\n} }` });
    apply(project);
    expect(option(project, "tsconfig.json", "types")).toEqual(after);
  });

  test("an inherited choice stays", () => {
    const project = makeFolder({
      "base.json": '{ "compilerOptions": { "types": ["bun"] } }',
      "tsconfig.json": '{ "extends": "./base.json" }',
    });
    apply(project);
    expect(option(project, "tsconfig.json", "types")).toBeUndefined();
  });
});

test("a tsconfig that only refers to others is left alone; those are edited", () => {
  const project = makeFolder({
    "tsconfig.json": '{ "files": [], "references": [{ "path": "./a" }, { "path": "./b" }] }',
    "a/tsconfig.json": '{ "compilerOptions": { "composite": true } }',
    "a/a.ts": "export {};",
    "b/tsconfig.json": '{ "compilerOptions": { "composite": true }, "files": ["b.ts"] }',
    "b/b.ts": "export {};",
  });
  const root = project.read("tsconfig.json");
  apply(project);
  expect(project.read("tsconfig.json")).toBe(root);
  for (const name of ["a", "b"]) {
    expect(option(project, `${name}/tsconfig.json`, "paths")).toEqual({ "py:*": ["../.snakebridge/types/*.d.ts"] });
    expect(option(project, `${name}/tsconfig.json`, "plugins")).toEqual([PLUGIN]);
  }
});

test("a tsconfig that does not parse is named by line and column, and nothing is planned", () => {
  const project = makeFolder({ "tsconfig.json": '{\n  "compilerOptions": {\n    "strict" true\n  }\n}\n' });
  expect(() => planTsconfig(project.path, project.at("tsconfig.json"), ".")).toThrow(
    expect.objectContaining({ code: "TSCONFIG", message: expect.stringMatching(/tsconfig\.json:3:\d+ - /) }),
  );
});
