/**
 * Real modules, from their stubs and annotations to the compiler and to real calls: all of NumPy type-checks, and real
 * results are what their declarations say.
 */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import ts from "typescript";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildManifest, printManifest } from "../../introspector/render/manifest.ts";
import { render } from "../../introspector/render/render.ts";
import { introspect } from "../support/introspect.ts";
import { findTestPython } from "../support/python.ts";
import { createProgram, formatDiagnostic } from "./support/compile.ts";
import { conforms } from "./support/conforms.ts";
import type { ValueDescription } from "./support/describe.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const cases = fileURLToPath(new URL("./cases/", import.meta.url));
const MODULES = [
  ...["numpy", "math", "json", "classes", "data_classes", "enums", "generics", "keywords", "named_tuples", "overloads"],
  ...["reserved_words", "typed_dicts", "values", "class_places"],
];

const project = mkdtempSync(join(tmpdir(), "snakebridge live "));
const generated = join(project, ".snakebridge");
let program: ts.Program;

beforeAll(() => {
  cpSync(join(root, "fixtures/python"), project, { recursive: true });
  cpSync(fileURLToPath(new URL("./support/class_places.py", import.meta.url)), join(project, "class_places.py"));
  const facts = introspect(project, ["."], MODULES);
  for (const { path, text } of render(facts, { version: "0.1.0" }).files) write(join(generated, path), text);
  const names = Object.fromEntries(MODULES.map((name) => [name, "*" as const]));
  const manifest = buildManifest(facts, { version: "0.1.0", root: "../..", paths: ["."], names });
  write(join(generated, "modules/$manifest.js"), printManifest(manifest));
  const sources = ["calls.ts", "call-arguments.ts"].map((name) => ({
    path: name,
    text: readFileSync(`${cases}${name}`, "utf8"),
  }));
  program = createProgram(project, sources);
});

afterAll(() => {
  rmSync(project, { recursive: true });
});

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

test("all of NumPy, and every fixture, type-checks without help from `@ts-nocheck`", () => {
  expect(ts.getPreEmitDiagnostics(program).map((diagnostic) => formatDiagnostic(diagnostic, project))).toEqual([]);
});

test("no declaration promises another type than a real call gives", () => {
  const descriptions = runCalls();
  const declared = listDeclaredResults();
  expect(descriptions).toHaveLength(declared.length);
  const checker = program.getTypeChecker();
  const wrong = declared.flatMap(({ call, type }, index) => {
    const description = descriptions[index] as ValueDescription;
    const text = `${call} is declared ${checker.typeToString(type)} and gave ${JSON.stringify(description)}`;
    return conforms(description, type, checker) ? [] : [text];
  });
  expect(wrong).toEqual([]);
});

/** Runs the calls in a process of their own, with the bindings in place of `py:` imports. */
function runCalls(): readonly ValueDescription[] {
  const internal = pathToFileURL(join(root, "runtime/internal.ts")).href;
  const index = pathToFileURL(join(root, "runtime/index.ts")).href;
  for (const name of ["calls.ts", "call-arguments.ts"]) {
    const text = readFileSync(join(project, name), "utf8")
      .replaceAll(/"py:([\w.]+)"/g, '"./.snakebridge/modules/$1.js"')
      .replaceAll('"snakebridge"', JSON.stringify(index))
      .replaceAll(/"\.\/([\w-]+)\.ts"/g, '"./run-$1.ts"');
    write(join(project, `run-${name}`), text);
  }
  for (const path of ts.sys.readDirectory(join(generated, "modules"), [".js"])) {
    write(path, readFileSync(path, "utf8").replaceAll('"snakebridge/internal"', JSON.stringify(internal)));
  }
  const target = pathToFileURL(join(project, "run-calls.ts")).href;
  const output = execFileSync(process.execPath, [join(root, "test/types/support/describe.ts"), target], {
    env: { ...process.env, SNAKEBRIDGE_PYTHON: findTestPython() },
    encoding: "utf8",
  });
  return JSON.parse(output) as readonly ValueDescription[];
}

/** Returns the calls of the case file, each with the type that the compiler gives to its awaited result. */
function listDeclaredResults(): readonly { readonly call: string; readonly type: ts.Type }[] {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(join(project, "calls.ts")) as ts.SourceFile;
  const found: { call: string; type: ts.Type }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isArrowFunction(node) && node.parent.kind === ts.SyntaxKind.ArrayLiteralExpression) {
      const type = checker.getAwaitedType(checker.getTypeAtLocation(node.body)) as ts.Type;
      found.push({ call: node.body.getText(source), type });
      return;
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
