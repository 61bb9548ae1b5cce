/**
 * Docstrings understood: what is text, and what describes parameters, results, errors and examples. NumPy's style
 * (underlined titles), Google's (titles with a colon) and Sphinx's (fields). Knows nothing of comments.
 */

export interface Docstring {
  readonly body: readonly string[];
  readonly sections: readonly Section[];
}

export type Section =
  | { readonly is: "parameters" | "returns" | "raises"; readonly entries: readonly Entry[] }
  | { readonly is: "examples"; readonly lines: readonly string[] }
  | { readonly is: "text"; readonly title: string; readonly lines: readonly string[] };

export interface Entry {
  readonly names: readonly string[];
  readonly type: string;
  readonly text: string;
}

const KINDS: Readonly<Record<string, Section["is"]>> = {
  Parameters: "parameters",
  "Other Parameters": "parameters",
  Args: "parameters",
  Arguments: "parameters",
  "Keyword Args": "parameters",
  "Keyword Arguments": "parameters",
  Returns: "returns",
  Yields: "returns",
  Raises: "raises",
  Example: "examples",
  Examples: "examples",
  Note: "text",
  Notes: "text",
  Warning: "text",
  Warnings: "text",
  "See Also": "text",
  References: "text",
  Attributes: "text",
};

const UNDERLINE = /^-{3,}$/;
/** NumPy: `name : type`. */
const NUMPY_ENTRY = /^(?<names>[*\w][\w*,.\s]*?)\s*(?::\s*(?<type>.*))?$/u;
/** Google: `name (type): text`; of results `type: text`. */
const GOOGLE_ENTRY = /^(?<names>[*\w][\w.[\], |]*?)\s*(?:\((?<type>[^)]*)\))?:\s*(?<text>.*)$/u;
const SPHINX_FIELD = /^:(?<kind>\w+)(?<head>[^:]*):\s*(?<text>.*)$/u;

/** No title, entry or signature is longer; what is, is text, and no pattern is tried on it. */
const LONGEST = 1000;

function match(pattern: RegExp, line: string): Record<string, string | undefined> | undefined {
  return line.length > LONGEST ? undefined : pattern.exec(line)?.groups;
}

export function parseDocstring(text: string): Docstring {
  const lines = withoutSignature(cleandoc(text));
  const starts = lines.flatMap((_, index) => titleAt(lines, index) ?? []);
  const body = lines.slice(0, starts[0]?.index ?? lines.length);
  const sections = starts.map((start, at) =>
    sectionOf(start, trimBlank(lines.slice(start.index + start.length, starts[at + 1]?.index ?? lines.length))),
  );
  const fields = splitFields(trimBlank(body));
  return { body: fields.body, sections: [...fields.sections, ...sections] };
}

export function trimBlank(lines: readonly string[]): string[] {
  const start = lines.findIndex((line) => line.trim() !== "");
  const end = lines.findLastIndex((line) => line.trim() !== "");
  return start === -1 ? [] : lines.slice(start, end + 1);
}

export function paragraph(lines: readonly string[]): string {
  return lines.join(" ").replace(/\s+/gu, " ").trim();
}

/** Common indentation removed, as `inspect.cleandoc` does. */
function cleandoc(text: string): readonly string[] {
  const lines = text.split(/\r\n|[\n\r\v\f\u2028\u2029]/u).map((line) => line.replaceAll("\t", "        ").trimEnd());
  const margin = Math.min(...lines.slice(1).flatMap((line) => (line === "" ? [] : [indentOf(line)])));
  return trimBlank(lines.map((line, index) => (index === 0 ? line.trimStart() : line.slice(margin))));
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** C functions repeat their signature as the first paragraph. */
function withoutSignature(lines: readonly string[]): readonly string[] {
  const end = lines.indexOf("");
  const first = lines.slice(0, end === -1 ? lines.length : end).join(" ");
  const isSignature = end !== -1 && first.length <= LONGEST && /^[\w.]+\(.*\)(\s*->.*)?$/u.test(first);
  return isSignature ? trimBlank(lines.slice(end)) : lines;
}

interface Title {
  readonly title: string;
  readonly index: number;
  readonly length: number;
  readonly style: "numpy" | "google";
}

function titleAt(lines: readonly string[], index: number): Title | null {
  const line = lines[index] as string;
  const next = lines[index + 1] ?? "";
  if (line === "" || line.startsWith(" ")) return null;
  if (UNDERLINE.test(next)) return { title: line, index, length: 2, style: "numpy" };
  const title = line.slice(0, -1);
  const google = line.endsWith(":") && Object.hasOwn(KINDS, title) && next.startsWith(" ");
  return google ? { title, index, length: 1, style: "google" } : null;
}

function sectionOf({ title, style }: Title, lines: readonly string[]): Section {
  const is = Object.hasOwn(KINDS, title) ? (KINDS[title] as Section["is"]) : "text";
  const dedented = style === "google" ? cleandoc(`\n${lines.join("\n")}`) : lines;
  if (is === "examples") return { is, lines: dedented };
  if (is === "text") return { is, title, lines: dedented };
  return { is, entries: style === "numpy" ? entriesOf(dedented, numpyEntry) : googleEntries(is, dedented) };
}

/** What starts at the margin, with what is indented under it. */
function entriesOf(
  lines: readonly string[],
  read: (head: string, under: readonly string[]) => Entry,
): readonly Entry[] {
  const starts = lines.flatMap((line, index) => (line !== "" && !line.startsWith(" ") ? [index] : []));
  return starts.map((start, at) =>
    read(lines[start] as string, lines.slice(start + 1, starts[at + 1] ?? lines.length)),
  );
}

function numpyEntry(head: string, under: readonly string[]): Entry {
  const groups = match(NUMPY_ENTRY, head);
  return { names: namesOf(groups?.names ?? head), type: groups?.type ?? "", text: paragraph(under) };
}

function googleEntries(is: "parameters" | "returns" | "raises", lines: readonly string[]): readonly Entry[] {
  if (is !== "returns") {
    return entriesOf(lines, (head, under) => {
      const groups = match(GOOGLE_ENTRY, head);
      const text = paragraph([groups?.text ?? "", ...under]);
      return { names: namesOf(groups?.names ?? head), type: groups?.type ?? "", text };
    });
  }
  return [{ names: [], type: "", text: paragraph(lines) }];
}

function namesOf(text: string): readonly string[] {
  return text.split(",").flatMap((name) => name.trim().replace(/^\*+/, "") || []);
}

/** Sphinx's fields, which stand at the end of the text. */
function splitFields(lines: readonly string[]): Docstring {
  const first = lines.findIndex((line) => match(SPHINX_FIELD, line) !== undefined);
  if (first === -1) return { body: lines, sections: [] };
  const sections = entriesOf(lines.slice(first), (head, under) => {
    const { kind = "", head: about = "", text = "" } = match(SPHINX_FIELD, head) ?? {};
    return { names: [about.trim().split(" ").at(-1) ?? ""], type: kind, text: paragraph([text, ...under]) };
  }).flatMap((field): Section[] => {
    const entries = [{ ...field, type: "" }];
    if (["param", "parameter", "arg", "keyword"].includes(field.type)) return [{ is: "parameters", entries }];
    if (["return", "returns", "yields"].includes(field.type))
      return [{ is: "returns", entries: [{ ...field, names: [], type: "" }] }];
    return ["raises", "raise", "except"].includes(field.type) ? [{ is: "raises", entries }] : [];
  });
  return { body: trimBlank(lines.slice(0, first)), sections };
}
