/**
 * The one rule for what a `py:` specifier and the name of a Python module look like. Works on text alone: knows no syntax
 * trees, no files and no installed modules.
 */

/** A problem of an import that its text alone shows. */
export interface ImportProblem {
  readonly code: "INVALID_SPECIFIER" | "SYNC_SPECIFIER" | "COMPUTED_SPECIFIER" | "NO_DEFAULT_EXPORT";
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

/** The parts of a specifier that this package is responsible for, valid or not. */
export interface PySpecifier {
  /** `py+sync:`, which is reserved. */
  readonly sync: boolean;
  /** What follows the scheme; any text. */
  readonly name: string;
}

const SCHEME = /^py(\+sync)?:/;
const SCHEME_IN_TEXT = /\bpy(?:\+sync)?:/;
const MODULE_NAME = /^[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*$/;

/** Whether the text of a file can hold a `py:` specifier. A file for which this is false needs no parser. */
export function mentionsPython(text: string): boolean {
  return SCHEME_IN_TEXT.test(text);
}

/** Whether the text is a dotted Python name such as `numpy.linalg`. */
export function isModuleName(text: string): boolean {
  return MODULE_NAME.test(text);
}

/** Splits a specifier. @returns `null`: it has another scheme, or none. */
export function parseSpecifier(specifier: string): PySpecifier | null {
  const match = SCHEME.exec(specifier);
  return match === null ? null : { sync: match[1] !== undefined, name: specifier.slice(match[0].length) };
}

/** Writes the specifier of a module. */
export function formatSpecifier(module: string): string {
  return `py:${module}`;
}

/** Returns the dotted module name of a specifier. @returns `null`: the specifier is not one of this package, or is invalid. */
export function parseModule(specifier: string): string | null {
  const parsed = parseSpecifier(specifier);
  return parsed !== null && !parsed.sync && isModuleName(parsed.name) ? parsed.name : null;
}

/** The module that a specifier names, or the problem with it. */
export type CheckedSpecifier =
  | { readonly module: string; readonly problem: null }
  | { readonly module: null; readonly problem: ImportProblem };

/**
 * Judges a specifier.
 * @param start The offset where the specifier begins; a problem is reported from there to `end`.
 * @returns `null`: the specifier is not one of this package.
 */
export function checkSpecifier(specifier: string, start: number, end: number): CheckedSpecifier | null {
  const parsed = parseSpecifier(specifier);
  if (parsed === null) return null;
  const { sync, name } = parsed;
  if (!sync && isModuleName(name)) return { module: name, problem: null };
  const quoted = JSON.stringify(specifier);
  if (sync) {
    const message = `${quoted}: synchronous imports are not available yet. Write "py:" and await the results.`;
    return { module: null, problem: { code: "SYNC_SPECIFIER", message, start, end } };
  }
  const message = `${quoted} names no Python module: ${describeFault(name)}`;
  return { module: null, problem: { code: "INVALID_SPECIFIER", message, start, end } };
}

/** Says what is wrong with a name, and how to write it. */
function describeFault(name: string): string {
  if (name === "") return 'the name is missing. Write it after the colon, as in "py:json".';
  if (/^\.{0,2}\//.test(name) || name.startsWith(".")) {
    return 'relative names are not followed. Write the full dotted name from the project folder, as in "py:app.features".';
  }
  if (/^[A-Za-z_][\w/-]*(?:\.py)?$/.test(name) && name.includes("/")) {
    const dotted = name.replace(/\.py$/, "").replaceAll("/", ".");
    return `it is a path. Write the dotted name${isModuleName(dotted) ? `, "${formatSpecifier(dotted)}"` : ""}.`;
  }
  return 'a name is letters, digits and "_", with parts joined by dots, as in "py:numpy.linalg".';
}
