/**
 * Rewrites specifiers in what the compiler is about to print. It runs after the compiler's own transformations: which
 * imports are left is then decided by the compiler alone, for every setting, and what is left is an import, a re-export,
 * an `import()` or, in CommonJS output, a `require()`. Knows trees; where specifiers lead is the caller's to say.
 */
import type ts from "typescript";
import { mentionsPython, parseModule } from "../../introspector/project/specifier.ts";
import type { TypeScript } from "./compiler.ts";

/** The specifier that leads from a source file's output to the binding of a module. */
export type Locate = (fileName: string, module: string) => string;

/** Gives a declaration file's specifier its right form; `null`: it has it. */
export type Relocate = (fileName: string, specifier: string) => string | null;

/** For JavaScript output. */
export function rewriteSpecifiers(typescript: TypeScript, locate: Locate): ts.TransformerFactory<ts.SourceFile> {
  return (context) => (file) => {
    if (!mentionsPython(file.text)) return file;
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
      const module = parseModule(specifier.text);
      if (module === null) return null;
      // Sources of an after-transformation keep the name of the file they were parsed from.
      const literal = factory.createStringLiteral(locate(file.fileName, module));
      return typescript.setTextRange(literal, specifier);
    }
  };
}

/** For declaration output. The names that a type is written by there are the compiler's choice, not the user's. */
export function rewriteDeclarations(
  typescript: TypeScript,
  relocate: Relocate,
): ts.TransformerFactory<ts.SourceFile | ts.Bundle> {
  return (context) => (file) => {
    if (typescript.isBundle(file)) return file;
    const { factory } = context;
    const { fileName } = file;
    return typescript.visitEachChild(file, visit, context);

    function visit(node: ts.Node): ts.Node {
      const seen = typescript.visitEachChild(node, visit, context);
      if (!typescript.isImportTypeNode(seen) || !typescript.isLiteralTypeNode(seen.argument)) return seen;
      const { literal } = seen.argument;
      const specifier = typescript.isStringLiteral(literal) ? relocate(fileName, literal.text) : null;
      if (specifier === null) return seen;
      const argument = factory.createLiteralTypeNode(factory.createStringLiteral(specifier));
      const { attributes, qualifier, typeArguments, isTypeOf } = seen;
      return factory.updateImportTypeNode(seen, argument, attributes, qualifier, typeArguments, isTypeOf);
    }
  };
}
