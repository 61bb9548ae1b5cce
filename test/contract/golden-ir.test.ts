/**
 * The introspections in `fixtures/ir` are what Python's side says today: the renderer's golden files are made from true
 * facts. After a change that is meant: `npx vitest run test/contract/golden-ir.test.ts -u`, then the renderer's golden test
 * in the same way, and read the difference.
 */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { Introspection } from "../../introspector/ir/ir.ts";
import { readPins } from "../../scripts/locked.ts";
import { isOwn, listLibraries, printGolden, sliceLike } from "../support/golden-ir.ts";
import { introspect } from "../support/introspect.ts";

const folder = fileURLToPath(new URL("../../fixtures/ir/", import.meta.url));
const fixtures = fileURLToPath(new URL("../../fixtures/python", import.meta.url));

interface Golden {
  readonly name: string;
  readonly golden: Introspection;
  readonly fresh: Introspection;
}

const all: readonly Golden[] = readdirSync(folder).map((file) => {
  const golden = JSON.parse(readFileSync(`${folder}${file}`, "utf8")) as Introspection;
  const bound = golden.modules.filter((module) => module.bound).map(({ name }) => name);
  return { name: file.replace(/\.json$/, ""), golden, fresh: introspect(fixtures, ["."], bound) };
});

/** A file that names versions is compared with these versions alone; `npm run update` moves it to the locked ones. */
function isComparable({ golden, fresh }: Golden): boolean {
  if (isOwn(golden)) return true;
  const minor = ({ python }: Introspection) => python.version.split(".").slice(0, 2).join(".");
  if (minor(golden) !== minor(fresh)) return false;
  return process.env.UPDATE_GOLDEN !== undefined || String(listLibraries(golden)) === String(listLibraries(fresh));
}

describe("the renderer's golden files are made from what Python's side says", () => {
  test.each(all.filter(isComparable))("$name", async ({ name, golden, fresh }) => {
    expect(fresh.failures).toEqual([]);
    const text = `${printGolden(sliceLike(golden, fresh))}\n`;
    await expect(text).toMatchFileSnapshot(`${folder}${name}.json`);
  });
});

test("a golden file of a library names a version that is locked, so that some Python compares it", () => {
  const locked = new Set(readPins("test").map(({ name, version }) => `${name} ${version}`));
  for (const library of all.flatMap(({ golden }) => listLibraries(golden))) expect(locked).toContain(library);
});
