/** The lines that keep what is generated out of version control. Pure text to text. */
import { GENERATED_FOLDER } from "../../introspector/project/layout.ts";

const GENERATED = [`${GENERATED_FOLDER}/`, ".venv/"] as const;

/** `null`: there is no file yet. */
export function withGenerated(before: string | null): string {
  if (before === null) return `${["node_modules/", "dist/", ...GENERATED].join("\n")}\n`;
  const present = new Set(before.split(/\r?\n/).map((line) => line.trim().replace(/^\//, "").replace(/\/$/, "")));
  const missing = GENERATED.filter((line) => !present.has(line.replace(/\/$/, "")));
  if (missing.length === 0) return before;
  const eol = before.includes("\r\n") ? "\r\n" : "\n";
  const gap = before === "" || before.endsWith("\n") ? "" : eol;
  return before + gap + missing.map((line) => line + eol).join("");
}
