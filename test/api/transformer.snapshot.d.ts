// The public interface of "snakebridge/transformer", made by test/api/api.test.ts.
// Values at run time: default, findPyImports, transformModule.

// ImportProblem
export interface ImportProblem {
    readonly code: "INVALID_SPECIFIER" | "SYNC_SPECIFIER" | "COMPUTED_SPECIFIER" | "NO_DEFAULT_EXPORT";
    readonly message: string;
    readonly start: number;
    readonly end: number;
}

// NameSpan
export interface NameSpan {
    readonly name: string;
    readonly typeOnly: boolean;
    readonly start: number;
    readonly end: number;
}

// PyImport
export interface PyImport {
    readonly specifier: string;
    readonly module: string | null;
    readonly names: "*" | readonly string[];
    readonly kind: PyImportKind;
    readonly typeOnly: boolean;
    readonly start: number;
    readonly end: number;
    readonly nameSpans: readonly NameSpan[];
    readonly problems: readonly ImportProblem[];
}

// PyImportKind
export type PyImportKind = "import" | "export" | "dynamic" | "type";

// TransformContext
export interface TransformContext {
    readonly ts: TypeScript;
    readonly locate: (module: string) => string;
    readonly verbatimModuleSyntax?: boolean;
}

// TransformedModule
export interface TransformedModule {
    readonly code: string;
    readonly modules: readonly string[];
    readonly problems: readonly ImportProblem[];
}

// TransformerExtras
export interface TransformerExtras {
    readonly ts: TypeScript;
}

// default
export default function transformProgram(given: ts.Program, host: ts.CompilerHost | undefined, _config: unknown, { ts: typescript }: TransformerExtras): ts.Program;

// findPyImports
export function findPyImports(typescript: typeof ts, source: ts.SourceFile): readonly PyImport[];

// transformModule
export function transformModule(fileName: string, code: string, context: TransformContext): TransformedModule;

// Mentioned above, exported under no name:

type TypeScript = typeof ts;
