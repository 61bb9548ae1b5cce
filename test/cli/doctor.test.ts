/** What `doctor` finds in projects that build, and should not, or will not. */
import { chmodSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Folder } from "../support/folder.ts";
import { createVariables, makeUsualPath } from "../support/machine.ts";
import { type CommandResult, compiler, prepareProjects, runSnakebridge, TSCONFIG } from "./support/command.ts";

const { project: prepared } = prepareProjects();

function doctor(project: Folder, ...args: readonly string[]): Promise<CommandResult> {
  return runSnakebridge(project, ["doctor", ...args], { env: createVariables(makeUsualPath(project)) });
}

const PYPROJECT = '[project]\nname = "x"\nversion = "1"\nrequires-python = ">=3.10"\ndependencies = []\n';
const LOCK = 'version = 1\nrevision = 1\nrequires-python = ">=3.10"\n';

describe("a file that cannot be read is named with what is wrong in it, and no command that would not help", () => {
  test.each([
    ["pyproject.toml", { "pyproject.toml": `${PYPROJECT}a = \n`, "uv.lock": LOCK }, "line 6"],
    ["pyproject.toml without [project]", { "pyproject.toml": "[tool.x\na = 1\n" }, "line 1"],
    ["uv.lock after a merge", { "pyproject.toml": PYPROJECT, "uv.lock": `${LOCK}<<<<<<< HEAD\n` }, "line 4"],
    ["snakebridge.lock after a merge", { "snakebridge.lock": "<<<<<<< HEAD\n{}" }, "snakebridge.lock"],
    ["snakebridge.lock of another release", { "snakebridge.lock": '{ "version": 99 }' }, "snakebridge.lock"],
    ["package.json", { "package.json": "{ oops" }, "package.json"],
    ["snakebridge.config.ts", { "snakebridge.config.ts": "export default { paths: 5 };" }, 'option "paths" is 5'],
    ["tsconfig.json", { "tsconfig.json": "{ oops" }, "tsconfig.json:1:7"],
  ])("%s", async (_name, files, place) => {
    const { status, stdout, stderr } = await doctor(prepared({ ...compiler(), ...files }));
    expect([status, stderr]).toEqual([1, ""]);
    expect(stdout.slice(stdout.indexOf("problem "))).toContain(place);
    expect(stdout).not.toContain("not as uv.lock says");
  });

  test("one that may not be read", async () => {
    const project = prepared({ ...compiler(), "snakebridge.lock": "{}" });
    chmodSync(project.at("snakebridge.lock"), 0);
    const uid = process.getuid?.() === 0 ? { uid: 65_534 } : {};
    chmodSync(project.path, 0o755);
    const { stdout } = await runSnakebridge(project, ["doctor"], {
      env: createVariables(["/usr/bin", "/bin"]),
      ...uid,
    });
    expect(stdout).toMatch(
      /^problem snakebridge\.lock: EACCES.*\n +Make .*snakebridge\.lock a file that you may read\.$/m,
    );
  });
});

describe("builds that bypass the transformer", () => {
  const findings = async (scripts: Record<string, string>, files: Record<string, string> = {}) => {
    const project = prepared({
      ...compiler(),
      "tsconfig.lib.json": '{ "compilerOptions": { "noEmit": true } }',
      ...files,
      "package.json": JSON.stringify({ type: "module", scripts }),
    });
    const { stdout } = await doctor(project, "--json");
    const { findings } = JSON.parse(stdout) as { findings: { subject: string; level: string; text: string }[] };
    return findings
      .filter(({ subject }) => subject.startsWith("script"))
      .map(({ level, text }) => `${level} ${text.split(/[ ,]/)[1]}`);
  };

  test.each([
    ["tsc", "problem tsc"],
    ["rimraf dist && tsc -b", "problem tsc"],
    ["npx tsc -p .", "problem tsc"],
    ["NODE_ENV=x pnpm exec tsc -w", "problem tsc"],
    ["node_modules/.bin/tsc", "problem tsc"],
    ["tsx src/main.ts", "advice tsx"],
    ["cross-env A=b node --watch main.ts", "advice node"],
    ["next build", "advice next"],
    ["vite build", "advice vite"],
    ["bun main.ts", "advice bun"],
  ])("%s", async (script, finding) => {
    expect(await findings({ build: script })).toEqual([finding]);
  });

  test.each([
    ["tspc", {}],
    ["tsc --noEmit", {}],
    ["tsc -p tsconfig.lib.json", {}],
    ["node dist/main.js", {}],
    ["npm run build; bun run build", {}],
    ["node --import snakebridge/register main.ts", {}],
    ["vite build", { "vite.config.ts": 'alias: { "py:": "…" }' }],
    ["vitest", { "vite.config.mts": 'import "snakebridge/vite"' }],
    ["ts-patch install -s && tsc", {}],
  ])("nothing is said of: %s", async (script, files) => {
    expect(await findings({ build: script }, files)).toEqual([]);
  });
});

test("a tsconfig that costs time, or does not know Node, is advice and no problem", async () => {
  const project = prepared({ ...compiler(), "tsconfig.json": TSCONFIG });
  expect((await runSnakebridge(project, ["init"], { env: createVariables(makeUsualPath(project)) })).status).toBe(0);
  project.write(
    "tsconfig.json",
    project.read("tsconfig.json").replace('"types"', '"skipDefaultLibCheck": false, "typeRoots"'),
  );
  const { status, stdout } = await doctor(project);
  expect(stdout).toMatch(
    /^advice {2}tsconfig\.json skipLibCheck: .*\n +Set "skipLibCheck": true in tsconfig\.json\.$/m,
  );
  expect(stdout).toMatch(/^advice {2}tsconfig\.json types: .*\n +Set "types": \["node"\] in tsconfig\.json\.$/m);
  expect(stdout).toMatch(/^Nothing is wrong\.$/m);
  expect(status).toBe(0);
});

test("--json is one object with every finding, also where there is no project", async () => {
  const project = prepared(compiler());
  const { status, stdout } = await doctor(project, "--json");
  const report = JSON.parse(stdout);
  expect([status, report.status]).toEqual([1, "problems"]);
  expect(report.findings).toContainEqual({
    subject: "tsconfig.json",
    text: expect.stringContaining("no plugin"),
    level: "problem",
    remedy: "npx snakebridge init",
  });
  const nowhere = await doctor(project, "--json", "--project", "nowhere/tsconfig.json");
  expect([nowhere.status, nowhere.stderr]).toEqual([1, ""]);
  expect(JSON.parse(nowhere.stdout).findings.at(-1)).toMatchObject({ level: "problem", subject: "project" });
});
