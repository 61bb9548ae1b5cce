/**
 * Rewrites one file as text, for hosts that pass source in and take source back (loaders, bundlers). The result is still
 * TypeScript: only imports of Python modules change. Needs no file system, no program and no types of other files: the
 * meaning of an import is read from its own file, as under `isolatedModules`.
 */
import type ts from "typescript";
import { findPyImports, type PyImport } from "../introspector/project/find-imports.ts";
import type { ImportProblem } from "../introspector/project/specifier.ts";
import { applyEdits, type Edit, eraseRange, eraseStatement, keepModule } from "./edits.ts";

export interface TransformContext {
  readonly ts: typeof ts;
  /** Returns the specifier that leads from this file's output to the binding of a module. */
  readonly locate: (module: string) => string;
  /**
   * As in the project's tsconfig. With it, only imports with `type` are erased; without it, also imports of which nothing
   * is used as a value.
   * @default false
   */
  readonly verbatimModuleSyntax?: boolean;
}

export interface TransformedModule {
  readonly code: string;
  /** Python modules that the code imports at run time, in source order, each once. */
  readonly modules: readonly string[];
  /** Problems of the imports. A specifier that names no module stays as it is. */
  readonly problems: readonly ImportProblem[];
}

/** Rewrites the imports of Python modules of one file. */
export function transformModule(fileName: string, code: string, context: TransformContext): TransformedModule {
  const { ts: typescript } = context;
  const source = parse(code);
  const imports = findPyImports(typescript, source);
  const problems = imports.flatMap((pyImport) => pyImport.problems);
  const valid = new Map(imports.filter(isValidImport).map((pyImport) => [pyImport.start, pyImport]));
  if (valid.size === 0) return { code, modules: [], problems };

  const used = findUsedNodes(fileName, code, context);
  const edits: Edit[] = [];
  const modules = new Set<string>();
  typescript.forEachChild(source, function visit(node): void {
    const literal = findSpecifier(typescript, node);
    const pyImport = literal === undefined ? undefined : valid.get(literal.getStart(source));
    if (literal !== undefined && pyImport !== undefined) edits.push(...createEdits(node, literal, pyImport));
    typescript.forEachChild(node, visit);
  });
  const result = applyEdits(code, edits);
  const lost = typescript.isExternalModule(source) && !typescript.isExternalModule(parse(result));
  return { code: lost ? applyEdits(code, keepModule(edits)) : result, modules: [...modules], problems };

  function parse(text: string): ts.SourceFile {
    return typescript.createSourceFile(fileName, text, typescript.ScriptTarget.Latest, true);
  }

  function createEdits(node: ts.Node, literal: ts.Node, { module }: ValidImport): Edit[] {
    if (!typescript.isCallExpression(node) && !used.has(createNodeKey(node))) {
      return [eraseStatement(code, node.getStart(source), node.getEnd())];
    }
    modules.add(module);
    const specifier = JSON.stringify(context.locate(module));
    const rewritten = { start: literal.getStart(source), end: literal.getEnd(), text: specifier };
    return [rewritten, ...listElements(typescript, node).flatMap(({ element, end }) => eraseUnused(element, end))];
  }

  function eraseUnused(element: ts.Node, end: number): Edit[] {
    return used.has(createNodeKey(element)) ? [] : [eraseRange(code, element.getStart(source), end)];
  }
}

type ValidImport = PyImport & { readonly module: string };

function isValidImport(pyImport: PyImport): pyImport is ValidImport {
  return pyImport.module !== null;
}

/** Returns the specifier of a statement or call that loads a module. @returns `undefined`: the node loads none. */
function findSpecifier(typescript: typeof ts, node: ts.Node): ts.Expression | undefined {
  if (typescript.isImportDeclaration(node) || typescript.isExportDeclaration(node)) return node.moduleSpecifier;
  if (typescript.isImportEqualsDeclaration(node) && typescript.isExternalModuleReference(node.moduleReference)) {
    return node.moduleReference.expression;
  }
  if (!typescript.isCallExpression(node) || node.expression.kind !== typescript.SyntaxKind.ImportKeyword)
    return undefined;
  return node.arguments[0];
}

/** Lists the names in the braces of an import or export, each with its end: after its comma, if it has one. */
function listElements(typescript: typeof ts, node: ts.Node): { readonly element: ts.Node; readonly end: number }[] {
  const clause = typescript.isImportDeclaration(node)
    ? node.importClause?.namedBindings
    : typescript.isExportDeclaration(node)
      ? node.exportClause
      : undefined;
  if (clause === undefined || !(typescript.isNamedImports(clause) || typescript.isNamedExports(clause))) return [];
  const { elements } = clause;
  return elements.map((element, index) => {
    // The leading trivia of the next name begins right after the comma.
    const next = elements[index + 1]?.getFullStart() ?? (elements.hasTrailingComma ? elements.end : element.getEnd());
    return { element, end: next };
  });
}

/**
 * Finds what the compiler would leave of a file's imports and exports. The compiler itself decides: which names are
 * values depends on scopes, shadowing and settings.
 */
function findUsedNodes(fileName: string, code: string, context: TransformContext): ReadonlySet<string> {
  const { ts: typescript, verbatimModuleSyntax = false } = context;
  const used = new Set<string>();
  const collect: ts.TransformerFactory<ts.SourceFile> = () => (file) => {
    const visit = (node: ts.Node): void => {
      used.add(createNodeKey(typescript.getOriginalNode(node)));
      typescript.forEachChild(node, visit);
    };
    typescript.forEachChild(file, visit);
    return file;
  };
  typescript.transpileModule(code, {
    fileName,
    // `preserve` leaves imports, exports and `require` as they are written, for every output format.
    compilerOptions: {
      target: typescript.ScriptTarget.ESNext,
      module: typescript.ModuleKind.Preserve,
      jsx: typescript.JsxEmit.Preserve,
      verbatimModuleSyntax,
    },
    transformers: { after: [collect] },
  });
  return used;
}

/** Returns a key that is equal for the same node in two parses of one text. */
function createNodeKey(node: ts.Node): string {
  return `${node.kind}:${node.pos}:${node.end}`;
}
