/**
 * Finds every place in one source file that names a Python module by `py:`. Syntax only: no type checker, no file
 * system, no host. The TypeScript module is given by the caller, so that a plugin uses the compiler it runs in and the
 * command line its own.
 */
import type ts from "typescript";
import { checkSpecifier, type ImportProblem, mentionsPython, parseSpecifier } from "./specifier.ts";

/** `import` covers `import x = require(…)`; `type` is a type written `import("py:x").T`. */
export type PyImportKind = "import" | "export" | "dynamic" | "type";

export interface NameSpan {
  /** The exported name as written in TypeScript (`then_` for Python's `then`). */
  readonly name: string;
  readonly typeOnly: boolean;
  readonly start: number;
  readonly end: number;
}

/** One mention of a Python module. Offsets count UTF-16 units from the start of the file. */
export interface PyImport {
  /** As written, with its scheme: `py:numpy.linalg`. */
  readonly specifier: string;
  /** `numpy.linalg`; `null`: the specifier is invalid, and `problems` says why. */
  readonly module: string | null;
  /** Names taken from the module; `"*"`: any of them. Empty for an import for its side effects. */
  readonly names: "*" | readonly string[];
  readonly kind: PyImportKind;
  /** Nothing of it can be left at run time: `import type`, `export type`, `import("…")` types, declaration files. */
  readonly typeOnly: boolean;
  /** The literal with its quotes. */
  readonly start: number;
  readonly end: number;
  /** Names that must exist in the module; `$module` is not among them, since every module has it. */
  readonly nameSpans: readonly NameSpan[];
  /** What is wrong with it as far as syntax can tell. */
  readonly problems: readonly ImportProblem[];
}

/** Where the compiler keeps the JSDoc of JavaScript; reading it needs no parents, which not every caller has set. */
interface Commented extends ts.Node {
  readonly jsDoc?: readonly ts.Node[];
}

/** In source order. */
export function findPyImports(typescript: typeof ts, source: ts.SourceFile): readonly PyImport[] {
  // Most files of a program name no Python module. Their trees are not walked.
  if (!mentionsPython(source.text)) return [];
  const found: PyImport[] = [];
  const javaScript = /\.[cm]?jsx?$/i.test(source.fileName);
  const visit = (node: ts.Node): void => {
    const mention = readMention(typescript, source, node);
    if (mention !== null) found.push(mention);
    if (javaScript) for (const comment of (node as Commented).jsDoc ?? []) visit(comment);
    typescript.forEachChild(node, visit);
  };
  typescript.forEachChild(source, visit);
  return found.sort((a, b) => a.start - b.start);
}

/** `null`: this node itself names no Python module (its children may). */
function readMention(typescript: typeof ts, source: ts.SourceFile, node: ts.Node): PyImport | null {
  const erased = source.isDeclarationFile;
  if (typescript.isImportDeclaration(node) || typescript.isJSDocImportTag(node)) {
    const { SyntaxKind } = typescript;
    const typeOnly =
      erased || typescript.isJSDocImportTag(node) || node.importClause?.phaseModifier === SyntaxKind.TypeKeyword;
    return mention(source, node.moduleSpecifier, "import", typeOnly, importedNames(typescript, source, node, typeOnly));
  }
  if (typescript.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
    const typeOnly = erased || node.isTypeOnly;
    const names = exportedNames(typescript, source, node, typeOnly);
    return mention(source, node.moduleSpecifier, "export", typeOnly, names);
  }
  if (typescript.isImportEqualsDeclaration(node) && typescript.isExternalModuleReference(node.moduleReference)) {
    return mention(source, node.moduleReference.expression, "import", erased || node.isTypeOnly, "*");
  }
  if (typescript.isCallExpression(node) && node.expression.kind === typescript.SyntaxKind.ImportKeyword) {
    const argument = node.arguments[0];
    return argument === undefined ? null : mention(source, argument, "dynamic", false, "*");
  }
  if (typescript.isImportTypeNode(node) && typescript.isLiteralTypeNode(node.argument)) {
    return mention(source, node.argument.literal, "type", true, typeNames(typescript, source, node));
  }
  return null;

  function mention(
    file: ts.SourceFile,
    literal: ts.Node,
    kind: PyImportKind,
    typeOnly: boolean,
    spans: "*" | readonly NameSpan[],
  ): PyImport | null {
    const start = literal.getStart(file);
    const end = literal.getEnd();
    if (!typescript.isStringLiteralLike(literal)) return computedMention(file, literal, kind, start, end);
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
      problems: problem !== null ? [problem] : named.filter(({ name }) => name === "default").map(noDefault),
    };
  }

  /** `import("py:" + name)`: which module that is cannot be known before the program runs. */
  function computedMention(
    file: ts.SourceFile,
    literal: ts.Node,
    kind: PyImportKind,
    start: number,
    end: number,
  ): PyImport | null {
    const head = headOf(typescript, literal);
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

function noDefault({ start, end }: NameSpan): ImportProblem {
  const message = "A Python module has no default export. Import it whole (import * as name), or the names you need.";
  return { code: "NO_DEFAULT_EXPORT", message, start, end };
}

function importedNames(
  typescript: typeof ts,
  source: ts.SourceFile,
  node: ts.ImportDeclaration | ts.JSDocImportTag,
  typeOnly: boolean,
): "*" | readonly NameSpan[] {
  const clause = node.importClause;
  if (clause === undefined) return [];
  const bindings = clause.namedBindings;
  // A default import beside `* as` stays a name, so that it is refused.
  if (bindings !== undefined && typescript.isNamespaceImport(bindings) && clause.name === undefined) return "*";
  const spans: NameSpan[] = [];
  if (clause.name !== undefined) spans.push(spanOf(source, "default", clause.name, typeOnly));
  if (bindings !== undefined && typescript.isNamedImports(bindings)) {
    spans.push(...bindings.elements.map((element) => specifierSpan(source, element, typeOnly)));
  }
  return spans;
}

function exportedNames(
  typescript: typeof ts,
  source: ts.SourceFile,
  node: ts.ExportDeclaration,
  typeOnly: boolean,
): "*" | readonly NameSpan[] {
  const clause = node.exportClause;
  if (clause === undefined || typescript.isNamespaceExport(clause)) return "*";
  return clause.elements.map((element) => specifierSpan(source, element, typeOnly));
}

/** `import("py:numpy").ndarray` takes one name; `typeof import("py:numpy")` all of them. */
function typeNames(typescript: typeof ts, source: ts.SourceFile, node: ts.ImportTypeNode): "*" | readonly NameSpan[] {
  let name = node.qualifier;
  if (name === undefined) return "*";
  while (typescript.isQualifiedName(name)) name = name.left;
  return [spanOf(source, name.text, name, true)];
}

function specifierSpan(
  source: ts.SourceFile,
  element: ts.ImportSpecifier | ts.ExportSpecifier,
  typeOnly: boolean,
): NameSpan {
  const name = element.propertyName ?? element.name;
  return spanOf(source, name.text, name, typeOnly || element.isTypeOnly);
}

function spanOf(source: ts.SourceFile, name: string, node: ts.Node, typeOnly: boolean): NameSpan {
  return { name, typeOnly, start: node.getStart(source), end: node.getEnd() };
}

/** The text a computed specifier begins with, or `null` where it begins with a value. */
function headOf(typescript: typeof ts, node: ts.Node): string | null {
  if (typescript.isParenthesizedExpression(node)) return headOf(typescript, node.expression);
  if (typescript.isBinaryExpression(node)) return headOf(typescript, node.left);
  if (typescript.isTemplateExpression(node)) return node.head.text;
  return typescript.isStringLiteralLike(node) ? node.text : null;
}
