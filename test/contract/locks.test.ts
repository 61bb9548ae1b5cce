/** What is installed tomorrow is what was tested today: the lock files are exact, complete and the same for everybody. */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { OLDEST_UV } from "../../introspector/environment/uv.ts";
import { readPinnedVersions } from "../../introspector/pins.ts";
import { readPythonVersions } from "../../scripts/locked.ts";
import { makeFolder } from "../support/folder.ts";
import { findTestPython } from "../support/python.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const read = (path: string) => readFileSync(`${root}${path}`, "utf8");
const requirements = globSync("python/requirements/*.txt", { cwd: root });
const manifest = JSON.parse(read("package.json"));
const npmLock: { packages: Record<string, Record<string, unknown>> } = JSON.parse(read("package-lock.json"));

describe("Python", () => {
  test("every package has one exact version and a hash", () => {
    expect(requirements).toHaveLength(4);
    for (const path of requirements) {
      const entries = read(path)
        .replaceAll(/^ *#.*\n/gm, "")
        .split(/\n(?=\S)/);
      for (const entry of entries) {
        expect(entry, path).toMatch(
          /^[\w.-]+==[\w.]+(?: ; [^\n\\]+)? \\\n(?: {4}--hash=sha256:[0-9a-f]{64}(?: \\)?\n?)+$/,
        );
      }
    }
  });

  test("what pyproject.toml asks for is locked, at a version that it allows", () => {
    // pip and uv judge versions by the library that is asked here.
    const script = [
      "import json, sys",
      "from packaging.requirements import Requirement",
      "try: import tomllib",
      "except ImportError: import tomli as tomllib",
      "groups = tomllib.load(open(sys.argv[1], 'rb'))['dependency-groups']",
      "locked = json.load(sys.stdin)",
      "asked = [Requirement(each) for group in groups.values() for each in group]",
      "print(json.dumps([str(r) for r in asked for v in locked.get(r.name.replace('_', '-'), ['0']) if v not in r.specifier]))",
    ].join("\n");
    const outside = execFileSync(findTestPython(), ["-c", script, `${root}python/pyproject.toml`], {
      input: JSON.stringify(Object.fromEntries(readPythonVersions("test"))),
      encoding: "utf8",
    });
    expect(JSON.parse(outside)).toEqual([]);
  });

  test("what is installed for users is what the tests run with, file by file", () => {
    for (const [name, version] of Object.entries(readPinnedVersions())) {
      expect(readPythonVersions("test").get(name), name).toEqual([version]);
    }
    const hashes = (path: string) => new Set(read(`python/requirements/${path}.txt`).match(/sha256:\w+/g));
    expect(hashes("bridge").union(hashes("uv")).isSubsetOf(hashes("test"))).toBe(true);
    expect(manifest.files).toEqual(
      expect.arrayContaining(["python/requirements/bridge.txt", "python/requirements/uv.txt"]),
    );
  });

  test("the oldest uv on a PATH is the oldest that pyproject.toml allows", () => {
    expect(readPythonVersions("oldest-uv").get("uv")).toEqual([`${OLDEST_UV.join(".")}.0`]);
  });

  test("no other file says which versions of the bridge's packages", () => {
    const sources = globSync("{introspector,cli,runtime,transformer,scripts,bench,python/snakebridge}/**/*.{ts,py}", {
      cwd: root,
      exclude: ["**/node_modules/**"],
    });
    expect(sources.length).toBeGreaterThan(100);
    for (const path of sources)
      expect(read(path), path).not.toMatch(/\b(?:msgpack|typeshed[-_]client|uv) ?[<>=~!]=? ?\d/);
  });
});

describe("npm", () => {
  test("every version that package.json asks for is exact", () => {
    for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) {
      expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
    }
  });

  test("the lock says nothing that one version of npm writes and another removes", () => {
    const fields = new Set(Object.values(npmLock.packages).flatMap((entry) => Object.keys(entry)));
    // npm 10 drops `libc`; `resolved` depends on the registry of whoever wrote it. `npm run lock` leaves both out.
    expect([...fields].filter((field) => ["libc", "resolved"].includes(field))).toEqual([]);
    const unsigned = Object.entries(npmLock.packages).filter(([path, { integrity }]) => path !== "" && !integrity);
    expect(unsigned).toEqual([]);
  });

  test("`npm ci` accepts the lock, and `npm install` leaves it as it is", () => {
    const project = makeFolder();
    for (const file of ["package.json", "package-lock.json", ".npmrc"]) cpSync(`${root}${file}`, project.at(file));
    for (const args of [
      ["ci", "--dry-run"],
      ["install", "--package-lock-only"],
    ]) {
      // Offline: a lock that lacks a package would make npm ask the registry for it.
      const done = spawnSync("npm", [...args, "--ignore-scripts", "--offline", "--no-audit", "--no-fund"], {
        cwd: project.path,
        encoding: "utf8",
      });
      expect(done.status, done.stderr).toBe(0);
    }
    expect(project.read("package-lock.json")).toBe(read("package-lock.json"));
  });
});

test("no lock file has an address of an index, a registry or a folder", () => {
  for (const path of [...requirements, ".npmrc"]) {
    expect(read(path), path).not.toMatch(
      /:\/\/|--(?:index|extra-index|find-links|trusted-host)|^-[ifr]\b|registry\s*=/m,
    );
  }
  const addresses: string[] = [];
  // `funding` is where a package asks for donations: no client installs from there.
  const installed = Object.values(npmLock.packages).map(({ funding: _, ...rest }) => rest);
  JSON.parse(JSON.stringify(installed), (key, value) => {
    if (typeof value === "string" && /:\/\/|^file:/.test(value)) addresses.push(`${key}: ${value}`);
    return value;
  });
  expect(addresses).toEqual([]);
});
