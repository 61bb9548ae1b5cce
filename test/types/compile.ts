/**
 * Type-checks generated declarations, and programs that use them, with the real compiler: without `@ts-nocheck`, with
 * declaration files checked, and with the strictest options a user may have.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

export interface SourceText {
  /** `types/numpy.d.ts` as the renderer names it, or `main.ts` beside these folders. */
  readonly path: string;
  readonly text: string;
}

const runtime = fileURLToPath(new URL("../../runtime/", import.meta.url));

/** What programs see of the package, without what it needs to run. */
const PACKAGE = [
  `export type * from "${runtime}rt.ts";`,
  `export * from "${runtime}markers.ts";`,
  `export { NDArray, type TypedArray } from "${runtime}ndarray.ts";`,
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

/** The diagnostics as `path(line): code message`. */
export function diagnose(files: readonly SourceText[]): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), "snakebridge types "));
  try {
    const write = (path: string, text: string): string => {
      const target = join(folder, path);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, text);
      return target;
    };
    write("package.json", '{ "type": "module" }');
    const roots = files
      .filter(({ path }) => path.endsWith(".ts"))
      .map(({ path, text }) => write(path, text.replace(/^\/\/ @ts-nocheck$/mu, "")));
    const paths = { "py:*": [join(folder, "types/*.d.ts")], snakebridge: [write("snakebridge.ts", PACKAGE)] };
    const program = ts.createProgram({ rootNames: roots, options: { ...OPTIONS, paths } });
    return ts.getPreEmitDiagnostics(program).map((diagnostic) => describe(diagnostic, folder));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function describe({ file, start, code, messageText }: ts.Diagnostic, folder: string): string {
  const message = ts.flattenDiagnosticMessageText(messageText, "\n");
  if (file === undefined || start === undefined) return `TS${code} ${message}`;
  const { line } = file.getLineAndCharacterOfPosition(start);
  return `${file.fileName.replace(`${folder}/`, "")}(${line + 1}): TS${code} ${message}`;
}
