import { describe, expect, test } from "vitest";
import { addGeneratedEntries } from "../../../cli/init/gitignore.ts";
import { planPackageJson } from "../../../cli/init/package-json.ts";
import { addDevelopmentCommand, detectPackageManager } from "../../../cli/init/package-manager.ts";
import { makeFolder } from "../../support/folder.ts";

describe("the module format", () => {
  test("a project without code becomes one of ES modules, even if npm init wrote another format", () => {
    const project = makeFolder({ "package.json": '{\n    "name": "app",\n    "type": "commonjs"\n}\n' });
    expect(planPackageJson(project.path)).toMatchObject({
      after: '{\n    "name": "app",\n    "type": "module"\n}\n',
      advice: null,
    });
  });

  test("a project that has code keeps its format, and gets advice about top-level await", () => {
    const text = '{ "name": "app", "type": "commonjs" }\n';
    const project = makeFolder({ "package.json": text, "lib/index.js": "module.exports = 1;\n" });
    const plan = planPackageJson(project.path);
    expect(plan.after).toBe(text);
    expect(plan.advice).toContain('"type": "module"');
  });

  test("a program written before init counts as code only where a format was stated", () => {
    const silent = makeFolder({ "package.json": "{}", "main.ts": "export {};\n" });
    expect(planPackageJson(silent.path).after).toBe('{\n  "type": "module"\n}');
    const stated = makeFolder({ "package.json": '{ "type": "commonjs" }', "main.ts": "export {};\n" });
    expect(planPackageJson(stated.path)).toMatchObject({ after: '{ "type": "commonjs" }', advice: expect.any(String) });
  });

  test("packages and hidden folders are not the project's code", () => {
    const project = makeFolder({ "package.json": "{}", "node_modules/x/index.js": "", ".cache/x.js": "" });
    expect(planPackageJson(project.path).after).toBe('{\n  "type": "module"\n}');
  });

  test("a broken package.json is named by line and column", () => {
    const project = makeFolder({ "package.json": '{\n  "name": \n}\n' });
    expect(() => planPackageJson(project.path)).toThrow(
      expect.objectContaining({ code: "PACKAGE_JSON", message: expect.stringContaining("package.json:3:1 - ") }),
    );
  });
});

describe("the project's own package manager adds the compiler", () => {
  test.each([
    ["pnpm-lock.yaml", "pnpm"],
    ["yarn.lock", "yarn"],
    ["bun.lock", "bun"],
    ["package-lock.json", "npm"],
  ])("%s means %s", (lock, manager) => {
    const project = makeFolder({ "package.json": "{}", [lock]: "" });
    expect(detectPackageManager(project.path, {})).toBe(manager);
  });

  test("packageManager in package.json wins over a lock file, and a workspace's lock file counts", () => {
    const project = makeFolder({
      "package.json": '{ "packageManager": "yarn@4.9.1" }',
      "package-lock.json": "",
      "packages/app/package.json": "{}",
    });
    expect(detectPackageManager(project.at("packages/app"), {})).toBe("yarn");
  });

  test("without either it is the one that runs this", () => {
    const project = makeFolder({ "package.json": "{}", ".git/HEAD": "" });
    expect(detectPackageManager(project.path, { npm_config_user_agent: "pnpm/10.0.0 npm/? node/v24" })).toBe("pnpm");
    expect(detectPackageManager(project.path, {})).toBe("npm");
  });

  test("a pnpm workspace's root must be asked for by name", () => {
    const project = makeFolder({ "package.json": "{}", "pnpm-workspace.yaml": "" });
    expect(addDevelopmentCommand("pnpm", ["x@1"], project.path)).toContain("--workspace-root");
  });
});

describe(".gitignore", () => {
  test("gets what is missing and keeps the rest", () => {
    expect(addGeneratedEntries("dist\n/.venv\n")).toBe("dist\n/.venv\n.snakebridge/\n");
    expect(addGeneratedEntries("a\r\nb")).toBe("a\r\nb\r\n.snakebridge/\r\n.venv/\r\n");
    expect(addGeneratedEntries(addGeneratedEntries(null))).toBe(addGeneratedEntries(null));
  });
});
