/**
 * What a `py:` specifier may be. Pure text: knows nothing of syntax trees, files or installed modules.
 */

/** Something wrong with an import that its text alone shows. */
export interface ImportProblem {
  readonly code: "INVALID_SPECIFIER" | "SYNC_SPECIFIER" | "COMPUTED_SPECIFIER" | "NO_DEFAULT_EXPORT";
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

const MODULE = /^[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*$/;

/** Whether a specifier is meant for this package, valid or not. */
export function isPySpecifier(specifier: string): boolean {
  return specifier.startsWith("py:") || specifier.startsWith("py+sync:");
}

/** The dotted module of a valid specifier, else `null`. */
export function moduleOf(specifier: string): string | null {
  const name = specifier.startsWith("py:") ? specifier.slice("py:".length) : "";
  return MODULE.test(name) ? name : null;
}

/** `start` and `end` are where the specifier stands; a problem is reported there. */
export function checkSpecifier(
  specifier: string,
  start: number,
  end: number,
): { readonly module: string | null; readonly problem: ImportProblem | null } {
  const module = moduleOf(specifier);
  if (module !== null) return { module, problem: null };
  const shown = JSON.stringify(specifier);
  if (specifier.startsWith("py+sync:")) {
    const message = `${shown}: synchronous imports are not available yet. Write "py:" and await the results.`;
    return { module: null, problem: { code: "SYNC_SPECIFIER", message, start, end } };
  }
  const name = specifier.slice("py:".length);
  const message = `${shown} names no Python module: ${fault(name)}`;
  return { module: null, problem: { code: "INVALID_SPECIFIER", message, start, end } };
}

function fault(name: string): string {
  if (name === "") return 'the name is missing. Write it after the colon, as in "py:json".';
  if (/^\.{0,2}\//.test(name) || name.startsWith(".")) {
    return 'relative names are not followed. Write the full dotted name from the project folder, as in "py:app.features".';
  }
  if (/^[A-Za-z_][\w/-]*(?:\.py)?$/.test(name) && name.includes("/")) {
    const dotted = name.replace(/\.py$/, "").replaceAll("/", ".");
    return `it is a path. Write the dotted name${MODULE.test(dotted) ? `, "py:${dotted}"` : ""}.`;
  }
  return 'a name is letters, digits and "_", with parts joined by dots, as in "py:numpy.linalg".';
}
