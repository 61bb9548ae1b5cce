// The public interface of "snakebridge/config", made by test/api/api.test.ts.
// Values at run time: CONFIG_FILE, DEFAULTS, checkConfig, defineConfig, loadConfig, readConfig.

// CONFIG_FILE
export const CONFIG_FILE = "snakebridge.config.ts";

// Config
export interface Config {
    readonly python: string | null;
    readonly paths: readonly string[];
    readonly tsconfig: string;
}

// DEFAULTS
export const DEFAULTS: Config;

// UserConfig
export interface UserConfig {
    readonly python?: string;
    readonly paths?: readonly string[];
    readonly tsconfig?: string;
}

// checkConfig
export function checkConfig(data: unknown): Promise<Config>;

// defineConfig
export function defineConfig(config: UserConfig): UserConfig;

// loadConfig
export function loadConfig(root: string): Promise<Config>;

// readConfig
export function readConfig(root: string): Promise<unknown>;
