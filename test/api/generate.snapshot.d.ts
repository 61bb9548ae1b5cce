// The public interface of "snakebridge/generate", made by test/api/api.test.ts.
// Values at run time: check, discover, generate, lastReport.

// CheckReport
export interface CheckReport {
    readonly status: "ok" | "drift" | "failed";
    readonly problems: readonly Problem[];
    readonly drift: readonly {
        readonly module: string;
        readonly message: string;
        readonly breaking: boolean;
    }[];
}

// Discovered
export type Discovered = Readonly<Record<string, {
    readonly names: "*" | readonly string[];
}>>;

// GenerateOptions
export interface GenerateOptions {
    readonly cwd?: string;
    readonly project?: string;
    readonly python?: string | null;
    readonly frozen?: boolean;
}

// GenerateReport
export interface GenerateReport {
    readonly status: "ok" | "problems" | "failed";
    readonly problems: readonly Problem[];
    readonly breaking: readonly string[];
    readonly notes: readonly string[];
    readonly written: readonly string[];
    readonly modules: Readonly<Record<string, ModuleReport>>;
    readonly paths: readonly string[];
    readonly python: string | null;
}

// ModuleReport
export interface ModuleReport {
    readonly names: "*" | readonly string[];
    readonly origin: "stdlib" | "distribution" | "user";
    readonly distribution?: string;
    readonly sources: readonly string[];
    readonly root?: string;
}

// Problem
export interface Problem {
    readonly code: string;
    readonly message: string;
    readonly file: string | null;
    readonly start: number;
    readonly length: number;
    readonly line: number;
    readonly column: number;
}

// check
export function check(options?: Omit<GenerateOptions, "frozen">): Promise<CheckReport>;

// discover
export function discover(options?: Pick<GenerateOptions, "cwd" | "project">): Promise<Discovered>;

// generate
export function generate(options?: GenerateOptions): Promise<GenerateReport>;

// lastReport
export function lastReport(options?: GenerateOptions): Promise<GenerateReport | null>;
