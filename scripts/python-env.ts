/**
 * The virtual environments that check and test this repository, one for each interpreter, under `.cache/python/`. Their
 * content is `python/requirements/test.txt`, by version and hash; a change there makes them anew. pip installs it, because
 * every Python has it.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { root, run } from "./run.ts";

export interface TestPython {
  /** `3.11`. */
  readonly minor: string;
  /** The environment's interpreter. */
  readonly python: string;
}

/** The interpreters named by `SNAKEBRIDGE_TEST_PYTHONS` (paths, separated as in PATH), else `python3`. */
export function interpreters(): string[] {
  const named = (process.env.SNAKEBRIDGE_TEST_PYTHONS ?? "").split(delimiter).filter(Boolean);
  return named.length > 0 ? named : ["python3"];
}

/** Makes or reuses the environment of one interpreter. */
export async function pythonEnvironment(interpreter: string): Promise<TestPython> {
  const ask = "import sys; print('%d.%d' % sys.version_info[:2])";
  const minor = (await run(interpreter, ["-c", ask], { quiet: true })).trim();
  const folder = join(root, ".cache/python", minor);
  const python = join(folder, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  const requirements = join(root, "python/requirements/test.txt");
  const wanted = createHash("sha256").update(readFileSync(requirements)).digest("hex");
  const stamp = join(folder, "made-from");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return { minor, python };

  console.log(`making the test environment for Python ${minor} (${interpreter})`);
  rmSync(folder, { recursive: true, force: true });
  await run(interpreter, ["-m", "venv", folder], { quiet: true });
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"];
  await run(python, [...pip, "--requirement", requirements], { quiet: true });
  writeFileSync(stamp, wanted);
  return { minor, python };
}
