/**
 * The rewrite of one file as text, for hosts that hand over source and take source back (loaders, bundlers). The result
 * is TypeScript still: only imports of Python modules are touched. No file system, no program, no type information of
 * other files: what an import means is read from its own file, as under `isolatedModules`.
 */
import type ts from "typescript";
import { findPyImports, type PyImport } from "../introspector/project/find-imports.ts";
import type { ImportProblem } from "../introspector/project/specifier.ts";
import { applyEdits, type Edit, erase, eraseStatement, keepModule } from "./edits.ts";
import type { TypeScript } from "./ts-patch/compiler.ts";

export interface TransformContext {
  readonly ts: TypeScript;
  /** The specifier that leads from this file's output to the binding of a module. */
  readonly locate: (module: string) => string;
  /**
   * As in the project's tsconfig: with it an import is erased only where `type` is written, without it also where nothing
   * of it is used as a value.
   * @default false
   */
  readonly verbatimModuleSyntax?: boolean;
}

export interface TransformedModule {
  readonly code: string;
  /** Python modules that the code imports at run time, in source order, each once. */
  readonly modules: readonly string[];
  /** Imports that cannot be right. A specifier that names no module is left as it was. */
  readonly problems: readonly ImportProblem[];
}

export function transformModule(fileName: string, code: string, context: TransformContext): TransformedModule {
  const { ts: typescript } = context;
  const source = parse(code);
  const imports = findPyImports(typescript, source);
  const problems = imports.flatMap((mention) => mention.problems);
  const valid = new Map(imports.filter(namesModule).map((mention) => [mention.start, mention]));
  if (valid.size === 0) return { code, modules: [], problems };

  const used = usedNodes(fileName, code, context);
  const edits: Edit[] = [];
  const modules = new Set<string>();
  typescript.forEachChild(source, function visit(node): void {
    const literal = specifierOf(typescript, node);
    const mention = literal === undefined ? undefined : valid.get(literal.getStart(source));
    if (literal !== undefined && mention !== undefined) edits.push(...editsFor(node, literal, mention));
    typescript.forEachChild(node, visit);
  });
  const result = applyEdits(code, edits);
  const lost = typescript.isExternalModule(source) && !typescript.isExternalModule(parse(result));
  return { code: lost ? applyEdits(code, keepModule(edits)) : result, modules: [...modules], problems };

  function parse(text: string): ts.SourceFile {
    return typescript.createSourceFile(fileName, text, typescript.ScriptTarget.Latest, true);
  }

  function editsFor(node: ts.Node, literal: ts.Node, { module }: NamedImport): Edit[] {
    if (!typescript.isCallExpression(node) && !used.has(keyOf(node))) {
      return [eraseStatement(code, node.getStart(source), node.getEnd())];
    }
    modules.add(module);
    const specifier = JSON.stringify(context.locate(module));
    const rewritten = { start: literal.getStart(source), end: literal.getEnd(), text: specifier };
    return [rewritten, ...namesOf(typescript, node).flatMap(({ element, end }) => eraseUnused(element, end))];
  }

  function eraseUnused(element: ts.Node, end: number): Edit[] {
    return used.has(keyOf(element)) ? [] : [erase(code, element.getStart(source), end)];
  }
}

type NamedImport = PyImport & { readonly module: string };

function namesModule(mention: PyImport): mention is NamedImport {
  return mention.module !== null;
}

/** The specifier of a statement or call that loads a module; types do not. */
function specifierOf(typescript: TypeScript, node: ts.Node): ts.Expression | undefined {
  if (typescript.isImportDeclaration(node) || typescript.isExportDeclaration(node)) return node.moduleSpecifier;
  if (typescript.isImportEqualsDeclaration(node) && typescript.isExternalModuleReference(node.moduleReference)) {
    return node.moduleReference.expression;
  }
  if (!typescript.isCallExpression(node) || node.expression.kind !== typescript.SyntaxKind.ImportKeyword)
    return undefined;
  return node.arguments[0];
}

/** The names in the braces of an import or export, each with where it ends: after its comma, where it has one. */
function namesOf(typescript: TypeScript, node: ts.Node): { readonly element: ts.Node; readonly end: number }[] {
  const clause = typescript.isImportDeclaration(node)
    ? node.importClause?.namedBindings
    : typescript.isExportDeclaration(node)
      ? node.exportClause
      : undefined;
  if (clause === undefined || !(typescript.isNamedImports(clause) || typescript.isNamedExports(clause))) return [];
  const { elements } = clause;
  return elements.map((element, index) => {
    // The next one's leading trivia begins right after the comma.
    const next = elements[index + 1]?.getFullStart() ?? (elements.hasTrailingComma ? elements.end : element.getEnd());
    return { element, end: next };
  });
}

/**
 * What the compiler would leave of a file's imports and exports. It is asked rather than imitated: which names are values
 * depends on scopes, shadowing and settings.
 */
function usedNodes(fileName: string, code: string, context: TransformContext): ReadonlySet<string> {
  const { ts: typescript, verbatimModuleSyntax = false } = context;
  const used = new Set<string>();
  const collect: ts.TransformerFactory<ts.SourceFile> = () => (file) => {
    const visit = (node: ts.Node): void => {
      used.add(keyOf(typescript.getOriginalNode(node)));
      typescript.forEachChild(node, visit);
    };
    typescript.forEachChild(file, visit);
    return file;
  };
  typescript.transpileModule(code, {
    fileName,
    // `preserve` leaves imports, exports and `require` as they are written, whatever the output's format will be.
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

/** The same node in two parses of one text. */
function keyOf(node: ts.Node): string {
  return `${node.kind}:${node.pos}:${node.end}`;
}
