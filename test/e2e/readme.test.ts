/** Runs every command and every sample of the README. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { readBlocks } from "../support/markdown.ts";
import { locateTarball, makeEmptyProject, run } from "../support/project.ts";

const repository = fileURLToPath(new URL("../../", import.meta.url));
const readme = readBlocks(readFileSync(`${repository}README.md`, "utf8"));
const project = makeEmptyProject();
afterAll(() => project.remove());

const commands = (heading: string) =>
  readme
    .filter((block) => block.language === "sh" && block.heading === heading)
    .flatMap((block) => block.text.split("\n"));

test("every block of the README is one that a test below runs", () => {
  expect(readme.map((block) => `${block.heading}: ${block.language}`)).toEqual([
    "SnakeBridge: ts",
    "In your project: sh",
    "This repository: sh",
    "This repository: sh",
  ]);
});

test("the commands for a project of one's own build and run the sample at the top", async () => {
  const sample = readme[0]?.text ?? "";
  project.write("package.json", '{ "name": "own", "private": true, "type": "module" }\n');
  for (const command of commands("In your project")) {
    const [program = "", ...args] = command.split(" ");
    if (args[0] === "tspc") project.write("main.ts", sample);
    const done =
      program === "npx"
        ? await project.run(args[0] ?? "", args.slice(1))
        : await run(
            program,
            args.map((each) => (each === "snakebridge" ? locateTarball() : each)),
            { cwd: project.folder },
          );
    expect(done.status, `${command}\n${done.output}`).toBe(0);
    if (program === "node") {
      expect(done.stdout).toBe(
        "0.5\n[ 2, 3 ]\nBigInt64Array(6) [ 0n, 2n, 4n, 6n, 8n, 10n ]\nFloat64Array(2) [ 2, 3 ]\njson.decoder.JSONDecodeError raw_decode\n",
      );
    }
  }
});

test("the repository's first command compiles and runs the example from the packed tarball", async () => {
  const [demo] = commands("This repository");
  expect(demo).toBe("npm install && npm run demo");
  // `npm test`, which runs this test, has installed and packed already.
  const done = await run(process.execPath, ["scripts/demo.ts", locateTarball()], { cwd: repository });
  expect(done.status, done.output).toBe(0);
  expect(done.stdout).toContain(readFileSync(`${repository}examples/first-steps/expected.txt`, "utf8"));
});

test("the repository's second command is the one that CI runs", () => {
  const lines = (commands("This repository")[1] ?? "").split(" && ");
  expect(lines).toHaveLength(2);
  expect(readFileSync(`${repository}.ci/run`, "utf8")).toContain(`\n${lines.join("\n")}\n`);
});
