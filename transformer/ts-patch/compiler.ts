/**
 * What the plugin uses of the compiler beyond its documented interface, named in one place and typed narrowly. Present
 * in TypeScript 6.0; ts-patch, the only host that loads the plugin, exists for no other line.
 */
import type ts from "typescript";

export type TypeScript = typeof ts;

/** A program whose answers may be replaced, as builders and the command line ask for them. */
export interface CompilerProgram extends ts.Program {
  /** What an incremental builder asks for, file by file, instead of `getSemanticDiagnostics`. */
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
  /** Set by incremental and watching hosts: a hash of the text. Builders check again what has another version. */
  version?: string;
  /** Set on the stand-in for a second copy of a package. */
  readonly redirectInfo?: unknown;
}

export interface CompilerOptions extends ts.CompilerOptions {
  /** The program is one project of a `tsc -b`. */
  readonly tscBuild?: boolean;
  readonly configFilePath?: string;
}

/** `createProgram` as it was before ts-patch wrapped it: makes a program without running the plugins again. */
export function createPlainProgram(typescript: TypeScript, options: ts.CreateProgramOptions): ts.Program {
  const patched = typescript as TypeScript & { originalCreateProgram?: typeof ts.createProgram };
  return (patched.originalCreateProgram ?? typescript.createProgram)(options);
}
