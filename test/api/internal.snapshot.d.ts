// The public interface of "snakebridge/internal", made by test/api/api.test.ts.
// Values at run time: bind, registerManifest.

// Binding
export interface Binding {
    module(): any;
    callable(name: string): any;
    class(name: string, home: string): any;
    value(name: string): any;
}

// bind
export function bind(table: CallTable): Binding;

// registerManifest
export function registerManifest(manifest: Manifest, url: string): void;

// Mentioned above, exported under no name:

interface CallTable {
    readonly version: 1;
    readonly module: string;
    readonly callables: Readonly<Record<string, CallableEntry>>;
    readonly values?: Readonly<Record<string, ResultRule>>;
    readonly classes: Readonly<Record<string, ClassEntry>>;
}

type CallableEntry = string | CallableRules;

interface CallableRules {
    readonly keywords: string;
    readonly floats?: readonly (number | string)[];
    readonly tuples?: readonly (number | string)[];
    readonly result?: ResultRule;
}

interface ClassEntry {
    readonly name: string | null;
    readonly methods: Readonly<Record<string, CallableEntry>>;
    readonly attributes?: Readonly<Record<string, ResultRule>>;
}

interface Manifest {
    readonly version: 1;
    readonly generator: string;
    readonly root: string;
    readonly paths: readonly string[];
    readonly modules: Readonly<Record<string, ManifestModule>>;
}

interface ManifestModule {
    readonly names: "*" | readonly string[];
    readonly origin: "stdlib" | "distribution" | "user";
    readonly distribution?: string;
}

type ResultRule = "int" | "map" | "object";
