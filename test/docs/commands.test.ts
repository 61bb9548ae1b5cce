/**
 * Every command that a page shows names scripts, steps, files and subcommands that exist. The commands of README and
 * CONTRIBUTING are also run, by tests of their own; the others would take too long or need a user's project.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { readBlocks } from "../support/markdown.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");
const pages = execFileSync("git", ["ls-files", "--", "*.md"], { cwd: ROOT, encoding: "utf8" })
  .split("\n")
  .filter((page) => page !== "" && !page.startsWith("fixtures/"));
const code = pages.flatMap((page) => readBlocks(read(page)).map((block) => ({ page, ...block })));

/** Made by a build, or by the reader before the command. */
const isMade = (path: string): boolean => /^(?:dist|\.cache)\//.test(path);
const exists = (folder: string, path: string): boolean => isMade(path) || existsSync(join(ROOT, folder, path));

/** Why a command cannot work in a folder of the repository; `null` when nothing is wrong. */
function findFault(folder: string, command: string): string | null {
  const words = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? "");
  const [program = "", first = "", second = ""] = words;
  const scripts = () => JSON.parse(read(join(folder, "package.json"))).scripts as Record<string, string>;
  const isStep = (name: string) =>
    read("scripts/test.ts").match(new RegExp(`(?:check|suite)\\(\\s*["\`]${name}`)) !== null;
  switch (`${program} ${first}`) {
    case "npm install":
      return null;
    case "npm test":
      return second !== "--" || isStep(words[3] ?? "") ? null : `the check has no step ${words[3]}`;
    case "npm run":
      return second in scripts() ? null : `package.json has no script ${second}`;
    case "npx vitest":
      return words.slice(2).find((word) => word.startsWith("test/") && !exists(folder, word)) ?? null;
    case "npx snakebridge":
      return existsSync(join(ROOT, `cli/commands/${second}.ts`)) ? null : `there is no command ${second}`;
    case "npx tspc":
    case "npx changeset":
      return null;
  }
  if (program === "node") return exists(folder, first) ? null : `${first} is not there`;
  if (/^\.cache\/.*\/python$/.test(program)) {
    return words.slice(1).find((word) => /^(?:test|python)\//.test(word) && !exists(folder, word)) ?? null;
  }
  return `this test knows no command like it`;
}

test("samples in a programming language stand in the README only, where each is run", () => {
  const samples = code.filter(({ language }) => language !== "sh" && language !== "");
  expect([...new Set(samples.map(({ page }) => page))]).toEqual(["README.md"]);
});

test.each([...new Set(code.filter(({ language }) => language === "sh").map(({ page }) => page))])(
  "the commands of %s name what exists",
  (page) => {
    const lines = code
      .filter((block) => block.page === page && block.language === "sh")
      .flatMap(({ text }) => text.split("\n"));
    const faults = lines.flatMap((line) => {
      let folder = "";
      return line
        .replace(/\s+#.*$/, "")
        .split(" && ")
        .flatMap((command) => {
          const [, entered] = /^cd (\S+)$/.exec(command) ?? [];
          if (entered !== undefined) {
            folder = join(folder, entered);
            return existsSync(join(ROOT, folder)) ? [] : [`${line}: ${folder} is not there`];
          }
          const fault = findFault(folder, command);
          return fault === null ? [] : [`${command}: ${fault}`];
        });
    });
    expect(faults).toEqual([]);
  },
);
