/**
 * Docstrings as TSDoc comments. A docstring is data: it can neither end the comment nor start a tag of its own.
 */

export interface Doc {
  readonly text: string | null;
  readonly deprecated?: string | null;
}

interface Section {
  readonly title: string;
  readonly lines: readonly string[];
}

const UNDERLINE = /^-{3,}\s*$/;
/** `name : type`, at the margin of a section. */
const ENTRY = /^(?<names>[*\w][\w*,.\s]*?)\s*(?::\s*(?<type>.*))?$/u;

/** The comment's lines at an indentation; empty when there is nothing to say. */
export function printDoc(doc: Doc, indent = ""): readonly string[] {
  const lines = doc.text === null ? [] : describe(cleandoc(doc.text));
  if (doc.deprecated) lines.push(`@deprecated ${sanitize(paragraph(doc.deprecated.split("\n")))}`);
  const trimmed = trimBlank(lines);
  if (trimmed.length === 0) return [];
  if (trimmed.length === 1) return [`${indent}/** ${trimmed[0]} */`];
  return [`${indent}/**`, ...trimmed.map((line) => `${indent} * ${line}`.trimEnd()), `${indent} */`];
}

function describe(lines: readonly string[]): string[] {
  const { body, sections } = split(lines);
  const text = [...prose(withoutSignature(body))];
  const tags: string[] = [];
  for (const section of sections) {
    const tag = tagsOf(section);
    if (tag !== null) tags.push(...tag);
    else text.push("", `**${sanitize(section.title)}**`, "", ...prose(section.lines));
  }
  return tags.length === 0 ? text : [...trimBlank(text), "", ...tags];
}

/** Common indentation removed, as `inspect.cleandoc` does. */
function cleandoc(text: string): readonly string[] {
  const lines = text.split(/\r\n|[\n\r\v\f\u2028\u2029]/u).map((line) => line.replaceAll("\t", "        ").trimEnd());
  const indents = lines.slice(1).flatMap((line) => (line === "" ? [] : [line.length - line.trimStart().length]));
  const margin = Math.min(...indents);
  return trimBlank(lines.map((line, index) => (index === 0 ? line.trimStart() : line.slice(margin))));
}

/** C functions repeat their signature as the first paragraph. */
function withoutSignature(lines: readonly string[]): readonly string[] {
  const end = lines.indexOf("");
  const first = lines.slice(0, end === -1 ? lines.length : end).join(" ");
  return end !== -1 && /^[\w.]+\(.*\)(\s*->.*)?$/u.test(first) ? trimBlank(lines.slice(end)) : lines;
}

/** NumPy's sections: a title and a line of dashes under it. */
function split(lines: readonly string[]): { readonly body: readonly string[]; readonly sections: readonly Section[] } {
  const starts = lines.flatMap((line, index) =>
    line !== "" && !line.startsWith(" ") && UNDERLINE.test(lines[index + 1] ?? "") ? [index] : [],
  );
  const sections = starts.map((start, index) => ({
    title: lines[start] as string,
    lines: trimBlank(lines.slice(start + 2, starts[index + 1] ?? lines.length)),
  }));
  return { body: trimBlank(lines.slice(0, starts[0] ?? lines.length)), sections };
}

function tagsOf(section: Section): readonly string[] | null {
  switch (section.title) {
    case "Parameters":
    case "Other Parameters":
      return entries(section.lines).flatMap(({ names, text }) =>
        names.map((name) => `@param ${name} - ${sanitize(text)}`.trimEnd()),
      );
    case "Returns":
    case "Yields":
      return [`@returns ${sanitize(entries(section.lines).map(told).join("; "))}`.trimEnd()];
    case "Raises":
      return entries(section.lines).map((entry) => `@throws ${sanitize(told(entry))}`);
    case "Examples":
      return ["@example", ...prose(section.lines)];
    default:
      return null;
  }
}

interface Entry {
  readonly names: readonly string[];
  readonly type: string;
  readonly text: string;
}

function told({ names, type, text }: Entry): string {
  const head = type === "" ? names.join(", ") : `${names.join(", ")} (${type})`;
  return text === "" ? head : `${head}: ${text}`;
}

/** `name : type` at the margin, its description indented under it. */
function entries(lines: readonly string[]): readonly Entry[] {
  const starts = lines.flatMap((line, index) => (line !== "" && !line.startsWith(" ") ? [index] : []));
  return starts.map((start, index) => {
    const head = lines[start] as string;
    const groups = ENTRY.exec(head)?.groups;
    const names = (groups?.names ?? head).split(",").map((name) => name.trim().replace(/^\*+/, ""));
    const text = paragraph(lines.slice(start + 1, starts[index + 1] ?? lines.length));
    return { names: names.filter(Boolean), type: groups?.type ?? "", text };
  });
}

/** Text, its doctests fenced. */
function prose(lines: readonly string[]): readonly string[] {
  const printed: string[] = [];
  let fenced = false;
  lines.forEach((line) => {
    const starts = line.trimStart().startsWith(">>>");
    if (starts && !fenced) printed.push("```python");
    if (fenced && line === "") printed.push("```");
    fenced = (fenced || starts) && line !== "";
    printed.push(sanitize(line));
  });
  return fenced ? [...printed, "```"] : printed;
}

function paragraph(lines: readonly string[]): string {
  return lines
    .map((line) => line.trim())
    .join(" ")
    .replace(/\s+/gu, " ")
    .trim();
}

function sanitize(text: string): string {
  return text.replaceAll("*/", "*\\/").replace(/(^|[^\w`])@/gu, "$1\\@");
}

function trimBlank(lines: readonly string[]): string[] {
  const start = lines.findIndex((line) => line.trim() !== "");
  const end = lines.findLastIndex((line) => line.trim() !== "");
  return start === -1 ? [] : lines.slice(start, end + 1);
}
