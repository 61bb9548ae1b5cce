/** The five most usual failures of users, with the packed tarball: each ends with one message that says what to do. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeInstalledProject, type Project } from "../support/project.ts";

let project: Project;
beforeAll(async () => {
  project = await makeInstalledProject({
    "main.ts": 'import * as math from "py:math";\nconsole.log(await math.sqrt(81));\n',
  });
  const done = await project.run("snakebridge", ["init"]);
  expect(done.status, done.output).toBe(0);
  const built = await project.run("tspc");
  expect(built.status, built.output).toBe(0);
});
afterAll(() => project.remove());

/** Compiles one program beside the others and runs it. */
async function execute(name: string, source: string) {
  project.write(`${name}.ts`, source);
  const built = await project.run("tspc");
  expect(built.status, built.output).toBe(0);
  return project.node([`dist/${name}.js`]);
}

test("no Python on the machine: the program says where it looked and what to do", async () => {
  const done = await project.node(["dist/main.js"], {
    env: { PATH: "/nonexistent", SNAKEBRIDGE_PYTHON: "/nonexistent/python" },
  });
  expect(done.status).toBe(1);
  expect(done.stderr).toContain("/nonexistent/python");
  expect(done.stderr).toContain("ENVIRONMENT");
});

test("a missing package is a compile error at the import, with the command that adds it", async () => {
  project.write("missing.ts", 'import * as skl from "py:sklearn.svm";\nconsole.log(skl);\n');
  const built = await project.run("tspc");
  project.write("missing.ts", "export {};\n");
  expect(built.status).not.toBe(0);
  expect(built.output).toMatch(/missing\.ts[(:]1[,:]22/);
  expect(built.output).toContain("npx snakebridge add scikit-learn");
});

test("a misspelt name is a compile error at the name, with the nearest one", async () => {
  project.write("misspelt.ts", 'import { squrt } from "py:math";\nconsole.log(squrt);\n');
  const built = await project.run("tspc");
  project.write("misspelt.ts", "export {};\n");
  expect(built.status).not.toBe(0);
  expect(built.output).toMatch(/misspelt\.ts[(:]1[,:]10/);
  expect(built.output).toContain("sqrt");
});

test("a worker that is killed mid-call rejects the call, and the next call gets a fresh worker", async () => {
  const done = await execute(
    "killed",
    `import * as os from "py:os";
import * as math from "py:math";
import { WorkerCrashedError } from "snakebridge";
try {
  await os.kill(await os.getpid(), 9);
} catch (error) {
  console.log(error instanceof WorkerCrashedError, error instanceof Error && error.message.includes("SIGKILL"));
}
console.log(await math.sqrt(81));
`,
  );
  expect(done.stdout, done.output).toBe("true true\n9\n");
  expect(done.status).toBe(0);
});

test("a call outside the manifest is refused, by name", async () => {
  const done = await execute(
    "refused",
    `import * as math from "py:math";
import { call, NotAllowedError } from "snakebridge";
await math.sqrt(1);
try {
  await call("subprocess.run", [["true"]]);
} catch (error) {
  console.log(error instanceof NotAllowedError, error instanceof Error && error.message.includes("subprocess"));
}
`,
  );
  expect(done.stdout, done.output).toBe("true true\n");
  expect(done.status).toBe(0);
});
