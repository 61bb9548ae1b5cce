/** A release writes what the release job publishes: the newest changes first, and one version in package and lock. */
import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { makeEmptyProject, run } from "../support/project.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const copy = makeEmptyProject();
afterAll(() => copy.remove());

test("`npm run bump` puts the new version above the old ones, and into the lock", async () => {
  for (const file of [".changeset", ".npmrc", "CHANGELOG.md", "package.json", "package-lock.json"]) {
    cpSync(join(ROOT, file), copy.path(file), { recursive: true });
  }
  writeFileSync(copy.path(".changeset/a-note.md"), '---\n"snakebridge": patch\n---\n\nA note of this test.\n');
  const git = (...args: string[]) => execFileSync("git", args, { cwd: copy.folder });
  git("init", "--quiet", "--initial-branch=main");
  git("add", "--all");
  git("-c", "user.name=test", "-c", "user.email=test@localhost", "commit", "--quiet", "--message=test");

  // npm finds `changeset` in the folder's own node_modules/.bin, which the copy does not have.
  const PATH = [join(ROOT, "node_modules/.bin"), dirname(process.execPath), process.env.PATH].join(delimiter);
  const done = await run("npm", ["run", "bump"], { cwd: copy.folder, env: { PATH } });
  expect(done.status, done.output).toBe(0);

  const before = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")).version;
  const { version } = JSON.parse(copy.read("package.json"));
  const lock = JSON.parse(copy.read("package-lock.json"));
  expect(version).not.toBe(before);
  expect([lock.version, lock.packages[""].version]).toEqual([version, version]);
  const changelog = copy.read("CHANGELOG.md");
  expect(changelog).toMatch(new RegExp(`^# Changelog\n\n## ${version.replaceAll(".", "\\.")}\n`));
  expect(changelog).toContain("A note of this test.");
  expect(changelog.endsWith(readFileSync(join(ROOT, "CHANGELOG.md"), "utf8").replace(/^# Changelog\n/, ""))).toBe(true);
});
