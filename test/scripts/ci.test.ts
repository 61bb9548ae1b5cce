/** `.ci/run` with an npm of our own in place of the real one: what the script itself decides. */
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { makeFolder } from "../support/folder.ts";

const script = fileURLToPath(new URL("../../.ci/run", import.meta.url));

/** Runs the script in a repository with one file, where `npm test` does what `npmTest` says. */
function runCi(npmTest: string) {
  const project = makeFolder({ "locked.txt": "1\n", "bin/npm": `#!/bin/sh\n[ "$1" = test ] || exit 0\n${npmTest}\n` });
  chmodSync(project.at("bin/npm"), 0o755);
  mkdirSync(project.at(".ci"));
  cpSync(script, project.at(".ci/run"));
  const git = (...args: readonly string[]) => execFileSync("git", args, { cwd: project.path });
  git("init", "--quiet");
  git("add", "--all");
  git("-c", "user.name=ci", "-c", "user.email=ci@localhost", "commit", "--quiet", "--message", "all");
  const env = { ...process.env, CI: "true", PATH: `${project.at("bin")}:${process.env.PATH}` };
  const { status, stdout } = spawnSync("bash", [project.at(".ci/run")], { env, encoding: "utf8", stdio: "pipe" });
  return { status, stdout };
}

test("a run that passes and leaves the checkout as it was passes", () => {
  expect(runCi("echo 3 passed, 0 failed")).toMatchObject({ status: 0, stdout: expect.stringMatching(/0 failed\n$/) });
});

test("a run that fails fails", () => {
  expect(runCi("exit 1").status).toBe(1);
});

test("a run that changes a file or leaves a new one fails, and names them", () => {
  const { status, stdout } = runCi("echo 2 > locked.txt; touch new.txt");
  expect(status).toBe(1);
  expect(stdout).toMatch(/changed the checkout:\n M locked\.txt\n\?\? new\.txt\n$/);
});
