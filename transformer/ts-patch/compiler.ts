/**
 * Everything that the plugin uses of the compiler beyond its documented interface, typed narrowly. TypeScript 6.0 has it;
 * ts-patch, the only host that loads the plugin, supports no later line.
 */
import type ts from "typescript";

/** The compiler's module. */
export type TypeScript = typeof ts;

/** A program with the methods that builders and the command line call. The plugin replaces some of them. */
export interface CompilerProgram extends ts.Program {
  /** Incremental builders call this for each file, instead of `getSemanticDiagnostics`. */
  getBindAndCheckDiagnostics(
    file: ts.SourceFile,
    cancellationToken?: ts.CancellationToken,
  ): readonly ts.DiagnosticWithLocation[];
  getCommonSourceDirectory(): string;
  getResolvedModule(
    file: ts.SourceFile,
    name: string,
    mode: ts.ResolutionMode,
  ): ts.ResolvedModuleWithFailedLookupLocations | undefined;
}

export interface CompilerSourceFile extends ts.SourceFile {
  /** A hash of the text, set by incremental and watching hosts. Builders check a file again if its version changed. */
  version?: string;
  /** Set on a file that stands for a second copy of a package. */
  readonly redirectInfo?: unknown;
}

export interface CompilerOptions extends ts.CompilerOptions {
  /** Whether the program is one project of a `tsc -b`. */
  readonly tscBuild?: boolean;
  readonly configFilePath?: string;
}

/** Creates a program without running the plugins again: calls `createProgram` as it was before ts-patch wrapped it. */
export function createPlainProgram(typescript: TypeScript, options: ts.CreateProgramOptions): ts.Program {
  const patched = typescript as TypeScript & { originalCreateProgram?: typeof ts.createProgram };
  return (patched.originalCreateProgram ?? typescript.createProgram)(options);
}
