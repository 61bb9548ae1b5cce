import { execFileSync } from "node:child_process";
import ts from "typescript";
import { expect, test } from "vitest";
import { render } from "../../../introspector/render/render.ts";
import { diagnose } from "../../types/support/compile.ts";
import {
  anyKeywords,
  attribute,
  classType,
  declareClass,
  declareFunction,
  declareModule,
  declareVariable,
  int,
  introspection,
  literal,
  method,
  none,
  optionalParameter,
  parameter,
  signature,
  str,
  unionOf,
  variadic,
} from "../support/ir.ts";
import { findCalls, parseTable, renderModule } from "../support/rendered.ts";

// biome-ignore lint/suspicious/noTemplateCurlyInString: the attack is a template in a docstring
const ATTACK = "*/ export const pwned = 1; /* ${1} `x` \n\u2028\u2029 </script> \\";

/** Returns the first line of each top-level statement, as the compiler sees them. */
function listStatements(text: string, name = "m.d.ts"): readonly string[] {
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  return source.statements.map((statement) => statement.getText(source).split("\n", 1)[0] as string);
}

test("a docstring can neither end its comment nor start a tag", () => {
  const doc = `${ATTACK}\n@deprecated no\n\n{@link x}\n\n>>> @decorator\n\n\`\`\`\n@private\n`;
  const { types } = renderModule(
    declareFunction("f", [signature([], none)], { doc }),
    declareClass("X", [attribute("a", int, { doc })], { doc }),
  );
  expect(diagnose([{ path: "types/m.d.ts", text: types }])).toEqual([]);
  expect(listStatements(types).join("\n")).not.toContain("pwned");
  const source = ts.createSourceFile("m.d.ts", types, ts.ScriptTarget.Latest, true);
  for (const statement of source.statements) expect(ts.getJSDocTags(statement)).toEqual([]);
});

test("a deprecation message is text as well", () => {
  const { types } = renderModule(declareFunction("f", [{ ...signature([], none), deprecated: `${ATTACK} @private` }]));
  expect(listStatements(types).join("\n")).not.toContain("pwned");
  const source = ts.createSourceFile("m.d.ts", types, ts.ScriptTarget.Latest, true);
  expect(source.statements.flatMap((statement) => ts.getJSDocTags(statement)).map((tag) => tag.tagName.text)).toEqual([
    "deprecated",
  ]);
});

test("string literals and homes are escaped", () => {
  const { types, binding } = renderModule(
    declareFunction("f", [signature([parameter("mode", literal(ATTACK))], literal(ATTACK))]),
    declareClass("X", [], { home: ATTACK }),
  );
  expect(diagnose([{ path: "types/m.d.ts", text: types }])).toEqual([]);
  expect(listExports(binding)).toEqual(["$module", "X", "f"]);
  expect([...listStatements(types), ...listStatements(binding, "m.js")].join("\n")).not.toMatch(/^export const pwned/m);
});

test("names that are no identifiers are left out, as members quoted, as parameters renamed", () => {
  const { types, binding, table } = renderModule(
    declareFunction("f; export const pwned = 1", [signature([], none)]),
    declareVariable("x = 1; pwned", int),
    declareClass("C { pwned", []),
    declareClass("X", [
      method("a(): void; pwned", [signature([], none)]),
      attribute("b c", int),
      method("new", [signature([], none)]),
    ]),
    declareFunction("g", [signature([parameter("x: any, pwned", int), optionalParameter("*/", int)], none)]),
  );
  expect(diagnose([{ path: "types/m.d.ts", text: types }])).toEqual([]);
  expect(types).toContain('"a(): void; pwned"(): PyValue<null>;');
  expect(types).toContain('readonly "b c": PyValue<number>;');
  expect(types).toContain('"new"(): PyValue<null>;');
  expect(findCalls(types, "g")[0]).toBe("(arg0: InInt, arg1?: InInt | undefined): PyValue<null>");
  expect(types).toContain('{ "x: any, pwned": InInt; "*/"?: InInt | undefined }');
  expect(binding).not.toContain("pwned");
  expect(Object.keys(table.callables)).toEqual(["X", "g"]);
});

test("a module whose name is no module name is not rendered: it would be a path", () => {
  const { files } = render(introspection([declareModule([declareVariable("x", int)], { name: "../../escape" })]), {
    version: "0",
  });
  expect(files).toEqual([]);
});

test("a distribution cannot break out of the first line", () => {
  const origin = { kind: "distribution", name: "x\nexport const pwned = 1;", version: "1\r2\u2028" } as const;
  const { files } = render(introspection([declareModule([], { origin })]), { version: "0" });
  for (const { path, text } of files) expect(listStatements(text, path).join("\n")).not.toContain("pwned");
});

const WORDS = `
  abstract any arguments as asserts assert async await bigint bind boolean break case catch class const constructor continue
  debugger declare default defer delete do else enum eval export extends false finally for from function get global
  globalThis if implements import in infer instanceof interface intrinsic is keyof let module namespace never new null
  number object of out override package private protected public readonly require return satisfies set static string
  super switch symbol table then this throw true try type typeof undefined unique unknown using var void while with yield
  Array Map Set Promise Omit Uint8Array Object Function Symbol In PyAny PyObject NDArray Complex mro NaN Infinity
`.match(/\w+/g) as readonly string[];

test("every word can name a function, a class, a constant, a parameter and a member", () => {
  const functions = WORDS.map((word) =>
    declareFunction(word, [
      signature([parameter(word, int), variadic(`${word}s`, int), anyKeywords("more", int)], str),
    ]),
  );
  const constants = WORDS.map((word) => declareVariable(word, int));
  const classes = WORDS.map((word) =>
    declareClass(word, [
      method(word, [signature([parameter(word, classType(`m:${word}`))], classType(`m:${word}`))]),
      attribute(`${word}2`, unionOf(classType(`m:${word}`), none)),
    ]),
  );
  const exported = WORDS.map((word) => (word === "then" ? "then_" : word));
  for (const declarations of [functions, constants, classes]) {
    const { types, binding } = renderModule(...declarations);
    const values = exported.map((name) => `export { ${name} as value_${name} } from "py:m";`);
    const files = [
      { path: "types/m.d.ts", text: types },
      { path: "main.ts", text: values.join("\n") },
    ];
    expect(diagnose(files)).toEqual([]);
    expect(listExports(binding)).toEqual(["$module", ...exported].sort());
  }
});

/** Returns the names that the JavaScript engine sees as exports of a binding. */
function listExports(binding: string): readonly string[] {
  const text = binding
    .replace(
      'import { bind } from "snakebridge/internal";',
      "const bind = () => new Proxy({}, { get: () => () => 1 });",
    )
    .replace('import "./$manifest.js";', "")
    .replace(/^import table from .*;$/mu, "const table = {};");
  const program = `const m = await import("data:text/javascript;base64,${Buffer.from(text).toString("base64")}");
    console.log(JSON.stringify(Object.keys(m)));`;
  const output = execFileSync(process.execPath, ["--input-type=module", "-e", program], { encoding: "utf8" });
  return JSON.parse(output) as readonly string[];
}

test("members that JavaScript reads by itself get a trailing underscore, unless that is taken", () => {
  const { types } = renderModule(
    declareClass("X", [
      method("then", [signature([], none)]),
      attribute("toString", str),
      method("catch", [signature([], none)]),
      method("catch_", [signature([], int)]),
    ]),
  );
  expect(types).toContain("  then_(): PyValue<null>;");
  expect(types).toContain("  readonly toString_: PyValue<string>;");
  expect(types.match(/ catch_\(\)/g)).toHaveLength(1);
});

test("`__proto__` in a table is a key like others, and no prototype", () => {
  const { files } = render(
    introspection([
      declareModule([
        declareFunction("__proto__", [signature([parameter("x", int)], none)]),
        declareFunction("f", [signature([], none)]),
      ]),
    ]),
    { version: "0" },
  );
  const text = files.find(({ path }) => path.endsWith("$table.js"))?.text ?? "";
  expect(text).toContain('["__proto__"]: "k"');
  expect(Object.keys(parseTable(text).callables)).toEqual(["__proto__", "f"]);
});
