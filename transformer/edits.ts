/**
 * Edits of source text that keep every line in its place, so that stack traces and breakpoints are right without a source
 * map. Knows no syntax.
 */

export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Applies edits to a text. @param edits They must not overlap. */
export function applyEdits(code: string, edits: readonly Edit[]): string {
  let result = "";
  let at = 0;
  for (const { start, end, text } of [...edits].sort((a, b) => a.start - b.start)) {
    result += code.slice(at, start) + text;
    at = end;
  }
  return result + code.slice(at);
}

/** Replaces a part of a list by spaces. A comma that stays behind does no harm. */
export function eraseRange(code: string, start: number, end: number): Edit {
  return { start, end, text: blankOut(code.slice(start, end)) };
}

/** Removes a statement. A semicolon stays, so that the lines before and after it do not become one statement. */
export function eraseStatement(code: string, start: number, end: number): Edit {
  return { start, end, text: `;${blankOut(code.slice(start + 1, end))}` };
}

const EMPTY_EXPORT = "export {};";

/** Keeps a file a module when its only imports and exports are erased, as the compiler does. */
export function keepModule(edits: readonly Edit[]): readonly Edit[] {
  return edits.map((edit, index) => {
    return index === 0 ? { ...edit, text: EMPTY_EXPORT + edit.text.slice(EMPTY_EXPORT.length) } : edit;
  });
}

function blankOut(text: string): string {
  return text.replaceAll(/[^\r\n\u2028\u2029]/g, " ");
}
