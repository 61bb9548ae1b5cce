/** Finds what a name of the user's program stands for: `np` after `import * as np from "py:numpy"`. Works on syntax alone. */
import { readFileSync } from "node:fs";
import { ts } from "ts-morph";
import { fromExportName } from "../introspector/names.ts";
import { mentionsPython, parseModule } from "../introspector/project/specifier.ts";
import { projectsOf, readTsconfig } from "../introspector/project/tsconfig.ts";

/**
 * Finds the Python name that a program imports under a name of its own.
 * @param tsconfig The tsconfig of the program.
 * @returns `numpy` or `numpy.linspace`; `null`: no file imports Python under this name.
 */
export function findImportedName(tsconfig: string, local: string): string | null {
  for (const config of projectsOf(tsconfig)) {
    for (const file of readTsconfig(config).fileNames) {
      const text = readFileSync(file, "utf8");
      if (!mentionsPython(text)) continue;
      const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
      for (const statement of source.statements) {
        const found = ts.isImportDeclaration(statement) ? readBinding(statement, local) : null;
        if (found !== null) return found;
      }
    }
  }
  return null;
}

function readBinding({ moduleSpecifier, importClause }: ts.ImportDeclaration, local: string): string | null {
  if (!ts.isStringLiteral(moduleSpecifier)) return null;
  const module = parseModule(moduleSpecifier.text);
  const bindings = importClause?.namedBindings;
  if (module === null || bindings === undefined) return null;
  if (ts.isNamespaceImport(bindings)) return bindings.name.text === local ? module : null;
  const element = bindings.elements.find(({ name }) => name.text === local);
  return element === undefined ? null : `${module}.${fromExportName((element.propertyName ?? element.name).text)}`;
}
