/**
 * Which files of a program name which Python modules, and what follows from that alone. Asks nobody outside the program.
 */
import type ts from "typescript";
import { findPyImports, type PyImport } from "../../introspector/project/find-imports.ts";
import type { CompilerProgram, TypeScript } from "./compiler.ts";
import { type GeneratedFolder, isGenerated, locateDeclarations } from "./compiler-host.ts";

/** By file, in the program's order; files that name none are left out. */
export type Mentions = ReadonlyMap<ts.SourceFile, readonly PyImport[]>;

/** A program's own files: not those of packages or libraries, nor what was generated. */
export function ownFiles(program: ts.Program, generated: GeneratedFolder): readonly ts.SourceFile[] {
  return program.getSourceFiles().filter((file) => {
    if (isGenerated(generated, file.fileName)) return false;
    return !program.isSourceFileDefaultLibrary(file) && !program.isSourceFileFromExternalLibrary(file);
  });
}

export function mentionsIn(typescript: TypeScript, files: readonly ts.SourceFile[]): Mentions {
  const found = new Map<ts.SourceFile, readonly PyImport[]>();
  for (const file of files) {
    const imports = findPyImports(typescript, file);
    if (imports.length > 0) found.set(file, imports);
  }
  return found;
}

/** Every module that is named, each once. */
export function modulesOf(mentions: Mentions): ReadonlySet<string> {
  return modulesIn([...mentions.values()].flat());
}

/** The modules that the output may import: not those used as types only. */
export function importedBy(mentions: Mentions): ReadonlySet<string> {
  return modulesIn([...mentions.values()].flat().filter(({ typeOnly }) => !typeOnly));
}

function modulesIn(imports: readonly PyImport[]): ReadonlySet<string> {
  return new Set(imports.map(({ module }) => module).filter((module) => module !== null));
}

/** All that a generation depends on as far as TypeScript sources say it, wherever they say it. */
export function wantedBy(mentions: Mentions): string {
  const wanted = [...mentions.values()].flat().map(({ specifier, typeOnly, names, nameSpans }) => {
    return [specifier, typeOnly, names, nameSpans.map((span) => [span.name, span.typeOnly])];
  });
  return JSON.stringify(wanted);
}

/** Whether the program found the declarations of every module it names. */
export function resolvesAll(given: ts.Program, mentions: Mentions, generated: GeneratedFolder): boolean {
  const program = given as CompilerProgram;
  const modes: readonly ts.ResolutionMode[] = [undefined, 1, 99];
  for (const [file, imports] of mentions) {
    for (const { specifier, module } of imports) {
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
