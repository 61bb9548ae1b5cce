/**
 * `fixtures/ir` holds what the introspector printed for `fixtures/python/<name>.py`, and `numpy.json` a part of NumPy. Both
 * are without paths of the machine, and without the docstrings of other projects. What they render to is compared byte by
 * byte with `fixtures/dts`. After an intended change, run
 * `npx vitest run test/introspector/render/golden.test.ts -u` and read the difference.
 */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parseIntrospection } from "../../../introspector/ir/schema.ts";
import { render } from "../../../introspector/render/render.ts";

const ir = fileURLToPath(new URL("../../../fixtures/ir/", import.meta.url));
const golden = fileURLToPath(new URL("../../../fixtures/dts/", import.meta.url));
const names = readdirSync(ir).map((file) => file.replace(/\.json$/, ""));

function renderFixture(name: string): ReturnType<typeof render> {
  return render(parseIntrospection(JSON.parse(readFileSync(`${ir}${name}.json`, "utf8"))), { version: "0.1.0" });
}

test.each(names)("%s renders as reviewed", async (name) => {
  const folder = `${golden}${name}/`;
  const reviewed = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(folder.length).replace(/^\//, ""))
    .sort();
  const { files } = renderFixture(name);
  for (const { path, text } of files) await expect(text).toMatchFileSnapshot(`${folder}${path}`);
  expect(reviewed.filter((path) => !files.some((file) => file.path === path))).toEqual([]);
});

test("no generated file names a place of the machine it was made on", () => {
  for (const { path, text } of names.flatMap((name) => renderFixture(name).files)) {
    expect(text, path).not.toMatch(/\/(root|home|tmp|usr|work)\//);
  }
});
