/**
 * A compiler host that sees files which were generated a moment ago. The given host may remember that the files were
 * missing, and cannot be replaced: incremental builds and watch mode keep state in it. Therefore the new host is derived
 * from it, and only the generated folder is read from the disk. Knows nothing of generation.
 */
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type ts from "typescript";
import { declarationFile, type Layout, toSlashes } from "../../introspector/project/layout.ts";
import { parseModule } from "../../introspector/project/specifier.ts";
import type { CompilerSourceFile, TypeScript } from "./compiler.ts";

/** The folder of generated files, and in it the folder of declarations. */
export type GeneratedFolder = Pick<Layout, "folder" | "types">;

/** Returns the path of a module's declarations as the compiler writes it, whether the file exists or not. */
export function locateDeclarations(generated: GeneratedFolder, module: string): string {
  return toSlashes(join(generated.types, declarationFile(module)));
}

/** Whether a path lies in the generated folder. */
export function isGeneratedPath(generated: GeneratedFolder, fileName: string): boolean {
  return toSlashes(fileName).startsWith(`${toSlashes(generated.folder)}/`);
}

/**
 * Derives a host from the given one.
 * @param known A program that the given host made a moment ago. Files that it has parsed are not parsed again.
 */
export function deriveHost(
  typescript: TypeScript,
  host: ts.CompilerHost,
  known: ts.Program,
  generated: GeneratedFolder,
): ts.CompilerHost {
  const canonical = (name: string) => host.getCanonicalFileName(name);
  const derived: ts.CompilerHost = Object.create(host);
  const own = typescript.createModuleResolutionCache(host.getCurrentDirectory(), canonical, known.getCompilerOptions());
  const shared = host.getModuleResolutionCache?.() ?? own;

  derived.fileExists = (name) =>
    isGeneratedPath(generated, name) ? readStats(name)?.isFile() === true : host.fileExists(name);
  derived.readFile = (name) => (isGeneratedPath(generated, name) ? readIfFile(name) : host.readFile(name));
  derived.directoryExists = (name) =>
    isGeneratedPath(generated, `${name}/`)
      ? readStats(name)?.isDirectory() === true
      : (host.directoryExists?.(name) ?? readStats(name)?.isDirectory() === true);
  derived.getModuleResolutionCache = () => shared;

  derived.getSourceFile = (name, options, onError, shouldCreate) => {
    if (isGeneratedPath(generated, name)) return generatedSource(name, options, onError, shouldCreate);
    const file = known.getSourceFile(name) as CompilerSourceFile | undefined;
    const reusable =
      file !== undefined &&
      file.redirectInfo === undefined &&
      file.fileName === name &&
      (typeof options !== "object" || file.impliedNodeFormat === options.impliedNodeFormat);
    return reusable ? file : host.getSourceFile(name, options, onError, shouldCreate);
  };

  derived.resolveModuleNameLiterals = (literals, containingFile, redirect, options, containingSource, reused) => {
    // The given host is asked for all of them: in watch mode it stops watching files that it is not asked for.
    const asked = host.resolveModuleNameLiterals?.(
      literals,
      containingFile,
      redirect,
      options,
      containingSource,
      reused,
    );
    return literals.map((literal, index) => {
      const module = parseModule(literal.text);
      if (module !== null) return resolvedTo(locateDeclarations(generated, module));
      const resolved = asked?.[index];
      // A file that a generated file imports may be as new as that one.
      const current = resolved?.resolvedModule !== undefined || !isGeneratedPath(generated, containingFile);
      if (resolved !== undefined && current) return resolved;
      const mode = typescript.getModeForUsageLocation(containingSource, literal, options);
      const cache = current ? shared : own;
      return typescript.resolveModuleName(literal.text, containingFile, options, derived, cache, redirect, mode);
    });
  };
  return derived;

  /** Reads a generated file. The given host is asked as well: in watch mode that makes it watch the file. */
  function generatedSource(
    name: string,
    options: ts.ScriptTarget | ts.CreateSourceFileOptions,
    onError: ((message: string) => void) | undefined,
    shouldCreate: boolean | undefined,
  ): ts.SourceFile | undefined {
    const text = readIfFile(name);
    if (text === undefined) return undefined;
    const given = host.getSourceFile(name, options, onError, shouldCreate);
    if (given?.text === text) return given;
    const fresh: CompilerSourceFile = typescript.createSourceFile(name, text, options);
    const hash = host.createHash ?? typescript.sys.createHash;
    if (hash !== undefined) fresh.version = hash(text);
    return fresh;
  }

  function resolvedTo(fileName: string): ts.ResolvedModuleWithFailedLookupLocations {
    if (!derived.fileExists(fileName)) return { resolvedModule: undefined };
    const extension = typescript.Extension.Dts;
    return { resolvedModule: { resolvedFileName: fileName, extension, isExternalLibraryImport: false } };
  }
}

function readStats(name: string) {
  return statSync(name, { throwIfNoEntry: false });
}

function readIfFile(name: string): string | undefined {
  return readStats(name)?.isFile() === true ? readFileSync(name, "utf8") : undefined;
}
