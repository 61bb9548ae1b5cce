/**
 * Edits of source text that keep every line where it is, so that stack traces and breakpoints stay right without a map.
 * Knows no syntax.
 */

export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** @param edits none overlaps another */
export function applyEdits(code: string, edits: readonly Edit[]): string {
  let result = "";
  let at = 0;
  for (const { start, end, text } of [...edits].sort((a, b) => a.start - b.start)) {
    result += code.slice(at, start) + text;
    at = end;
  }
  return result + code.slice(at);
}

/** Removes a part of a list, leaving room for a comma that may stay behind. */
export function erase(code: string, start: number, end: number): Edit {
  return { start, end, text: spaces(code.slice(start, end)) };
}

/** Removes a statement. A semicolon stays, so that the lines around it do not become one statement. */
export function eraseStatement(code: string, start: number, end: number): Edit {
  return { start, end, text: `;${spaces(code.slice(start + 1, end))}` };
}

const EMPTY_EXPORT = "export {};";

/** For a file whose erased imports alone made it a module: it stays one, as the compiler keeps it. */
export function keepModule(edits: readonly Edit[]): readonly Edit[] {
  return edits.map((edit, index) => {
    return index === 0 ? { ...edit, text: EMPTY_EXPORT + edit.text.slice(EMPTY_EXPORT.length) } : edit;
  });
}

function spaces(text: string): string {
  return text.replaceAll(/[^\r\n\u2028\u2029]/g, " ");
}
