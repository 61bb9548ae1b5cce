/** Fenced code of a Markdown page, so that what the docs say can be run. */

export interface Block {
  readonly language: string;
  readonly text: string;
  /** The nearest heading above. */
  readonly heading: string;
}

export function readBlocks(markdown: string): Block[] {
  const found: Block[] = [];
  let heading = "";
  let open: { language: string; lines: string[] } | undefined;
  for (const line of markdown.split("\n")) {
    const fence = /^```(\w*)$/.exec(line);
    if (open === undefined && fence) open = { language: fence[1] ?? "", lines: [] };
    else if (open !== undefined && line === "```") {
      found.push({ language: open.language, text: open.lines.join("\n"), heading });
      open = undefined;
    } else if (open !== undefined) open.lines.push(line);
    else if (line.startsWith("#")) heading = line.replace(/^#+ */, "");
  }
  return found;
}
