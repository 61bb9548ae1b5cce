import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { DEFAULTS, defineConfig, loadConfig } from "../../introspector/config.ts";
import { makeFolder } from "../support/folder.ts";

const load = (text: string) => loadConfig(makeFolder({ "snakebridge.config.ts": text }).path);

test("without a file every option has its default", async () => {
  expect(await loadConfig(makeFolder().path)).toEqual(DEFAULTS);
});

test("the file is TypeScript, and options it leaves out keep their defaults", () => {
  const text = 'const paths: readonly string[] = ["lib"];\nexport default { paths };\n';
  const project = makeFolder({ "snakebridge.config.ts": text });
  // Node itself must load the file: the test runner has a loader of its own.
  const module = new URL("../../introspector/config.ts", import.meta.url).href;
  const script = `import { loadConfig } from ${JSON.stringify(module)};
    console.log(JSON.stringify(await loadConfig(${JSON.stringify(project.path)})));`;
  const printed = execFileSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
  expect(JSON.parse(printed)).toEqual({ ...DEFAULTS, paths: ["lib"] });
});

test.each([
  ['{ paths: "src" }', 'option "paths" is "src"'],
  ["{ paths: [1] }", 'option "paths[0]" is 1'],
  ["{ python: false }", 'option "python" is false'],
  ['{ pyhton: "3.12" }', 'there is no option "pyhton" (its value is "3.12")'],
  ['"src"', 'exports "src"'],
])("%s is refused with the option and its value", async (data, message) => {
  await expect(load(`export default ${data};\n`)).rejects.toMatchObject({
    code: "CONFIG",
    message: expect.stringContaining(message),
  });
});

test("a file that cannot run says why", async () => {
  await expect(load('throw new Error("no such thing");\n')).rejects.toMatchObject({
    code: "CONFIG",
    message: expect.stringContaining("no such thing"),
  });
});

test("defineConfig gives back what it is given", () => {
  const config = { paths: ["a"] };
  expect(defineConfig(config)).toBe(config);
});
