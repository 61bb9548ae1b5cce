/**
 * Rewrites `py:` specifiers in what the compiler is about to print. It runs after the compiler's own transformations:
 * which imports are left is then decided by the compiler alone, for every setting, and what is left is an import, a
 * re-export, an `import()` or, in CommonJS output, a `require()`.
 */
import type ts from "typescript";
import type { TypeScript } from "./compiler.ts";
import { moduleOf } from "./specifier.ts";

/** The specifier that leads from a source file's output to the binding of a module. */
export type Locate = (fileName: string, module: string) => string;

export function rewriteSpecifiers(typescript: TypeScript, locate: Locate): ts.TransformerFactory<ts.SourceFile> {
  return (context) => (file) => {
    if (!file.text.includes("py:")) return file;
    const { factory } = context;
    return typescript.visitEachChild(file, visit, context);

    function visit(node: ts.Node): ts.Node {
      if (typescript.isImportDeclaration(node)) {
        const specifier = rewritten(node.moduleSpecifier);
        if (specifier === null) return node;
        return factory.updateImportDeclaration(node, node.modifiers, node.importClause, specifier, node.attributes);
      }
      if (typescript.isExportDeclaration(node)) {
        const specifier = rewritten(node.moduleSpecifier);
        if (specifier === null) return node;
        const { modifiers, isTypeOnly, exportClause, attributes } = node;
        return factory.updateExportDeclaration(node, modifiers, isTypeOnly, exportClause, specifier, attributes);
      }
      const seen = typescript.visitEachChild(node, visit, context);
      if (!typescript.isCallExpression(seen) || !loadsModule(seen.expression)) return seen;
      const specifier = rewritten(seen.arguments[0]);
      if (specifier === null) return seen;
      const rest = seen.arguments.slice(1);
      return factory.updateCallExpression(seen, seen.expression, seen.typeArguments, [specifier, ...rest]);
    }

    /** `import(…)`, and the `require(…)` that the compiler wrote for an import. */
    function loadsModule(callee: ts.Expression): boolean {
      if (callee.kind === typescript.SyntaxKind.ImportKeyword) return true;
      return typescript.isIdentifier(callee) && /^(?:__)?require(?:_\d+)?$/.test(callee.text);
    }

    function rewritten(specifier: ts.Expression | undefined): ts.StringLiteral | null {
      if (specifier === undefined || !typescript.isStringLiteralLike(specifier)) return null;
      const module = moduleOf(specifier.text);
      if (module === null) return null;
      // Sources of an after-transformation keep the name of the file they were parsed from.
      const literal = factory.createStringLiteral(locate(file.fileName, module));
      return typescript.setTextRange(literal, specifier);
    }
  };
}
