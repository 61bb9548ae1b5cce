/**
 * Replaces `snakebridge generate --json` in tests of the compiler: same command line, same report and same files, in a
 * few milliseconds and without Python. Knows `math` and `json`; a user module is any `app/*.py`, whose
 * functions it reads as `def name() -> int|str`. Without a folder `.venv` there is no environment.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

const flag = process.argv.indexOf("--project");
const root = packageRoot(dirname(process.argv[flag + 1]));
const out = join(root, ".snakebridge");
const report = { status: "ok", problems: [], written: [], modules: {}, python: null, paths: [".", "python"] };
const modules = {};
const stdlib = { math: { sqrt: "number", pi: "number", angle: "Angle" }, json: { dumps: "string" } };

writeFileSync(join(root, "calls.log"), "generate\n", { flag: "a" });
if (!existsSync(join(root, ".venv"))) fail("there is no environment yet. Run: npx snakebridge sync");
else for (const file of sources(root)) bind(file, readFileSync(file, "utf8"));
if (report.status !== "failed") {
  write("manifest.json", JSON.stringify({ version: 1, generator: "0", root: "..", paths: report.paths, modules }));
}
if (report.problems.length > 0 && report.status === "ok") report.status = "problems";
console.log(JSON.stringify(report));
process.exitCode = report.status === "ok" ? 0 : 1;

function fail(message) {
  report.status = "failed";
  report.problems.push({ code: "NO_ENVIRONMENT", message, file: null, start: 0, length: 0, line: 0, column: 0 });
}

function bind(file, text) {
  for (const { 0: literal, 1: specifier, index } of text.matchAll(/"py:([^"]*)"/g)) {
    const problem = (code, message, start = index, length = literal.length) =>
      report.problems.push({ code, message, file, start, length, line: 1, column: 1 });
    const module = describe(specifier, (message) => problem("SYNTAX", message));
    if (module === null) {
      if (/^[a-z.]+$/.test(specifier) && !report.problems.some((found) => found.start === index)) {
        problem("MODULE_NOT_FOUND", `There is no Python module ${specifier}. Nearest: math`);
      }
      remove(specifier);
      continue;
    }
    const statement = text.slice(text.lastIndexOf("\n", index) + 1, index);
    for (const [, list = ""] of statement.matchAll(/\{([^}]*)\}/g)) {
      for (const name of list.split(",").map((part) => part.trim().split(/\s+/)[0] ?? "")) {
        if (name === "" || name === "type" || name in module.members) continue;
        const start = text.indexOf(name, text.lastIndexOf("\n", index) + 1);
        problem("NAME_NOT_FOUND", `${specifier} has no ${name}`, start, name.length);
      }
    }
    const { members, ...facts } = module;
    report.modules[specifier] = { names: "*", ...facts };
    modules[specifier] = { names: "*", origin: facts.origin };
    write(`types/${specifier}.d.ts`, declarations(members));
    write(`modules/${specifier}.js`, binding(specifier, members));
    write(`modules/${specifier}.$table.js`, `export default ${JSON.stringify({ version: 1, module: specifier })};\n`);
  }
}

function describe(name, syntaxError) {
  if (stdlib[name] !== undefined) return { origin: "stdlib", sources: [], members: stdlib[name] };
  const file = join(root, `${name.replaceAll(".", "/")}.py`);
  if (!existsSync(file)) return null;
  const text = readFileSync(file, "utf8");
  if (text.includes("(:")) {
    syntaxError(`${relative(root, file)}: syntax error`);
    return null;
  }
  const members = {};
  for (const [, def, type] of text.matchAll(/^def (\w+)\(\) -> (int|str)/gm)) {
    members[def] = type === "int" ? "number" : "string";
  }
  return { origin: "user", root: ".", sources: [file], members };
}

function declarations(members) {
  const lines = Object.entries(members).map(
    ([name, type]) => `export declare function ${name}(...args: unknown[]): ${type};`,
  );
  return `// @ts-nocheck\n${lines.join("\n")}\nexport interface Angle { degrees: number }\n`;
}

function binding(module, members) {
  const lines = Object.keys(members).map(
    (name) => `export const ${name} = (...args) => \`${module}.${name}(\${args})\`;`,
  );
  return `import "./$manifest.js";\nimport table from "./${module}.$table.js";\nvoid table;\n${lines.join("\n")}\n`;
}

function write(name, text) {
  const path = join(out, name);
  if (existsSync(path) && readFileSync(path, "utf8") === text) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  report.written.push(relative(root, path));
}

function remove(module) {
  const path = join(out, `types/${module}.d.ts`);
  if (!existsSync(path)) return;
  rmSync(path);
  report.written.push(relative(root, path));
}

function sources(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return /^(\.|node_modules|dist|out)/.test(entry.name) ? [] : sources(path);
    return /(?<!\.d)\.[cm]?tsx?$/.test(entry.name) ? [path] : [];
  });
}

function packageRoot(folder) {
  return existsSync(join(folder, "package.json")) || dirname(folder) === folder ? folder : packageRoot(dirname(folder));
}
