/** The published package brings nothing that runs on its own at install time, and its runtime loads no other package. */
import { globSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { MAX_PACKED_BYTES, MAX_TAR_BYTES } from "../../bench/limits.ts";
import { locateTarball, makeEmptyProject, run } from "../support/project.ts";

const projects = [makeEmptyProject(), makeEmptyProject()] as const;
afterAll(() => {
  for (const project of projects) project.remove();
});

test("npm installs no package that has an install script", async () => {
  const [project] = projects;
  project.write("package.json", '{ "name": "own", "private": true, "type": "module" }\n');
  const done = await run("npm", ["install", "--no-audit", "--no-fund", locateTarball()], { cwd: project.folder });
  expect(done.status, done.output).toBe(0);
  const { packages } = JSON.parse(project.read("node_modules/.package-lock.json")) as {
    packages: Record<string, { hasInstallScript?: boolean }>;
  };
  expect(Object.keys(packages)).toContain("node_modules/snakebridge");
  expect(Object.keys(packages).filter((path) => packages[path]?.hasInstallScript)).toEqual([]);
});

test("the package stays small, so that nothing large is published by accident", () => {
  const packed = readFileSync(locateTarball());
  expect(packed.length).toBeLessThan(MAX_PACKED_BYTES);
  expect(gunzipSync(packed).length).toBeLessThan(MAX_TAR_BYTES);
  // A limit that is far away guards nothing: it moves down when the package shrinks.
  expect(packed.length).toBeGreaterThan(MAX_PACKED_BYTES / 2);
});

test("pnpm, which fails where an install script was not allowed, ends well", async () => {
  const [, project] = projects;
  project.write("package.json", '{ "name": "own", "private": true, "type": "module" }\n');
  const done = await run("npx", ["--yes", "pnpm@latest", "add", locateTarball()], { cwd: project.folder });
  expect(done.output).not.toContain("IGNORED_BUILDS");
  expect(done.output).not.toContain("Ignored build scripts");
  expect(done.status, done.output).toBe(0);
  const { dependencies } = JSON.parse(project.read("package.json"));
  expect(Object.keys(dependencies)).toEqual(["snakebridge"]);
});

test("the runtime imports Node and its own files only, and carries the licence of what it took in", () => {
  const folder = projects[0].path("node_modules/snakebridge/dist/runtime");
  const files = globSync("**/*.{js,cjs}", { cwd: folder });
  expect(files).toContain("wire/msgpackr.cjs");
  for (const file of files) {
    const code = readFileSync(`${folder}/${file}`, "utf8");
    const imports = [...code.matchAll(/^(?:import|export)\b[^;"=]*"([^"]+)";$|\brequire\(["']([^"']+)["']\)/gm)];
    for (const [, specifier = "", required = ""] of imports)
      expect(specifier + required, file).toMatch(/^(?:\.|node:)/);
  }
  const vendored = readFileSync(`${folder}/wire/msgpackr.cjs`, "utf8");
  expect(vendored).toMatch(/^\/\*! msgpackr \d+\.\d+\.\d+\n/);
  expect(vendored).toContain("Permission is hereby granted, free of charge");
});
