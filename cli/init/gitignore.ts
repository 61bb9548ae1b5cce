/** The lines of .gitignore that keep generated files out of version control. Text in, text out. */
import { GENERATED_FOLDER } from "../../introspector/project/layout.ts";

const GENERATED_ENTRIES = [`${GENERATED_FOLDER}/`, ".venv/"] as const;

/**
 * Adds the lines that are missing.
 * @param before The text of the file; `null`: there is none yet.
 */
export function addGeneratedEntries(before: string | null): string {
  if (before === null) return `${["node_modules/", "dist/", ...GENERATED_ENTRIES].join("\n")}\n`;
  const present = new Set(before.split(/\r?\n/).map((line) => line.trim().replace(/^\//, "").replace(/\/$/, "")));
  const missing = GENERATED_ENTRIES.filter((line) => !present.has(line.replace(/\/$/, "")));
  if (missing.length === 0) return before;
  const eol = before.includes("\r\n") ? "\r\n" : "\n";
  const gap = before === "" || before.endsWith("\n") ? "" : eol;
  return before + gap + missing.map((line) => line + eol).join("");
}
