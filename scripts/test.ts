/**
 * The whole check: linters, type checkers, package checks, Python's tests and TypeScript's, over every supported
 * interpreter that is named. Runs everything even when something fails; the last line counts over all suites.
 *
 * `npm test` builds, packs and runs all; `npm test -- mypy` runs only the steps whose name begins so, with the `dist/` there is.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { build } from "./build.ts";
import { pack } from "./pack.ts";
import { interpreters, pythonEnvironment, type TestPython } from "./python-env.ts";
import { node, root, run } from "./run.ts";

interface Counts {
  passed: number;
  failed: number;
}

interface Step {
  readonly name: string;
  /** Throws when it fails; returns counts where it is a suite of tests. */
  readonly run: () => Promise<Counts | undefined>;
}

const bin = (name: string, path: string) => join(root, "node_modules", name, path);
const results = join(root, ".cache/results");

function check(name: string, action: () => Promise<unknown>): Step {
  return {
    name,
    run: async () => {
      await action();
      return undefined;
    },
  };
}

/** The tests of one runner: its report file is read whether it ends well or not, so that failures are counted one by one. */
function suite(name: string, action: (report: string) => Promise<unknown>, read: (report: string) => Counts): Step {
  return {
    name,
    run: async () => {
      const report = join(results, `${name.replaceAll(/\W+/g, "-")}.report`);
      rmSync(report, { force: true });
      let failure: unknown;
      await action(report).catch((error: unknown) => {
        failure = error;
      });
      const counts = read(report);
      if (counts.passed + counts.failed === 0) throw new Error(`${name} ran no test`);
      if (failure !== undefined && counts.failed === 0) throw failure;
      return counts;
    },
  };
}

function steps(pythons: readonly TestPython[]): Step[] {
  const [newest] = pythons;
  if (newest === undefined) throw new Error("no interpreter: set SNAKEBRIDGE_TEST_PYTHONS or install python3");
  const environment = { ...process.env, SNAKEBRIDGE_TEST_PYTHON: newest.python };
  const tsc = bin("typescript", "bin/tsc");
  return [
    check("biome", () => node([bin("@biomejs/biome", "bin/biome"), "check", "--error-on-warnings"])),
    check("tsc", () => node([tsc, "-p", "tsconfig.json"])),
    check("knip", () => node([bin("knip", "bin/knip.js")])),
    check("publint", () => node([bin("publint", "src/cli.js"), "--strict"])),
    check("attw", async () => {
      const cli = bin("@arethetypeswrong/cli", "dist/index.js");
      await node([cli, ".cache/pack/snakebridge.tgz", "--profile", "esm-only"], { quiet: true });
    }),
    check("ruff check", () =>
      run(newest.python, ["-m", "ruff", "check", "--config", "python/pyproject.toml", ...python]),
    ),
    check("ruff format", () =>
      run(newest.python, ["-m", "ruff", "format", "--check", "--config", "python/pyproject.toml", ...python]),
    ),
    check("import-linter", () =>
      run(join(dirname(newest.python), "lint-imports"), [], { cwd: join(root, "python"), quiet: true }),
    ),
    check("mypy", () => run(newest.python, ["-m", "mypy"], { cwd: join(root, "python") })),
    ...pythons.map((each) =>
      suite(
        `pytest on ${each.minor}`,
        (report) => run(each.python, ["-m", "pytest", "-q", "-c", "python/pyproject.toml", `--junitxml=${report}`]),
        readJunit,
      ),
    ),
    suite(
      "vitest",
      (report) =>
        node([bin("vitest", "vitest.mjs"), "run", "--reporter=default", "--reporter=json", `--outputFile=${report}`], {
          env: environment,
        }),
      readVitest,
    ),
  ];
}

const python = ["python", "test/python", "fixtures/python"];

function readJunit(report: string): Counts {
  const [, head = ""] = /<testsuite ([^>]*)>/.exec(readFileSync(report, "utf8")) ?? [];
  const count = (name: string) => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(head)?.[1] ?? 0);
  const failed = count("failures") + count("errors");
  return { failed, passed: count("tests") - failed - count("skipped") };
}

function readVitest(report: string): Counts {
  const json = JSON.parse(readFileSync(report, "utf8"));
  return { passed: json.numPassedTests, failed: json.numFailedTests + (json.success || json.numFailedTests ? 0 : 1) };
}

async function main(only: string | undefined): Promise<number> {
  mkdirSync(results, { recursive: true });
  const pythons: TestPython[] = [];
  for (const interpreter of interpreters()) pythons.push(await pythonEnvironment(interpreter));
  if (only === undefined) await pack();
  else if (!existsSync(join(root, "dist"))) await build();

  const total: Counts = { passed: 0, failed: 0 };
  const failures: string[] = [];
  for (const step of steps(pythons)) {
    if (only !== undefined && !step.name.startsWith(only)) continue;
    const begun = performance.now();
    let outcome: Counts;
    try {
      outcome = (await step.run()) ?? { passed: 1, failed: 0 };
    } catch (error) {
      console.error(error instanceof Error ? error.message : error);
      outcome = { passed: 0, failed: 1 };
    }
    total.passed += outcome.passed;
    total.failed += outcome.failed;
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    console.log(`${outcome.failed === 0 ? "ok  " : "FAIL"} ${step.name}  ${seconds} s`);
    if (outcome.failed > 0) failures.push(step.name);
  }
  if (failures.length > 0) console.log(`\nfailed: ${failures.join(", ")}`);
  console.log(`${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 && total.passed > 0 ? 0 : 1;
}

process.exitCode = await main(process.argv[2]);
