/**
 * The public API of each entry is a reviewed file: a change of what users can import is seen in a diff, never by accident.
 * After a change that is meant: `npm run build && npx vitest run test/api -u`, then read the diff.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const { exports } = JSON.parse(readFileSync(`${ROOT}package.json`, "utf8")) as {
  exports: Record<string, { types?: string } | string>;
};
const ENTRIES = Object.entries(exports).flatMap(([name, target]) =>
  typeof target === "object" && target.types !== undefined ? [[name, `${ROOT}${target.types.slice(2)}`] as const] : [],
);
const program = ts.createProgram(
  ENTRIES.map(([, file]) => file),
  { module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ESNext, skipLibCheck: true, types: ["node"] },
);
const checker = program.getTypeChecker();
const printer = ts.createPrinter({ removeComments: true });

test("the package has entries", () => {
  expect(ENTRIES.map(([name]) => name)).toContain(".");
});

test.each(ENTRIES)("%s exports what was reviewed", async (name, file) => {
  const source = program.getSourceFile(file);
  if (source === undefined) throw new Error(`${file} is not there: run \`npm run build\` first`);
  await expect(renderExports(source)).toMatchFileSnapshot(`${name === "." ? "index" : name.slice(2)}.d.ts.snapshot`);
});

/** Each exported name with its declarations, by name; independent of the files that the declarations are in. */
function renderExports(source: ts.SourceFile): string {
  const module = checker.getSymbolAtLocation(source);
  if (module === undefined) throw new Error(`${source.fileName} exports nothing`);
  const entries = checker.getExportsOfModule(module).map((symbol): string => {
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    const texts = (target.declarations ?? []).map(renderDeclaration);
    return `// ${symbol.name}\n${texts.join("\n")}\n`;
  });
  return entries.sort().join("\n");
}

function renderDeclaration(declaration: ts.Declaration): string {
  const file = declaration.getSourceFile();
  const node = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
  return printer
    .printNode(ts.EmitHint.Unspecified, node, file)
    .replace(/^export /, "")
    .replace(/^declare /, "");
}
