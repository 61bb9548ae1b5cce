/**
 * `npm run update`: takes the newest versions that are asked for, in every lock file at once, and makes the golden files
 * anew from them. One step, one diff to read. It keeps major versions; those a person raises.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { dropLibc, lockPython } from "./lock.ts";
import {
  describeChanges,
  type LockedVersions,
  readNpmVersions,
  readPythonVersions,
  writeRegistryDay,
} from "./locked.ts";
import { interpreters, pythonEnvironment } from "./python-env.ts";
import { node, root, run } from "./run.ts";

/** Files that tests compare byte by byte, in this order: the second is rendered from the first. */
const GOLDEN_TESTS = [
  "test/contract/golden-ir.test.ts",
  "test/introspector/render/golden.test.ts",
  "test/transformer/transform-module.test.ts",
];

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const QUIET = ["--no-audit", "--no-fund"];

/** Raises exact versions within their major version; TypeScript, which has no minor versions in that sense, by patches. */
async function updateNpm(): Promise<void> {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest;
  const ranges = (versions: Readonly<Record<string, string>>) =>
    Object.entries(versions).map(([name, version]) => `${name}@${name === "typescript" ? "~" : "^"}${version}`);
  await run("npm", ["install", "--save-exact", ...QUIET, ...ranges(manifest.dependencies)]);
  await run("npm", ["install", "--save-exact", "--save-dev", ...QUIET, ...ranges(manifest.devDependencies)]);
  await run("npm", ["update", ...QUIET]);
  dropLibc();
}

async function updateGolden(): Promise<void> {
  const [interpreter = "python3"] = interpreters();
  const { python } = await pythonEnvironment(interpreter);
  const env = { ...process.env, SNAKEBRIDGE_TEST_PYTHON: python, UPDATE_GOLDEN: "1" };
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  for (const test of GOLDEN_TESTS) await node([vitest, "run", test, "--update"], { env, quiet: true });
}

function print(title: string, before: LockedVersions, after: LockedVersions): void {
  const changes = describeChanges(before, after);
  console.log(`\n${title}: ${changes.length === 0 ? "nothing changed" : `${changes.length} changed`}`);
  for (const change of changes) console.log(`  ${change}`);
}

const before = { npm: readNpmVersions(), python: readPythonVersions("test") };
await updateNpm();
await lockPython({ upgrade: true });
writeRegistryDay(new Date());
await updateGolden();
print("npm", before.npm, readNpmVersions());
print("Python", before.python, readPythonVersions("test"));
console.log("\nRead the difference (`git diff`), golden files included; then run `npm test`.");
