/**
 * Parses docstrings: what is text, and what describes parameters, results, errors and examples. It understands the styles of
 * NumPy (underlined titles), Google (titles with a colon) and Sphinx (fields), and knows nothing of comments.
 */

export interface Docstring {
  readonly body: readonly string[];
  readonly sections: readonly DocSection[];
}

export type DocSection =
  | { readonly kind: "parameters" | "returns" | "raises"; readonly entries: readonly DocEntry[] }
  | { readonly kind: "examples"; readonly lines: readonly string[] }
  | { readonly kind: "text"; readonly title: string; readonly lines: readonly string[] };

export interface DocEntry {
  readonly names: readonly string[];
  readonly type: string;
  readonly text: string;
}

const SECTION_KINDS: Readonly<Record<string, DocSection["kind"]>> = {
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
/** Google: `name (type): text`. */
const GOOGLE_ENTRY = /^(?<names>[*\w][\w.[\], |]*?)\s*(?:\((?<type>[^)]*)\))?:\s*(?<text>.*)$/u;
const SPHINX_FIELD = /^:(?<kind>\w+)(?<head>[^:]*):\s*(?<text>.*)$/u;

/** Longer lines are text: no pattern is tried on them, so that no docstring can make one slow. */
const MAX_MATCHED_CHARACTERS = 1000;

function matchGroups(pattern: RegExp, line: string): Record<string, string | undefined> | undefined {
  return line.length > MAX_MATCHED_CHARACTERS ? undefined : pattern.exec(line)?.groups;
}

/** @param text a docstring as it stands in the source, with its indentation */
export function parseDocstring(text: string): Docstring {
  const lines = dropSignature(removeIndentation(text));
  const starts = lines.flatMap((_, index) => findTitle(lines, index) ?? []);
  const body = lines.slice(0, starts[0]?.index ?? lines.length);
  const sections = starts.map((start, at) =>
    parseSection(start, trimBlankLines(lines.slice(start.index + start.length, starts[at + 1]?.index ?? lines.length))),
  );
  const fields = parseSphinxFields(trimBlankLines(body));
  return { body: fields.body, sections: [...fields.sections, ...sections] };
}

/** Removes blank lines at both ends. */
export function trimBlankLines(lines: readonly string[]): string[] {
  const start = lines.findIndex((line) => line.trim() !== "");
  const end = lines.findLastIndex((line) => line.trim() !== "");
  return start === -1 ? [] : lines.slice(start, end + 1);
}

/** Joins lines to one, with single spaces. */
export function joinParagraph(lines: readonly string[]): string {
  return lines.join(" ").replace(/\s+/gu, " ").trim();
}

/** Removes the common indentation, as Python's `inspect.cleandoc` does. */
function removeIndentation(text: string): readonly string[] {
  const lines = text.split(/\r\n|[\n\r\v\f\u2028\u2029]/u).map((line) => line.replaceAll("\t", "        ").trimEnd());
  const margin = Math.min(...lines.slice(1).flatMap((line) => (line === "" ? [] : [countIndentation(line)])));
  return trimBlankLines(lines.map((line, index) => (index === 0 ? line.trimStart() : line.slice(margin))));
}

function countIndentation(line: string): number {
  return line.length - line.trimStart().length;
}

/** Removes the signature that functions written in C have as their first paragraph. */
function dropSignature(lines: readonly string[]): readonly string[] {
  const end = lines.indexOf("");
  const first = lines.slice(0, end === -1 ? lines.length : end).join(" ");
  const isSignature = end !== -1 && first.length <= MAX_MATCHED_CHARACTERS && /^[\w.]+\(.*\)(\s*->.*)?$/u.test(first);
  return isSignature ? trimBlankLines(lines.slice(end)) : lines;
}

interface SectionTitle {
  readonly title: string;
  readonly index: number;
  readonly length: number;
  readonly style: "numpy" | "google";
}

/** Returns the title of a section that starts at a line; `null`: no section starts there. */
function findTitle(lines: readonly string[], index: number): SectionTitle | null {
  const line = lines[index] as string;
  const next = lines[index + 1] ?? "";
  if (line === "" || line.startsWith(" ")) return null;
  if (UNDERLINE.test(next)) return { title: line, index, length: 2, style: "numpy" };
  const title = line.slice(0, -1);
  const google = line.endsWith(":") && Object.hasOwn(SECTION_KINDS, title) && next.startsWith(" ");
  return google ? { title, index, length: 1, style: "google" } : null;
}

function parseSection({ title, style }: SectionTitle, lines: readonly string[]): DocSection {
  const kind = Object.hasOwn(SECTION_KINDS, title) ? (SECTION_KINDS[title] as DocSection["kind"]) : "text";
  const dedented = style === "google" ? removeIndentation(`\n${lines.join("\n")}`) : lines;
  if (kind === "examples") return { kind, lines: dedented };
  if (kind === "text") return { kind, title, lines: dedented };
  return {
    kind,
    entries: style === "numpy" ? parseEntries(dedented, parseNumpyEntry) : parseGoogleEntries(kind, dedented),
  };
}

/** Reads each line at the margin together with the lines that are indented under it. */
function parseEntries(
  lines: readonly string[],
  read: (head: string, under: readonly string[]) => DocEntry,
): readonly DocEntry[] {
  const starts = lines.flatMap((line, index) => (line !== "" && !line.startsWith(" ") ? [index] : []));
  return starts.map((start, at) =>
    read(lines[start] as string, lines.slice(start + 1, starts[at + 1] ?? lines.length)),
  );
}

function parseNumpyEntry(head: string, under: readonly string[]): DocEntry {
  const groups = matchGroups(NUMPY_ENTRY, head);
  return { names: splitNames(groups?.names ?? head), type: groups?.type ?? "", text: joinParagraph(under) };
}

function parseGoogleEntries(kind: "parameters" | "returns" | "raises", lines: readonly string[]): readonly DocEntry[] {
  if (kind !== "returns") {
    return parseEntries(lines, (head, under) => {
      const groups = matchGroups(GOOGLE_ENTRY, head);
      const text = joinParagraph([groups?.text ?? "", ...under]);
      return { names: splitNames(groups?.names ?? head), type: groups?.type ?? "", text };
    });
  }
  return [{ names: [], type: "", text: joinParagraph(lines) }];
}

function splitNames(text: string): readonly string[] {
  return text.split(",").flatMap((name) => name.trim().replace(/^\*+/, "") || []);
}

/** Separates the text from Sphinx fields, which come after it. */
function parseSphinxFields(lines: readonly string[]): Docstring {
  const first = lines.findIndex((line) => matchGroups(SPHINX_FIELD, line) !== undefined);
  if (first === -1) return { body: lines, sections: [] };
  const sections = parseEntries(lines.slice(first), (head, under) => {
    const { kind = "", head: about = "", text = "" } = matchGroups(SPHINX_FIELD, head) ?? {};
    return { names: [about.trim().split(" ").at(-1) ?? ""], type: kind, text: joinParagraph([text, ...under]) };
  }).flatMap((field): DocSection[] => {
    const entries = [{ ...field, type: "" }];
    if (["param", "parameter", "arg", "keyword"].includes(field.type)) return [{ kind: "parameters", entries }];
    if (["return", "returns", "yields"].includes(field.type))
      return [{ kind: "returns", entries: [{ ...field, names: [], type: "" }] }];
    return ["raises", "raise", "except"].includes(field.type) ? [{ kind: "raises", entries }] : [];
  });
  return { body: trimBlankLines(lines.slice(0, first)), sections };
}
