/**
 * Type-checks generated declarations, and programs that use them, with the real compiler: without `@ts-nocheck`, with
 * declaration files checked, and with the strictest options a user may have.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

export interface SourceText {
  /** `types/numpy.d.ts` as the renderer names it, or `main.ts` beside these folders. */
  readonly path: string;
  readonly text: string;
}

const runtime = fileURLToPath(new URL("../../../runtime/", import.meta.url));

/** The package as programs see it, without the parts that only run. */
const PACKAGE = [
  `export type * from "${runtime}types.ts";`,
  `export * from "${runtime}values/markers.ts";`,
  `export { NDArray, type TypedArray } from "${runtime}values/ndarray.ts";`,
].join("\n");

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.NodeNext,
  moduleDetection: ts.ModuleDetectionKind.Force,
  lib: ["lib.esnext.d.ts"],
  types: [],
  strict: true,
  noEmit: true,
  skipLibCheck: false,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noImplicitOverride: true,
  allowImportingTsExtensions: true,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  erasableSyntaxOnly: true,
};

/** Returns the diagnostics of generated files and of programs beside them, as `path(line): code message`. */
export function diagnose(files: readonly SourceText[]): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), "snakebridge types "));
  try {
    const generated = files.filter(({ path }) => path.includes("/"));
    for (const { path, text } of generated) writeText(join(folder, ".snakebridge", path), text);
    const program = createProgram(
      folder,
      files.filter(({ path }) => !path.includes("/")),
    );
    return ts.getPreEmitDiagnostics(program).map((diagnostic) => formatDiagnostic(diagnostic, folder));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * Makes a compiler's program of sources in a folder whose `.snakebridge` is generated already. All generated files are
 * checked, used or not; `@ts-nocheck` is removed from them first.
 */
export function createProgram(folder: string, sources: readonly SourceText[]): ts.Program {
  const generated = join(folder, ".snakebridge");
  const declarations = ts.sys.readDirectory(generated, [".d.ts"]);
  for (const path of declarations) writeText(path, readFileSync(path, "utf8").replace(/^\/\/ @ts-nocheck$/mu, ""));
  writeText(join(folder, "package.json"), '{ "type": "module" }');
  const roots = sources.map(({ path, text }) => writeText(join(folder, path), text));
  const paths = {
    "py:*": [join(generated, "types/*.d.ts")],
    snakebridge: [writeText(join(folder, "snakebridge.ts"), PACKAGE)],
  };
  return ts.createProgram({ rootNames: [...declarations, ...roots], options: { ...OPTIONS, paths } });
}

function writeText(path: string, text: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

/** Returns `path(line): code message`, with a path relative to `folder`. */
export function formatDiagnostic({ file, start, code, messageText }: ts.Diagnostic, folder: string): string {
  const message = ts.flattenDiagnosticMessageText(messageText, "\n");
  if (file === undefined || start === undefined) return `TS${code} ${message}`;
  const { line } = file.getLineAndCharacterOfPosition(start);
  return `${file.fileName.replace(`${folder}/`, "")}(${line + 1}): TS${code} ${message}`;
}
