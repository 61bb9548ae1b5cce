/**
 * Edits a JSON file with comments and leaves everything else as it is: comments, trailing commas, indentation, line ends.
 * Text in, text out. The syntax is read by TypeScript's own JSON parser.
 */
import { ts } from "ts-morph";

/** Names of nested properties, from the outermost object inwards. */
export type PropertyPath = readonly [string, ...string[]];

/** Parses a JSON object with comments. @throws SyntaxError with line and column if the text is no JSON object */
export function parseJsonc(text: string): ts.JsonSourceFile {
  const source = ts.parseJsonText("file.json", text.replace(/^\ufeff/, ""));
  const fault = (source as unknown as { parseDiagnostics: readonly ts.DiagnosticWithLocation[] }).parseDiagnostics[0];
  if (fault !== undefined) {
    const { line, character } = source.getLineAndCharacterOfPosition(fault.start);
    throw new SyntaxError(`${line + 1}:${character + 1} - ${ts.flattenDiagnosticMessageText(fault.messageText, "\n")}`);
  }
  if (findRootObject(source) === null) throw new SyntaxError("1:1 - there is no object in it");
  return source;
}

/** Sets a property. An existing one is replaced, a new one goes last; missing objects on the way are made. */
export function setProperty(text: string, path: PropertyPath, value: unknown): string {
  return editText(text, (plain, source) => {
    let object = findRootObject(source) as ts.ObjectLiteralExpression;
    for (const [at, name] of path.entries()) {
      const found = findProperty(object, name);
      const rest = path.slice(at + 1);
      if (found === null) {
        const nested = rest.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
        return insertLast(
          plain,
          source,
          object,
          object.properties,
          (indent) => `"${name}": ${printValue(plain, nested, indent)}`,
        );
      }
      if (rest.length > 0 && ts.isObjectLiteralExpression(found.initializer)) {
        object = found.initializer;
        continue;
      }
      const nested = rest.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
      const start = found.initializer.getStart(source);
      const indent = readIndent(plain, found.getStart(source));
      return plain.slice(0, start) + printValue(plain, nested, indent) + plain.slice(found.initializer.getEnd());
    }
    return plain;
  });
}

/** Adds an element at the end of the array at a path; makes the array if there is none. */
export function appendElement(text: string, path: PropertyPath, value: unknown): string {
  return editText(text, (plain, source) => {
    const array = findNode(source, path);
    if (array === null || !ts.isArrayLiteralExpression(array)) return setProperty(plain, path, [value]);
    return insertLast(plain, source, array, array.elements, (indent) => printValue(plain, value, indent));
  });
}

/** Returns the value at a path as plain data. @returns `undefined`: there is none. */
export function valueAt(source: ts.JsonSourceFile, path: PropertyPath): unknown {
  const node = findNode(source, path);
  return node === null ? undefined : evaluateNode(node);
}

function editText(text: string, change: (plain: string, source: ts.JsonSourceFile) => string): string {
  const mark = text.startsWith("\ufeff") ? "\ufeff" : "";
  const plain = text.slice(mark.length);
  return mark + change(plain, parseJsonc(plain));
}

function findRootObject(source: ts.JsonSourceFile): ts.ObjectLiteralExpression | null {
  const expression = source.statements[0]?.expression;
  return expression !== undefined && ts.isObjectLiteralExpression(expression) ? expression : null;
}

function findProperty(object: ts.ObjectLiteralExpression, name: string): ts.PropertyAssignment | null {
  const found = object.properties.findLast(
    (item) => ts.isPropertyAssignment(item) && ts.isStringLiteralLike(item.name) && item.name.text === name,
  );
  return (found as ts.PropertyAssignment | undefined) ?? null;
}

function findNode(source: ts.JsonSourceFile, path: PropertyPath): ts.Expression | null {
  let node: ts.Expression | null = findRootObject(source);
  for (const name of path) {
    if (node === null || !ts.isObjectLiteralExpression(node)) return null;
    node = findProperty(node, name)?.initializer ?? null;
  }
  return node;
}

function evaluateNode(node: ts.Expression): unknown {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (ts.isPrefixUnaryExpression(node)) return -Number(evaluateNode(node.operand));
  if (ts.isArrayLiteralExpression(node)) return node.elements.map(evaluateNode);
  if (ts.isObjectLiteralExpression(node)) {
    const entries = node.properties.flatMap((item) =>
      ts.isPropertyAssignment(item) && ts.isStringLiteralLike(item.name)
        ? [[item.name.text, evaluateNode(item.initializer)] as const]
        : [],
    );
    return Object.fromEntries(entries);
  }
  if (node.kind === ts.SyntaxKind.TrueKeyword) return true;
  return node.kind === ts.SyntaxKind.FalseKeyword ? false : null;
}

/** Inserts an item at the end of an object or array, in the style of the items before it. */
function insertLast(
  text: string,
  source: ts.JsonSourceFile,
  container: ts.Node,
  items: ts.NodeArray<ts.Node>,
  item: (indent: string) => string,
): string {
  const last = items.at(-1);
  const outer = readIndent(text, container.getStart(source));
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  if (last === undefined) {
    const indent = outer + detectIndentUnit(text);
    const open = container.getStart(source) + 1;
    const close = container.getEnd() - 1;
    const inner = text.slice(open, close);
    // A comment that stands alone inside stays, above the new item.
    const kept = inner.trim() === "" ? "" : eol + indent + inner.trim();
    return `${text.slice(0, open)}${kept}${eol}${indent}${item(indent)}${eol}${outer}${text.slice(close)}`;
  }
  const lines = text.slice(container.getStart(source), last.getStart(source)).includes("\n");
  const comma = items.hasTrailingComma ? "," : "";
  const end = items.hasTrailingComma ? text.indexOf(",", skipComments(text, last.getEnd())) + 1 : last.getEnd();
  const head = text.slice(0, end) + (items.hasTrailingComma ? "" : ",");
  if (!lines) return `${head} ${item(outer)}${comma}${text.slice(end)}`;
  const indent = readIndent(text, last.getStart(source));
  // A comment on the last item's own line belongs to that item.
  const after = ts.getTrailingCommentRanges(text, end)?.at(-1)?.end ?? end;
  return `${head}${text.slice(end, after)}${eol}${indent}${item(indent)}${comma}${text.slice(after)}`;
}

function skipComments(text: string, position: number): number {
  return ts.getTrailingCommentRanges(text, position)?.at(-1)?.end ?? position;
}

function readIndent(text: string, position: number): string {
  const line = text.slice(text.lastIndexOf("\n", position - 1) + 1, position);
  return /^[ \t]*/.exec(line)?.[0] ?? "";
}

function detectIndentUnit(text: string): string {
  return /\n([ \t]+)\S/.exec(text)?.[1] ?? "  ";
}

/** Prints a value as JSON. Lists and objects of plain values go on one line. */
function printValue(text: string, value: unknown, indent: string): string {
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const unit = detectIndentUnit(text);
  const inner = indent + unit;
  if (Array.isArray(value)) {
    if (value.every((item) => typeof item !== "object" || item === null)) {
      return `[${value.map((item) => JSON.stringify(item)).join(", ")}]`;
    }
    return `[${eol}${value.map((item) => inner + printValue(text, item, inner)).join(`,${eol}`)}${eol}${indent}]`;
  }
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value);
  if (entries.every(([, item]) => typeof item !== "object" || item === null)) {
    return `{ ${entries.map(([key, item]) => `${JSON.stringify(key)}: ${JSON.stringify(item)}`).join(", ")} }`;
  }
  const printed = entries.map(([key, item]) => `${inner}${JSON.stringify(key)}: ${printValue(text, item, inner)}`);
  return `{${eol}${printed.join(`,${eol}`)}${eol}${indent}}`;
}
