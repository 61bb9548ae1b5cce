/** The first steps of a new user, with the packed tarball, in a folder with an awkward name. */
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { locateTarball, makeEmptyProject, type Project, run } from "../support/project.ts";

const main = `import * as np from "py:numpy";
import * as math from "py:math";
import { shout } from "py:own.words";

const x = np.linspace(0, 1, { num: 5 });
const mean: number = await np.mean(x);
console.log(mean, await math.sqrt(81), await shout("hé"));
const { data } = await np.ones([2, 2]).$value();
console.log(data);
`;
const expected = "0.5 9 HÉ!\nFloat64Array(4) [ 1, 1, 1, 1 ]\n";

let project: Project;
beforeAll(async () => {
  project = makeEmptyProject();
  project.write("package.json", '{ "name": "stranger", "private": true, "type": "module" }\n');
  const installed = await run("npm", ["install", "--no-audit", "--no-fund", locateTarball()], { cwd: project.folder });
  expect(installed.output).toBeTruthy();
  expect(installed.status).toBe(0);
});
afterAll(() => project.remove());

async function succeed(program: string, args: readonly string[] = []): Promise<string> {
  const done = await project.run(program, args);
  expect(done.status, done.output).toBe(0);
  return done.output;
}

function snapshot(folder: string): Record<string, number> {
  const files: Record<string, number> = {};
  for (const name of readdirSync(project.path(folder), { recursive: true }) as string[]) {
    files[name] = statSync(project.path(folder, name)).mtimeMs;
  }
  return files;
}

test("init, add, tspc and node lead from an empty project to real results", async () => {
  await succeed("snakebridge", ["init"]);
  await succeed("snakebridge", ["add", "numpy"]);
  const source = existsSync(project.path("src")) ? "src/main.ts" : "main.ts";
  project.write(source, main);
  project.write("own/words.py", 'def shout(word: str) -> str:\n    return word.upper() + "!"\n');
  await succeed("tspc");
  const done = await project.node(["dist/main.js"]);
  expect(done.stderr).toBe("");
  expect(done.stdout).toBe(expected);
});

test("a second build writes nothing and a second init changes nothing", async () => {
  const texts = () =>
    ["tsconfig.json", "package.json", "pyproject.toml", ".gitignore"].map((file) => project.read(file));
  const before = { texts: texts(), types: snapshot(".snakebridge/types"), modules: snapshot(".snakebridge/modules") };
  await succeed("snakebridge", ["init"]);
  await succeed("tspc");
  expect({ texts: texts(), types: snapshot(".snakebridge/types"), modules: snapshot(".snakebridge/modules") }).toEqual(
    before,
  );
});

test("what was built runs from another directory and names no path of the build machine", async () => {
  const elsewhere = await run(process.execPath, [project.path("dist/main.js")], { cwd: "/" });
  expect(elsewhere.stdout, elsewhere.output).toBe(expected);
  for (const folder of ["dist", ".snakebridge/types", ".snakebridge/modules"]) {
    for (const name of readdirSync(project.path(folder), { recursive: true }) as string[]) {
      const path = project.path(folder, name);
      if (statSync(path).isFile()) expect(readFileSync(path, "utf8"), path).not.toContain(project.folder);
    }
  }
});

test("a fresh clone is brought back by sync --frozen, compiled and run", async () => {
  const clone = makeEmptyProject();
  try {
    cpSync(project.folder, clone.folder, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (source) => ![".snakebridge", ".venv", "dist"].some((name) => source === project.path(name)),
    });
    const early = await clone.run("tspc");
    expect(early.status).not.toBe(0);
    expect(early.output).toContain("npx snakebridge sync");
    const synced = await clone.run("snakebridge", ["sync", "--frozen"]);
    expect(synced.status, synced.output).toBe(0);
    rmSync(clone.path(".snakebridge/types"), { recursive: true });
    rmSync(clone.path(".snakebridge/modules"), { recursive: true });
    const built = await clone.run("tspc");
    expect(built.status, built.output).toBe(0);
    expect((await clone.node(["dist/main.js"])).stdout).toBe(expected);
  } finally {
    clone.remove();
  }
});

test("a project folder that moves goes on working", async () => {
  const moved = `${project.folder} moved`;
  renameSync(project.folder, moved);
  try {
    // A virtual environment has the path of its folder in its scripts, but the interpreter does not need it.
    const done = await run(process.execPath, [join(moved, "dist/main.js")]);
    expect(done.stdout, done.output).toBe(expected);
  } finally {
    renameSync(moved, project.folder);
  }
});
