import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { ts } from "ts-morph";
import { describe, expect, test } from "vitest";
import { makeFolder } from "../support/folder.ts";
import { createVariables } from "../support/machine.ts";
import { runSnakebridge, TSCONFIG } from "./support/command.ts";

const bin = fileURLToPath(new URL("../../bin/snakebridge.js", import.meta.url));

describe("the first file, which any Node must be able to run", () => {
  test("is ES5", () => {
    const text = readFileSync(bin, "utf8");
    const source = ts.createSourceFile("bin.js", text, ts.ScriptTarget.ES5, true, ts.ScriptKind.JS);
    const newer: string[] = [];
    const visit = (node: ts.Node): void => {
      const isNew =
        ts.isArrowFunction(node) ||
        ts.isTemplateLiteral(node) ||
        ts.isClassLike(node) ||
        ts.isSpreadElement(node) ||
        ts.isObjectBindingPattern(node) ||
        ts.isArrayBindingPattern(node) ||
        ts.isShorthandPropertyAssignment(node) ||
        ts.isOptionalChain(node) ||
        node.kind === ts.SyntaxKind.ImportKeyword ||
        (ts.isVariableDeclarationList(node) && (node.flags & ts.NodeFlags.BlockScoped) !== 0);
      if (isNew) newer.push(node.getText(source));
      ts.forEachChild(node, visit);
    };
    visit(source);
    expect(newer).toEqual([]);
  });

  test("names the version and the remedy in one line below Node 22.18", () => {
    const old = 'Object.defineProperty(process, "versions", { value: { node: "20.20.2" } });';
    const script = `${old} require(${JSON.stringify(bin)});`;
    const ended = spawnSync(process.execPath, ["-e", script], { encoding: "utf8" });
    expect(ended.status).toBe(1);
    expect(ended.stderr).toBe("snakebridge needs Node 22.18 or newer; this is Node 20.20.2. Run: npm i -D node@24\n");
  });
});

describe("help and wrong usage", () => {
  test("every command has help with examples", async () => {
    const project = makeFolder();
    const help = await runSnakebridge(project, ["--help"]);
    expect(help.status).toBe(0);
    const commands = [...help.stdout.matchAll(/^ {2}([a-z]+) /gm)].map((match) => match[1] ?? "");
    expect(commands).toEqual(["init", "add", "sync", "generate", "clean", "doctor", "inspect", "help"]);
    expect(help.stdout).toContain("Exit status: 0 done, 1 ");
    for (const command of commands.slice(0, -1)) {
      const { status, stdout } = await runSnakebridge(project, [command, "--help"]);
      expect(status).toBe(0);
      expect(stdout).toContain(`npx snakebridge ${command}`);
    }
  });

  test.each([
    [["generat"], "generate"],
    [["generate", "--chek"], "--check"],
    [["add"], "specs"],
    [["inspect"], "name"],
    [["sync", "extra"], "too many arguments"],
    [["inspect", "os;rm"], "dotted name"],
    [[], "Usage"],
  ])("%j ends with 2 and says %j", async (args, message) => {
    const { status, stdout, stderr } = await runSnakebridge(makeFolder(), args);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain("    at ");
  });

  test("--version is that of the package", async () => {
    const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
    expect(await runSnakebridge(makeFolder(), ["--version"])).toMatchObject({ status: 0, stdout: `${version}\n` });
  });
});

describe("a user's mistake is a message and a remedy, without a stack", () => {
  const project = () =>
    makeFolder({ "package.json": "{}", "tsconfig.json": TSCONFIG, "main.ts": 'import "py:json";\n' });

  test.each([["sync"], ["init"], ["add", "iniconfig"]])("no Python and no uv: %s", async (...args) => {
    const { status, stderr } = await runSnakebridge(project(), args, { env: createVariables(["/nonexistent"]) });
    expect(status).toBe(1);
    expect(stderr).toMatch(/looked for (?:uv, )?python3, python/);
    expect(stderr).toContain("python3-venv");
    expect(stderr).not.toContain("    at ");
  });

  test("SNAKEBRIDGE_DEBUG=1 shows the stack", async () => {
    const env = createVariables(["/nonexistent"], { SNAKEBRIDGE_DEBUG: "1" });
    expect((await runSnakebridge(project(), ["sync"], { env })).stderr).toContain("    at ");
  });

  test("a tsconfig that does not exist, or does not parse", async () => {
    const missing = await runSnakebridge(project(), ["generate", "--project", "nowhere/tsconfig.json"]);
    expect(missing.status).toBe(1);
    expect(missing.stderr).toContain("nowhere/tsconfig.json");
    const broken = makeFolder({ "package.json": "{}", "tsconfig.json": "{ oops" });
    const ended = await runSnakebridge(broken, ["generate"]);
    expect(ended.status).toBe(1);
    expect(ended.stderr).toMatch(/tsconfig\.json:1:7 - /);
  });

  test("a configuration with a wrong value", async () => {
    const wrong = project();
    wrong.write("snakebridge.config.ts", "export default { paths: 5 };\n");
    const { status, stderr } = await runSnakebridge(wrong, ["generate"]);
    expect(status).toBe(1);
    expect(stderr).toContain('option "paths" is 5');
  });
});
