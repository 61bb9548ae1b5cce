/**
 * Docstrings as TSDoc comments. A docstring is data: it can neither end the comment nor start a tag of its own.
 */
import { type Entry, paragraph, parseDocstring, type Section, trimBlank } from "./docstrings.ts";

export interface Doc {
  readonly text: string | null;
  readonly deprecated?: string | null;
}

/** The comment's lines at an indentation; empty when there is nothing to say. */
export function printDoc(doc: Doc, indent = ""): readonly string[] {
  const lines = doc.text === null ? [] : describe(doc.text);
  if (doc.deprecated) lines.push(`@deprecated ${sanitize(paragraph(doc.deprecated.split("\n")))}`);
  const trimmed = trimBlank(lines);
  if (trimmed.length === 0) return [];
  if (trimmed.length === 1) return [`${indent}/** ${trimmed[0]} */`];
  return [`${indent}/**`, ...trimmed.map((line) => `${indent} * ${line}`.trimEnd()), `${indent} */`];
}

function describe(docstring: string): string[] {
  const { body, sections } = parseDocstring(docstring);
  const text = [...prose(body)];
  const tags: string[] = [];
  for (const section of sections) {
    if (section.is === "text") text.push("", `**${sanitize(section.title)}**`, "", ...prose(section.lines));
    else tags.push(...tagsOf(section));
  }
  return tags.length === 0 ? text : [...trimBlank(text), "", ...tags];
}

function tagsOf(section: Exclude<Section, { is: "text" }>): readonly string[] {
  switch (section.is) {
    case "parameters":
      return section.entries.flatMap(({ names, text }) =>
        names.map((name) => `@param ${sanitize(name)} - ${sanitize(text)}`.trimEnd()),
      );
    case "returns":
      return [`@returns ${sanitize(section.entries.map(told).join("; "))}`.trimEnd()];
    case "raises":
      return section.entries.map((entry) => `@throws ${sanitize(told(entry))}`);
    case "examples":
      return ["@example", ...prose(section.lines)];
  }
}

function told({ names, type, text }: Entry): string {
  const head = type === "" ? names.join(", ") : `${names.join(", ")} (${type})`;
  return head === "" || text === "" ? head + text : `${head}: ${text}`;
}

/** Text, its doctests fenced. */
function prose(lines: readonly string[]): readonly string[] {
  const printed: string[] = [];
  let fenced = false;
  for (const line of lines) {
    const starts = line.trimStart().startsWith(">>>");
    if (starts && !fenced) printed.push("```python");
    if (fenced && line === "") printed.push("```");
    fenced = (fenced || starts) && line !== "";
    printed.push(sanitize(line));
  }
  return fenced ? [...printed, "```"] : printed;
}

function sanitize(text: string): string {
  return text.replaceAll("*/", "*\\/").replace(/(^|[^\w`])@/gu, "$1\\@");
}
