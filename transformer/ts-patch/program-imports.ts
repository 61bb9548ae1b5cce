/**
 * Finds which files of a program import which Python modules, and what follows from that alone. Reads only the program.
 */
import type ts from "typescript";
import { findPyImports, type PyImport } from "../../introspector/project/find-imports.ts";
import type { CompilerProgram, TypeScript } from "./compiler.ts";
import { type GeneratedFolder, isGeneratedPath, locateDeclarations } from "./compiler-host.ts";

/** The imports by file, in the program's order. Files that import no Python module are left out. */
export type ImportsByFile = ReadonlyMap<ts.SourceFile, readonly PyImport[]>;

/** Lists a program's own files, without those of packages and libraries and without generated ones. */
export function listOwnFiles(program: ts.Program, generated: GeneratedFolder): readonly ts.SourceFile[] {
  return program.getSourceFiles().filter((file) => {
    if (isGeneratedPath(generated, file.fileName)) return false;
    return !program.isSourceFileDefaultLibrary(file) && !program.isSourceFileFromExternalLibrary(file);
  });
}

/** Finds the imports of Python modules in each file. */
export function findImportsByFile(typescript: TypeScript, files: readonly ts.SourceFile[]): ImportsByFile {
  const found = new Map<ts.SourceFile, readonly PyImport[]>();
  for (const file of files) {
    const imports = findPyImports(typescript, file);
    if (imports.length > 0) found.set(file, imports);
  }
  return found;
}

/** Lists all imported modules, each once. */
export function listModules(imports: ImportsByFile): ReadonlySet<string> {
  return collectModules([...imports.values()].flat());
}

/** Lists the modules that the output may import, without those used as types only. */
export function listRuntimeModules(imports: ImportsByFile): ReadonlySet<string> {
  return collectModules([...imports.values()].flat().filter(({ typeOnly }) => !typeOnly));
}

function collectModules(imports: readonly PyImport[]): ReadonlySet<string> {
  return new Set(imports.map(({ module }) => module).filter((module) => module !== null));
}

/** Returns a key of everything in the TypeScript sources that a generation depends on, except positions. */
export function createImportsKey(imports: ImportsByFile): string {
  const entries = [...imports.values()].flat().map(({ specifier, typeOnly, names, nameSpans }) => {
    return [specifier, typeOnly, names, nameSpans.map((span) => [span.name, span.typeOnly])];
  });
  return JSON.stringify(entries);
}

/** Whether the program found the declarations of every module that it imports. */
export function resolvesAllImports(given: ts.Program, imports: ImportsByFile, generated: GeneratedFolder): boolean {
  const program = given as CompilerProgram;
  const modes: readonly ts.ResolutionMode[] = [undefined, 1, 99];
  for (const [file, found] of imports) {
    for (const { specifier, module } of found) {
      if (module === null) continue;
      const declared = locateDeclarations(generated, module);
      const found = modes.some(
        (mode) => program.getResolvedModule(file, specifier, mode)?.resolvedModule?.resolvedFileName === declared,
      );
      if (!found) return false;
    }
  }
  return true;
}
