import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { createVariables } from "../support/machine.ts";
import { compiler, prepareProjects } from "./support/command.ts";

const script = fileURLToPath(new URL("support/run.ts", import.meta.url));
const { project: prepared } = prepareProjects();

describe("a reader that leaves early (`| head -1`) neither stops a command nor gets a stack", () => {
  test.each([
    ["--help", 0],
    ["--version", 0],
    ["nosuchcommand", 2],
    ["init --help", 0],
    ["sync", 0],
    ["generate", 0],
    ["generate --json", 0],
    ["generate --check", 1],
    ["doctor", 1],
    ["inspect json", 0],
    ["inspect json.nosuch", 1],
    ["generate --project nowhere", 1],
    ["clean", 0],
  ])("%s", (args, status) => {
    const project = prepared({ ...compiler(), "main.ts": 'import { dumps } from "py:json";\n' });
    const env = createVariables(["/usr/bin", "/bin"]);
    const pipe = (redirection: string) => {
      // `true` has ended before Node has started.
      const command = `"${process.execPath}" "${script}" ${args} ${redirection} | true; echo "\${PIPESTATUS[0]}"`;
      return spawnSync("bash", ["-c", command], { cwd: project.path, env, encoding: "utf8" });
    };
    const closed = pipe("");
    expect(closed.stderr).not.toMatch(/EPIPE| {4}at /);
    expect(Number(closed.stdout)).toBe(status);
    expect(pipe("2>&1")).toMatchObject({ stderr: "", stdout: `${status}\n` });
    if (args === "sync") expect(existsSync(project.at(".snakebridge/types/json.d.ts"))).toBe(true);
  });
});
