/**
 * Finds every import of a Python module in one source file. Works on syntax alone: needs no type checker, no file system
 * and no host. The caller passes the TypeScript module, so that a plugin uses the compiler it runs in and the command
 * line uses its own.
 */
import type ts from "typescript";
import { checkSpecifier, type ImportProblem, mentionsPython, parseSpecifier } from "./specifier.ts";

/** `import` includes `import x = require(…)`; `type` is a type written as `import("py:x").T`. */
export type PyImportKind = "import" | "export" | "dynamic" | "type";

export interface NameSpan {
  /** The exported name as written in TypeScript (`then_` for Python's `then`). */
  readonly name: string;
  readonly typeOnly: boolean;
  readonly start: number;
  readonly end: number;
}

/** One import of a Python module. Offsets count UTF-16 units from the start of the file. */
export interface PyImport {
  /** The text of the literal, with its scheme: `py:numpy.linalg`. */
  readonly specifier: string;
  /** `numpy.linalg`; `null`: the specifier is invalid, and `problems` says why. */
  readonly module: string | null;
  /** Names imported from the module; `"*"`: any of them. Empty for an import for its side effects. */
  readonly names: "*" | readonly string[];
  readonly kind: PyImportKind;
  /** Whether nothing of it is left at run time: `import type`, `export type`, `import("…")` types, declaration files. */
  readonly typeOnly: boolean;
  /** Start of the literal, quotes included. */
  readonly start: number;
  readonly end: number;
  /** Names that must exist in the module. `$module` is left out, since every module has it. */
  readonly nameSpans: readonly NameSpan[];
  /** Problems that the syntax alone shows. */
  readonly problems: readonly ImportProblem[];
}

/** The compiler keeps the JSDoc of JavaScript here. Reading it needs no parents, which not every caller has set. */
interface NodeWithJsDoc extends ts.Node {
  readonly jsDoc?: readonly ts.Node[];
}

/** Finds the imports of Python modules of a file, in source order. */
export function findPyImports(typescript: typeof ts, source: ts.SourceFile): readonly PyImport[] {
  // Most files of a program name no Python module. Their trees are not walked.
  if (!mentionsPython(source.text)) return [];
  const found: PyImport[] = [];
  const javaScript = /\.[cm]?jsx?$/i.test(source.fileName);
  const visit = (node: ts.Node): void => {
    const pyImport = readPyImport(typescript, source, node);
    if (pyImport !== null) found.push(pyImport);
    if (javaScript) for (const comment of (node as NodeWithJsDoc).jsDoc ?? []) visit(comment);
    typescript.forEachChild(node, visit);
  };
  typescript.forEachChild(source, visit);
  return found.sort((a, b) => a.start - b.start);
}

/** Reads one node. @returns `null`: the node itself names no Python module; its children may. */
function readPyImport(typescript: typeof ts, source: ts.SourceFile, node: ts.Node): PyImport | null {
  const erased = source.isDeclarationFile;
  if (typescript.isImportDeclaration(node) || typescript.isJSDocImportTag(node)) {
    const { SyntaxKind } = typescript;
    const typeOnly =
      erased || typescript.isJSDocImportTag(node) || node.importClause?.phaseModifier === SyntaxKind.TypeKeyword;
    return createPyImport(
      source,
      node.moduleSpecifier,
      "import",
      typeOnly,
      readImportedNames(typescript, source, node, typeOnly),
    );
  }
  if (typescript.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
    const typeOnly = erased || node.isTypeOnly;
    const names = readExportedNames(typescript, source, node, typeOnly);
    return createPyImport(source, node.moduleSpecifier, "export", typeOnly, names);
  }
  if (typescript.isImportEqualsDeclaration(node) && typescript.isExternalModuleReference(node.moduleReference)) {
    return createPyImport(source, node.moduleReference.expression, "import", erased || node.isTypeOnly, "*");
  }
  if (typescript.isCallExpression(node) && node.expression.kind === typescript.SyntaxKind.ImportKeyword) {
    const argument = node.arguments[0];
    return argument === undefined ? null : createPyImport(source, argument, "dynamic", false, "*");
  }
  if (typescript.isImportTypeNode(node) && typescript.isLiteralTypeNode(node.argument)) {
    return createPyImport(source, node.argument.literal, "type", true, readTypeNames(typescript, source, node));
  }
  return null;

  function createPyImport(
    file: ts.SourceFile,
    literal: ts.Node,
    kind: PyImportKind,
    typeOnly: boolean,
    spans: "*" | readonly NameSpan[],
  ): PyImport | null {
    const start = literal.getStart(file);
    const end = literal.getEnd();
    if (!typescript.isStringLiteralLike(literal)) return createComputedImport(file, literal, kind, start, end);
    const checked = checkSpecifier(literal.text, start, end);
    if (checked === null) return null;
    const { module, problem } = checked;
    const named = spans === "*" ? [] : spans;
    return {
      specifier: literal.text,
      module,
      names: spans === "*" || spans.some(({ name }) => name === "$module") ? "*" : spans.map(({ name }) => name),
      kind,
      typeOnly,
      start,
      end,
      nameSpans: named.filter(({ name }) => name !== "$module" && name !== "default"),
      problems: problem !== null ? [problem] : named.filter(({ name }) => name === "default").map(createDefaultProblem),
    };
  }

  /** Reads `import("py:" + name)`: the module cannot be known before the program runs. */
  function createComputedImport(
    file: ts.SourceFile,
    literal: ts.Node,
    kind: PyImportKind,
    start: number,
    end: number,
  ): PyImport | null {
    const head = findHead(typescript, literal);
    if (kind !== "dynamic" || head === null || parseSpecifier(head) === null) return null;
    const specifier = file.text.slice(start, end);
    const message = `${specifier} is computed: which Python module it names must be known when the program is compiled. Write the name out, as in import("py:json").`;
    const problem: ImportProblem = { code: "COMPUTED_SPECIFIER", message, start, end };
    return {
      specifier,
      module: null,
      names: "*",
      kind,
      typeOnly: false,
      start,
      end,
      nameSpans: [],
      problems: [problem],
    };
  }
}

function createDefaultProblem({ start, end }: NameSpan): ImportProblem {
  const message = "A Python module has no default export. Import it whole (import * as name), or the names you need.";
  return { code: "NO_DEFAULT_EXPORT", message, start, end };
}

function readImportedNames(
  typescript: typeof ts,
  source: ts.SourceFile,
  node: ts.ImportDeclaration | ts.JSDocImportTag,
  typeOnly: boolean,
): "*" | readonly NameSpan[] {
  const clause = node.importClause;
  if (clause === undefined) return [];
  const bindings = clause.namedBindings;
  // A default import beside `* as` stays a name, so that it becomes a problem.
  if (bindings !== undefined && typescript.isNamespaceImport(bindings) && clause.name === undefined) return "*";
  const spans: NameSpan[] = [];
  if (clause.name !== undefined) spans.push(createSpan(source, "default", clause.name, typeOnly));
  if (bindings !== undefined && typescript.isNamedImports(bindings)) {
    spans.push(...bindings.elements.map((element) => createSpecifierSpan(source, element, typeOnly)));
  }
  return spans;
}

function readExportedNames(
  typescript: typeof ts,
  source: ts.SourceFile,
  node: ts.ExportDeclaration,
  typeOnly: boolean,
): "*" | readonly NameSpan[] {
  const clause = node.exportClause;
  if (clause === undefined || typescript.isNamespaceExport(clause)) return "*";
  return clause.elements.map((element) => createSpecifierSpan(source, element, typeOnly));
}

/** `import("py:numpy").ndarray` imports one name; `typeof import("py:numpy")` imports all. */
function readTypeNames(
  typescript: typeof ts,
  source: ts.SourceFile,
  node: ts.ImportTypeNode,
): "*" | readonly NameSpan[] {
  let name = node.qualifier;
  if (name === undefined) return "*";
  while (typescript.isQualifiedName(name)) name = name.left;
  return [createSpan(source, name.text, name, true)];
}

function createSpecifierSpan(
  source: ts.SourceFile,
  element: ts.ImportSpecifier | ts.ExportSpecifier,
  typeOnly: boolean,
): NameSpan {
  const name = element.propertyName ?? element.name;
  return createSpan(source, name.text, name, typeOnly || element.isTypeOnly);
}

function createSpan(source: ts.SourceFile, name: string, node: ts.Node, typeOnly: boolean): NameSpan {
  return { name, typeOnly, start: node.getStart(source), end: node.getEnd() };
}

/** Returns the text that a computed specifier begins with. @returns `null`: it begins with a value. */
function findHead(typescript: typeof ts, node: ts.Node): string | null {
  if (typescript.isParenthesizedExpression(node)) return findHead(typescript, node.expression);
  if (typescript.isBinaryExpression(node)) return findHead(typescript, node.left);
  if (typescript.isTemplateExpression(node)) return node.head.text;
  return typescript.isStringLiteralLike(node) ? node.text : null;
}
