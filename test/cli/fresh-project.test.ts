/** What `init` makes of an empty folder with the real npm, as the first minutes of a user are. */
import { spawnSync } from "node:child_process";
import { dirname } from "node:path";
import { expect, test } from "vitest";
import { makeFolder } from "../support/folder.ts";
import { createVariables, makeUsualPath } from "../support/machine.ts";
import { runSnakebridge } from "./support/command.ts";

const PROGRAM = `import { readFileSync } from "node:fs";
export const text: string = readFileSync(process.argv[1] ?? "", "utf8");
export const bytes: Buffer = Buffer.from(text);
export const timer: NodeJS.Timeout = setTimeout(() => console.log(new URL("file:///")), 1);
`;

test("Node's names are known to the compiler, and a browser's are not", async () => {
  const project = makeFolder({ "server.ts": PROGRAM, "page.ts": "export const title: string = document.title;\n" });
  const env = createVariables([...makeUsualPath(project), dirname(process.execPath)]);
  const ended = await runSnakebridge(project, ["init"], { env });
  expect(ended.status, ended.stderr).toBe(0);
  const { devDependencies } = JSON.parse(project.read("package.json"));
  expect(Object.keys(devDependencies)).toEqual(["@types/node", "ts-patch", "typescript"]);
  const tsc = project.at("node_modules/typescript/bin/tsc");
  const compiled = spawnSync(process.execPath, [tsc, "--noEmit"], { cwd: project.path, encoding: "utf8" });
  expect(compiled.stdout).toMatch(/^page\.ts\(1,30\): error TS2584: Cannot find name 'document'/);
  expect(compiled.stdout.match(/error TS/g)).toHaveLength(1);
});
