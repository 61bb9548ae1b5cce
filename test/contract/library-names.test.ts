/**
 * No file outside `adapters/` knows a library by name, so that support for one library is one file in each of these folders.
 * Comments may give examples; strings and identifiers may not.
 */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const FOLDERS = ["introspector", "runtime", "transformer", "cli"];

const LIBRARIES = [
  ...["numpy", "pandas", "polars", "pyarrow", "scipy", "sklearn", "scikit", "torch", "tensorflow", "keras", "jax"],
  ...["matplotlib", "pillow", "pydantic", "django", "flask", "fastapi", "requests", "networkx", "sympy"],
];
const LIBRARY_PATTERN = new RegExp(LIBRARIES.join("|"), "gi");

/** Files that name a library for another reason than to treat it specially. */
const ALLOWED: Readonly<Record<string, string>> = {
  "cli/commands/inspect.ts": "shows in a message how to write a name",
  "cli/commands/program.ts": "shows in the help text how to use a command",
  "introspector/project/specifier.ts": "shows in a message how to write a specifier",
  "introspector/render/docstrings.ts": "names the docstring style that came from NumPy, as other tools do",
  "runtime/wire/arrays.ts": "says in a message which system of element types has no counterpart",
};

/** Returns the library names in the code of a file, comments left out. */
function findLibraryNames(path: string): readonly string[] {
  const source = ts.createSourceFile(path, readFileSync(`${ROOT}${path}`, "utf8"), ts.ScriptTarget.Latest);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const isText =
      ts.isStringLiteralLike(node) || ts.isTemplateLiteralToken(node) || ts.isRegularExpressionLiteral(node);
    if (isText || ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) {
      found.push(...(node.text.match(LIBRARY_PATTERN) ?? []));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const files = FOLDERS.flatMap((folder) =>
  readdirSync(`${ROOT}${folder}`, { recursive: true, encoding: "utf8" })
    .map((file) => `${folder}/${file.replaceAll("\\", "/")}`)
    .filter((path) => path.endsWith(".ts")),
);
const naming = files.filter((path) => findLibraryNames(path).length > 0).sort();

test("the code names a library only in the adapters, and in examples for users", () => {
  const outside = naming.filter((path) => !path.includes("/adapters/"));
  expect(outside).toEqual(Object.keys(ALLOWED).sort());
});

test("the adapters are found, so the search does not pass because it finds nothing", () => {
  expect(naming).toContain("introspector/adapters/numpy.ts");
});
