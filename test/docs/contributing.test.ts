/** Every command of CONTRIBUTING runs and runs a test, so that a newcomer's first try does not name a file that is gone. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { readBlocks } from "../support/markdown.ts";
import { run } from "../support/project.ts";
import { findTestPython } from "../support/python.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const commands = readBlocks(readFileSync(`${ROOT}CONTRIBUTING.md`, "utf8"))
  .filter(({ heading, language }) => language === "sh" && heading === "One check of each kind")
  .flatMap(({ text }) => text.split("\n"));

describe("one check of each kind", () => {
  test.each(commands)("%s", async (command) => {
    const [program = "", ...args] = parse(command);
    const done =
      program === "npm"
        ? await run(process.execPath, [`${ROOT}scripts/test.ts`, ...args.slice(2)], { cwd: ROOT })
        : program === "npx"
          ? await run(process.execPath, [`${ROOT}node_modules/${args[0]}/${args[0]}.mjs`, ...args.slice(1)], {
              cwd: ROOT,
            })
          : await run(findTestPython(), args, { cwd: ROOT });
    expect(done.status, done.output).toBe(0);
    expect(done.output).toMatch(/\b[1-9]\d* passed/);
  });
});

/** Splits at spaces outside double quotes. */
function parse(command: string): string[] {
  return [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? "");
}
