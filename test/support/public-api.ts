/**
 * Renders what an entry of the package exports, as TypeScript sees it in the built declarations. The text follows each
 * re-export to its declaration and names no file, so it does not change when a declaration moves to another file.
 * Comments and private members are left out.
 */
import { isAbsolute, relative } from "node:path";
import ts from "typescript";

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.NodeNext,
  types: ["node"],
  noEmit: true,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
};

/** One declared name and the text of its declarations. */
interface Entry {
  readonly name: string;
  readonly text: string;
}

export interface PublicApi {
  /** Names that the entry exports. */
  readonly exported: readonly Entry[];
  /** Declarations of the package that the exported ones mention, but that have no exported name. */
  readonly mentioned: readonly Entry[];
}

/**
 * @param file the entry's declaration file
 * @param packageFolder the folder whose declarations belong to the package
 * @throws Error when the entry does not exist or exports a name that cannot be resolved
 */
export function readPublicApi(file: string, packageFolder: string): PublicApi {
  const program = ts.createProgram([file], OPTIONS);
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const module = source && checker.getSymbolAtLocation(source);
  if (module === undefined) throw new Error(`${file} is no module: run \`npm run build\``);

  const inPackage = (declaration: ts.Declaration) => {
    const path = relative(packageFolder, declaration.getSourceFile().fileName);
    return !path.startsWith("..") && !isAbsolute(path) && isTopLevel(declaration);
  };
  const exported = checker.getExportsOfModule(module).map((symbol) => ({
    name: symbol.name,
    target: followAlias(symbol, checker),
  }));
  const found = new Set(exported.map(({ target }) => target));
  const names = found.size;
  // The set grows while it is read: a mentioned declaration may mention another one.
  for (const symbol of found) {
    for (const declaration of symbol.declarations ?? []) {
      for (const mentioned of mentionedSymbols(declaration, checker)) {
        if (mentioned.declarations?.some(inPackage)) found.add(mentioned);
      }
    }
  }
  return {
    exported: sortEntries(exported.map(({ name, target }) => ({ name, text: renderSymbol(target) }))),
    mentioned: sortEntries(
      [...found].slice(names).map((symbol) => ({ name: symbol.name, text: renderSymbol(symbol) })),
    ),
  };
}

function sortEntries(entries: readonly Entry[]): readonly Entry[] {
  const key = ({ name, text }: Entry) => `${name}\n${text}`;
  return entries.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

function followAlias(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Symbol {
  if ((symbol.flags & ts.SymbolFlags.Alias) === 0) return symbol;
  const target = checker.getAliasedSymbol(symbol);
  if (target.declarations === undefined) throw new Error(`export ${symbol.name} leads to no declaration`);
  return target;
}

/** Whether a declaration stands directly in its file: not a member, a parameter or a type parameter. */
function isTopLevel(declaration: ts.Declaration): boolean {
  const statement = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
  return ts.isSourceFile(statement.parent);
}

function isPrivate(node: ts.Node): boolean {
  if (!ts.isClassElement(node)) return false;
  return (
    (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Private) !== 0 ||
    (node.name !== undefined && ts.isPrivateIdentifier(node.name))
  );
}

function mentionedSymbols(declaration: ts.Node, checker: ts.TypeChecker): ReadonlySet<ts.Symbol> {
  const found = new Set<ts.Symbol>();
  const visit = (node: ts.Node): void => {
    if (isPrivate(node)) return;
    const symbol = ts.isIdentifier(node) ? checker.getSymbolAtLocation(node) : undefined;
    if (symbol !== undefined) found.add(followAlias(symbol, checker));
    ts.forEachChild(node, visit);
  };
  visit(declaration);
  return found;
}

const printer = ts.createPrinter({ removeComments: true, newLine: ts.NewLineKind.LineFeed });

/** All declarations of one symbol (overloads, merged interfaces), each as it is written. */
function renderSymbol(symbol: ts.Symbol): string {
  return (symbol.declarations ?? [])
    .map((declaration) => {
      const node = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
      const [written] = ts.transform(node, [withoutPrivate]).transformed;
      return printer.printNode(ts.EmitHint.Unspecified, written ?? node, declaration.getSourceFile());
    })
    .join("\n");
}

/** Drops private members and the words `export` and `declare`; an `import("./file").Name` becomes `Name`. */
function withoutPrivate(context: ts.TransformationContext): ts.Transformer<ts.Node> {
  const visit = (node: ts.Node): ts.VisitResult<ts.Node | undefined> => {
    if (isPrivate(node)) return undefined;
    if (node.kind === ts.SyntaxKind.ExportKeyword || node.kind === ts.SyntaxKind.DeclareKeyword) return undefined;
    if (ts.isImportTypeNode(node) && node.qualifier !== undefined && isRelative(node.argument)) {
      return ts.factory.createTypeReferenceNode(node.qualifier, node.typeArguments);
    }
    return ts.visitEachChild(node, visit, context);
  };
  return (node) => visit(node) as ts.Node;
}

function isRelative(argument: ts.TypeNode): boolean {
  return (
    ts.isLiteralTypeNode(argument) && ts.isStringLiteral(argument.literal) && argument.literal.text.startsWith(".")
  );
}
