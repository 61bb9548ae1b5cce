/**
 * Finds the Python that the tests use. `scripts/test.ts` makes its environment (numpy, msgpack, the stub tools) and names
 * it in `SNAKEBRIDGE_TEST_PYTHON`. A test that is run by hand uses the first environment of `.cache/python`.
 */
import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const cache = fileURLToPath(new URL("../../.cache/python/", import.meta.url));

/** Returns an interpreter that has numpy and the bridge's own packages. */
export function findTestPython(): string {
  const named = process.env.SNAKEBRIDGE_TEST_PYTHON;
  if (named !== undefined) return named;
  const made = existsSync(cache) ? readdirSync(cache).sort() : [];
  for (const minor of made) {
    const python = `${cache}${minor}/bin/python`;
    if (existsSync(python)) return python;
  }
  throw new Error("no test environment yet: run `npm test` once, or set SNAKEBRIDGE_TEST_PYTHON");
}
