/**
 * Prints docstrings as TSDoc comments. A docstring is data: it can neither end the comment nor start a tag of its own.
 */
import { type DocEntry, type DocSection, joinParagraph, parseDocstring, trimBlankLines } from "./docstrings.ts";

export interface DocComment {
  /** The docstring. */
  readonly text: string | null;
  /** Why the object is deprecated; `null`: it is not. */
  readonly deprecated?: string | null;
}

/** Returns the lines of a comment; none if there is nothing to say. */
export function printDocComment(doc: DocComment, indent = ""): readonly string[] {
  const lines = doc.text === null ? [] : printDocstring(doc.text);
  if (doc.deprecated) lines.push(`@deprecated ${escapeComment(joinParagraph(doc.deprecated.split("\n")))}`);
  const trimmed = trimBlankLines(lines);
  if (trimmed.length === 0) return [];
  if (trimmed.length === 1) return [`${indent}/** ${trimmed[0]} */`];
  return [`${indent}/**`, ...trimmed.map((line) => `${indent} * ${line}`.trimEnd()), `${indent} */`];
}

function printDocstring(docstring: string): string[] {
  const { body, sections } = parseDocstring(docstring);
  const text = [...printProse(body)];
  const tags: string[] = [];
  for (const section of sections) {
    if (section.kind === "text") text.push("", `**${escapeComment(section.title)}**`, "", ...printProse(section.lines));
    else tags.push(...printTags(section));
  }
  return tags.length === 0 ? text : [...trimBlankLines(text), "", ...tags];
}

function printTags(section: Exclude<DocSection, { kind: "text" }>): readonly string[] {
  switch (section.kind) {
    case "parameters":
      return section.entries.flatMap(({ names, text }) =>
        names.map((name) => `@param ${escapeComment(name)} - ${escapeComment(text)}`.trimEnd()),
      );
    case "returns":
      return [`@returns ${escapeComment(section.entries.map(formatEntry).join("; "))}`.trimEnd()];
    case "raises":
      return section.entries.map((entry) => `@throws ${escapeComment(formatEntry(entry))}`);
    case "examples":
      return ["@example", ...printProse(section.lines)];
  }
}

function formatEntry({ names, type, text }: DocEntry): string {
  const head = type === "" ? names.join(", ") : `${names.join(", ")} (${type})`;
  return head === "" || text === "" ? head + text : `${head}: ${text}`;
}

/** Prints text with its doctests in code fences. */
function printProse(lines: readonly string[]): readonly string[] {
  const printed: string[] = [];
  let fenced = false;
  for (const line of lines) {
    const starts = line.trimStart().startsWith(">>>");
    if (starts && !fenced) printed.push("```python");
    if (fenced && line === "") printed.push("```");
    fenced = (fenced || starts) && line !== "";
    printed.push(escapeComment(line));
  }
  return fenced ? [...printed, "```"] : printed;
}

function escapeComment(text: string): string {
  return text.replaceAll("*/", "*\\/").replace(/(^|[^\w`])@/gu, "$1\\@");
}
