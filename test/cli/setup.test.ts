/** `init`, `add`, `sync`, `clean`, `doctor` and `inspect` with real uv and Python, in projects as users have them. */
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Folder, makeFolder } from "../support/folder.ts";
import {
  addPrograms,
  basePython,
  createVariables,
  installInto,
  listInstalled,
  makeUsualPath,
  makeVenv,
} from "../support/machine.ts";
import { type CommandResult, compiler, prepareProjects, runSnakebridge, TSCONFIG } from "./support/command.ts";

async function run(project: Folder, ...args: readonly string[]): Promise<CommandResult> {
  return runSnakebridge(project, args, { env: createVariables(makeUsualPath(project)) });
}

async function succeed(project: Folder, ...args: readonly string[]): Promise<CommandResult> {
  const ended = await run(project, ...args);
  expect(ended.status, ended.stderr).toBe(0);
  return ended;
}

const COMMITTED = ["package.json", "tsconfig.json", "pyproject.toml", ".gitignore", "uv.lock", "snakebridge.lock"];
const texts = (project: Folder) => COMMITTED.map((file) => project.read(file));

describe("init", () => {
  test("makes what a project needs, and doing it again changes nothing", async () => {
    const project = makeFolder(compiler());
    const first = await succeed(project, "init");
    expect(first.stdout).toContain("made tsconfig.json");
    expect(project.read("main.ts")).toContain('from "py:');
    expect(existsSync(project.at(".snakebridge/types/statistics.d.ts"))).toBe(true);
    expect(project.read("pyproject.toml")).toMatch(/requires-python = ">=3\.\d+,<3\.\d+"/);
    const before = texts(project);
    const second = await succeed(project, "init");
    expect(second.stdout).not.toMatch(/^(?:made|changed) /m);
    expect(texts(project)).toEqual(before);
    expect(await run(project, "doctor")).toMatchObject({ status: 0, stderr: "" });
  });

  test("keeps a tsconfig's comments, an own pyproject.toml and program, and packages in an own .venv", async () => {
    const pyproject = '[project] # ours\nname = "x"\nversion = "1"\nrequires-python = ">=3.10"\n';
    const project = makeFolder({
      ...compiler(),
      "package.json": '{\n\t"name": "x",\n\t"type": "commonjs"\n}\n',
      "tsconfig.json": TSCONFIG,
      "pyproject.toml": pyproject,
      "app.ts": "export {};\n",
    });
    makeVenv(project.at(".venv"));
    installInto(project.at(".venv"), "packaging");
    const { stderr } = await succeed(project, "init");
    expect(project.read("package.json")).toBe('{\n\t"name": "x",\n\t"type": "commonjs"\n}\n');
    expect(stderr).toContain('"type": "module"');
    expect(project.read("pyproject.toml")).toBe(pyproject);
    expect(project.read("tsconfig.json")).toContain("// A project of someone who comments.");
    expect(existsSync(project.at("main.ts"))).toBe(false);
    expect(listInstalled(project.at(".venv"))).toEqual(["packaging"]);
  });

  test("adds the compiler with the project's package manager, by major version", async () => {
    const project = makeFolder({ "package.json": '{ "type": "module" }', "pnpm-lock.yaml": "" });
    const path = makeUsualPath(project);
    addPrograms(project, { pnpm: `echo "$@" > '${project.at("pnpm-args")}'` });
    const ended = await runSnakebridge(project, ["init"], { env: createVariables(path) });
    expect(ended.status, ended.stderr).toBe(0);
    expect(project.read("pnpm-args")).toBe(
      `add --save-dev typescript@~6.0.3 ts-patch@^4 @types/node@^${process.versions.node.split(".")[0]}\n`,
    );
  });

  test("a package manager that fails is quoted, with the command to run", async () => {
    const project = makeFolder({ "package.json": '{ "type": "module" }', "package-lock.json": "" });
    const path = makeUsualPath(project);
    addPrograms(project, { npm: "echo no network >&2; exit 1" });
    const { status, stderr } = await runSnakebridge(project, ["init"], { env: createVariables(path) });
    expect(status).toBe(1);
    expect(stderr).toContain("no network");
    expect(stderr).toContain("npm install --save-dev");
  });

  test.each([
    ["7.0.2", /7 has no transformers/],
    ["5.9.3", /needs TypeScript 6/],
    ["4.7.4", /needs TypeScript 6/],
  ])("with TypeScript %s it adds nothing and says what to do", async (version, reason) => {
    const { "node_modules/ts-patch/package.json": _patch, ...files } = compiler(version);
    const project = makeFolder({ ...files, "package.json": '{ "type": "module" }', "pnpm-lock.yaml": "" });
    for (const command of [["init"], ["generate"], ["add", "iniconfig==2.0.0"]]) {
      const { stderr } = await succeed(project, ...command);
      expect(stderr).toContain(`TypeScript ${version} is installed. `);
      expect(stderr).toMatch(reason);
      expect(stderr).toContain("pnpm add --save-dev typescript@~6.0.3 ts-patch@^4");
    }
    const doctor = await run(project, "doctor");
    expect(doctor.status).toBe(1);
    expect(doctor.stdout).toContain(`problem TypeScript: ${version}\n`);
    expect(doctor.stdout).toMatch(/^problem TypeScript: .*\n.*pnpm add --save-dev typescript@~6\.0\.3/m);
  });

  test("a pyproject.toml without [project] is shown what to add, and nothing is touched", async () => {
    const project = makeFolder({
      ...compiler(),
      "package.json": "{}",
      "pyproject.toml": "[tool.ruff]\nline-length = 100\n",
    });
    const before = readdirSync(project.path).sort();
    const { status, stderr } = await run(project, "init");
    expect(status).toBe(1);
    expect(stderr).toContain("[project]\nname = ");
    expect(project.read("pyproject.toml")).toBe("[tool.ruff]\nline-length = 100\n");
    expect(readdirSync(project.path).sort()).toEqual([...before, "bin"].sort());
  });

  test("with --python, .venv is made from that interpreter", async () => {
    const project = makeFolder(compiler());
    const bin = addPrograms(makeFolder(), { "python3.98": basePython });
    const { stdout } = await succeed(project, "init", "--python", join(bin, "python3.98"));
    expect(stdout).toContain("in .venv (new)");
  });
});

describe("add and sync", () => {
  test("what add records, sync brings to a fresh clone; --frozen holds it to the letter", async () => {
    const project = makeFolder({ ...compiler(), "package.json": '{ "type": "module" }', "tsconfig.json": TSCONFIG });
    project.write("main.ts", 'import { IniConfig } from "py:iniconfig";\n');
    await succeed(project, "add", "iniconfig==2.0.0");
    expect(project.read("pyproject.toml")).toContain("iniconfig==2.0.0");
    const locked = JSON.parse(project.read("snakebridge.lock")).modules.iniconfig;
    expect(locked).toMatchObject({ names: ["IniConfig"], distribution: "iniconfig 2.0.0" });

    // The files that a git clone would have.
    for (const name of [".venv", ".snakebridge"]) rmSync(project.at(name), { recursive: true });
    await succeed(project, "sync", "--frozen");
    expect(listInstalled(project.at(".venv"))).toEqual(["iniconfig"]);
    expect(existsSync(project.at(".snakebridge/types/iniconfig.d.ts"))).toBe(true);

    project.write("main.ts", 'import { IniConfig } from "py:iniconfig";\nimport "py:json";\n');
    const lock = project.read("snakebridge.lock");
    const drifted = await run(project, "sync", "--frozen");
    expect(drifted.status).toBe(1);
    expect(drifted.stderr).toContain("py:json is imported, but not in snakebridge.lock");
    expect(project.read("snakebridge.lock")).toBe(lock);
    await succeed(project, "sync");
    await succeed(project, "sync", "--frozen");
  });

  test("a package that does not exist is reported in uv's words, without a stack", async () => {
    const project = makeFolder({ ...compiler(), "package.json": "{}", "tsconfig.json": TSCONFIG });
    const { status, stderr } = await run(project, "add", "iniconfig==99.99");
    expect(status).toBe(1);
    expect(stderr).toContain("iniconfig");
    expect(stderr).not.toContain("    at ");
  });

  test("Python without pip and venv is enough where there is uv", async () => {
    const project = makeFolder({
      ...compiler(),
      "package.json": "{}",
      "tsconfig.json": TSCONFIG,
      "main.ts": 'import "py:json";\n',
    });
    const bare = `case "$2" in pip|venv|ensurepip) echo "No module named $2" >&2; exit 1;; esac\nexec ${basePython} "$@"`;
    const path = makeUsualPath(project);
    addPrograms(project, { python3: bare });
    const ended = await runSnakebridge(project, ["sync"], { env: createVariables(path) });
    expect(ended.status, ended.stderr).toBe(0);
    expect(existsSync(project.at(".snakebridge/types/json.d.ts"))).toBe(true);
  });
});

describe("in a prepared project", () => {
  const { project: prepared } = prepareProjects();

  test("clean removes what is generated and keeps what is committed and installed", async () => {
    const project = prepared({ "main.ts": 'import "py:json";\n' });
    await succeed(project, "generate");
    await succeed(project, "clean");
    expect(readdirSync(project.at(".snakebridge"))).toEqual(["python"]);
    expect(existsSync(project.at("snakebridge.lock"))).toBe(true);
    expect((await succeed(project, "generate")).stdout).toContain("bindings for json");
    await succeed(project, "clean", "--all");
    expect(existsSync(project.at(".snakebridge"))).toBe(false);
  });

  test("sync without a tsconfig says how to get one", async () => {
    const project = prepared({ "main.ts": 'import "py:json";\n' });
    rmSync(project.at("tsconfig.json"));
    const { status, stderr } = await run(project, "sync");
    expect(status).toBe(1);
    expect(stderr).toContain(`there is no ${project.at("tsconfig.json")}`);
    expect(stderr).toContain("npx snakebridge init");
  });

  test("sync and generate write to the same folder when the configured tsconfig is in another package", async () => {
    const project = prepared({
      "snakebridge.config.ts": 'export default { tsconfig: "app/tsconfig.json" };\n',
      "app/package.json": "{}",
      "app/tsconfig.json": TSCONFIG,
      "app/main.ts": 'import "py:json";\n',
    });
    expect((await succeed(project, "sync")).stdout).toContain("bindings for json");
    expect((await succeed(project, "generate")).stdout).toContain("bindings for json: nothing changed");
    expect(existsSync(project.at("snakebridge.lock"))).toBe(true);
    expect(existsSync(project.at("app/snakebridge.lock"))).toBe(false);
  });

  test("doctor names each fault with the command that fixes it", async () => {
    const { "node_modules/ts-patch/package.json": _patch, ...files } = compiler();
    const project = prepared({
      ...files,
      "tsconfig.json": '{ "compilerOptions": { "module": "esnext", "moduleResolution": "node10" } }',
    });
    rmSync(project.at(".snakebridge"), { recursive: true });
    const { status, stdout } = await run(project, "doctor");
    expect(status).toBe(1);
    expect(stdout).toMatch(/^ok {6}TypeScript: 6\.0\.3$/m);
    expect(stdout).toMatch(/^problem ts-patch: not installed\n +npm install --save-dev ts-patch@\^4$/m);
    expect(stdout).toMatch(/^problem tsconfig\.json: no paths entry "py:\*".*; no plugin .*\n +npx snakebridge init$/m);
    expect(stdout).toMatch(/^problem tsconfig\.json moduleResolution: .*\n.*"module": "nodenext"/m);
    expect(stdout).toMatch(/^ok {6}Python: 3\.\d+\.\d+ /m);
    expect(stdout).toMatch(/^problem bridge packages: .*\n +npx snakebridge sync$/m);
    expect(stdout).toMatch(/^\d problems\.$/m);
  });

  test("doctor names a Python that is too old, by version and path", async () => {
    const project = prepared(compiler());
    const old = join(
      addPrograms(makeFolder(), { python3: `echo '["3.9.18", "cpython", "/usr", "/usr", []]'` }),
      "python3",
    );
    const { status, stdout } = await run(project, "doctor", "--python", old);
    expect(status).toBe(1);
    expect(stdout).toContain(`problem Python: ${old} is Python 3.9.18`);
  });

  test("inspect shows signature, sources of types and docs of functions, methods and modules", async () => {
    const own =
      'class Box:\n    """Holds things."""\n    def add(self, item: int = 1) -> bool:\n        """Puts one in."""\n        return True\n';
    const project = prepared({ "own.py": own });
    const dumps = await succeed(project, "inspect", "json.dumps");
    expect(dumps.stdout).toMatch(/^json\.dumps \(function\)$/m);
    expect(dumps.stdout).toContain("export function dumps(");
    expect(dumps.stdout).toMatch(/^types from: .*result stub$/m);
    const add = await succeed(project, "inspect", "own.Box.add");
    expect(add.stdout).toMatch(/^own\.Box\.add \(method\)$/m);
    expect(add.stdout).toMatch(/^types from: item annotation, result annotation$/m);
    expect(add.stdout).toContain("Puts one in.");
    expect((await succeed(project, "inspect", "own.Box")).stdout).toContain("interface Box");
    expect((await succeed(project, "inspect", "os.path")).stdout).toMatch(/^py:os\.path \(module, stdlib\)$/m);
  });

  test.each([
    ["json.dmups", "dumps"],
    ["json.JSONDecoder.decod", "decode"],
    ["sklearn.svm", "npx snakebridge add scikit-learn"],
    ["jsom", "json"],
    ["nosuchpackage.mean", "https://pypi.org/project/nosuchpackage/"],
  ])("inspect %s ends with 1 and says %s", async (name, message) => {
    const { status, stderr } = await run(prepared(), "inspect", name);
    expect(status).toBe(1);
    expect(stderr).toContain(message);
  });

  test.each([
    ["np.mean", "numpy.mean"],
    ["js.dumps", "json.dumps"],
    ["find.cache", "os.path.join.cache"],
    ["deep", "xml.dom"],
  ])("inspect %s, a name of the program, proposes %s and no package", async (name, proposal) => {
    const project = prepared({
      "main.ts": 'import * as np from "py:numpy";\nimport { join as find } from "py:os.path";\n',
      "src/more.mts": 'import type * as deep from "py:xml.dom";\nimport * as js from "py:json";\n',
    });
    const { status, stderr } = await run(project, "inspect", name);
    expect(status).toBe(1);
    expect(stderr).toContain(`Run: npx snakebridge inspect ${proposal}\n`);
    expect(stderr).not.toContain("snakebridge add");
  });
});
