/**
 * Rewrites specifiers in the output before the compiler prints it. It runs after the compiler's own transformations, so
 * that the compiler alone decides which imports are left, for every setting. An import that is left is an import, a
 * re-export, an `import()` or, in CommonJS output, a `require()`. The caller decides where specifiers lead.
 */
import type ts from "typescript";
import { mentionsPython, parseModule } from "../../introspector/project/specifier.ts";
import type { TypeScript } from "./compiler.ts";

/** Returns the specifier that leads from a source file's output to the binding of a module. */
export type LocateBinding = (fileName: string, module: string) => string;

/** Returns the right form of a specifier in a declaration file. @returns `null`: it is right already. */
export type RelocateDeclarations = (fileName: string, specifier: string) => string | null;

/** Rewrites imports of Python modules in JavaScript output. */
export function rewriteSpecifiers(typescript: TypeScript, locate: LocateBinding): ts.TransformerFactory<ts.SourceFile> {
  return (context) => (file) => {
    if (!mentionsPython(file.text)) return file;
    const { factory } = context;
    return typescript.visitEachChild(file, visit, context);

    function visit(node: ts.Node): ts.Node {
      if (typescript.isImportDeclaration(node)) {
        const specifier = createSpecifier(node.moduleSpecifier);
        if (specifier === null) return node;
        return factory.updateImportDeclaration(node, node.modifiers, node.importClause, specifier, node.attributes);
      }
      if (typescript.isExportDeclaration(node)) {
        const specifier = createSpecifier(node.moduleSpecifier);
        if (specifier === null) return node;
        const { modifiers, isTypeOnly, exportClause, attributes } = node;
        return factory.updateExportDeclaration(node, modifiers, isTypeOnly, exportClause, specifier, attributes);
      }
      const seen = typescript.visitEachChild(node, visit, context);
      if (!typescript.isCallExpression(seen) || !loadsModule(seen.expression)) return seen;
      const specifier = createSpecifier(seen.arguments[0]);
      if (specifier === null) return seen;
      const rest = seen.arguments.slice(1);
      return factory.updateCallExpression(seen, seen.expression, seen.typeArguments, [specifier, ...rest]);
    }

    /** Whether a call is `import(…)`, or the `require(…)` that the compiler wrote for an import. */
    function loadsModule(callee: ts.Expression): boolean {
      if (callee.kind === typescript.SyntaxKind.ImportKeyword) return true;
      return typescript.isIdentifier(callee) && /^(?:__)?require(?:_\d+)?$/.test(callee.text);
    }

    function createSpecifier(specifier: ts.Expression | undefined): ts.StringLiteral | null {
      if (specifier === undefined || !typescript.isStringLiteralLike(specifier)) return null;
      const module = parseModule(specifier.text);
      if (module === null) return null;
      // The sources of an after-transformation keep the name of the file that they were parsed from.
      const literal = factory.createStringLiteral(locate(file.fileName, module));
      return typescript.setTextRange(literal, specifier);
    }
  };
}

/** Rewrites specifiers in declaration output, where the compiler chooses the names of types. */
export function rewriteDeclarations(
  typescript: TypeScript,
  relocate: RelocateDeclarations,
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
