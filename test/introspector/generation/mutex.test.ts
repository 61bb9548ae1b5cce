import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, utimesSync } from "node:fs";
import { expect, test } from "vitest";
import { runExclusively } from "../../../introspector/generation/mutex.ts";
import { makeFolder } from "../../support/folder.ts";

/** The id of a process that has ended. */
const dead = (): number => spawnSync("true").pid;

test("what holds the lock runs alone, and the next starts when it ends", async () => {
  const path = makeFolder().at("cache/generate.lock");
  const log: string[] = [];
  const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
  const { promise: started, resolve: start } = Promise.withResolvers<void>();
  const first = runExclusively(path, async () => {
    log.push("first in");
    start();
    await mayEnd;
    log.push("first out");
  });
  await started;
  const second = runExclusively(path, async () => {
    log.push("second in");
  });
  end();
  await Promise.all([first, second]);
  expect(log).toEqual(["first in", "first out", "second in"]);
  expect(readdirSync(makeFolder().path)).toEqual([]);
  expect(existsSync(path)).toBe(false);
});

test("a lock left by a process that died is taken over", async () => {
  const project = makeFolder({ "generate.lock": `${dead()} 0` });
  expect(await runExclusively(project.at("generate.lock"), async () => "done", 2_000)).toBe("done");
  expect(readdirSync(project.path)).toEqual([]);
});

test("an old lock whose process id was given to another program is taken over", async () => {
  const project = makeFolder({ "generate.lock": `${process.pid} 0` });
  utimesSync(project.at("generate.lock"), 0, 0);
  expect(await runExclusively(project.at("generate.lock"), async () => "done", 2_000)).toBe("done");
});

test("a lock that is held for too long names its holder and the file", async () => {
  const project = makeFolder({ "generate.lock": `${process.pid} 0` });
  await expect(runExclusively(project.at("generate.lock"), async () => "done", 0)).rejects.toMatchObject({
    code: "BUSY",
    message: expect.stringContaining(String(process.pid)),
    remedy: expect.stringContaining(project.at("generate.lock")),
  });
  expect(project.read("generate.lock")).toBe(`${process.pid} 0`);
});

test("the lock goes when the work fails", async () => {
  const project = makeFolder();
  const failing = runExclusively(project.at("generate.lock"), () => Promise.reject(new Error("no")));
  await expect(failing).rejects.toThrow("no");
  expect(readdirSync(project.path)).toEqual([]);
});
