/** The options that a program may configure, and the settings that result from them. */
import { ArgumentTypeError } from "./errors.ts";

export interface Options {
  /**
   * The interpreter of the worker.
   * @default the first of SNAKEBRIDGE_PYTHON, a `.venv` in the program's folder or above, VIRTUAL_ENV, CONDA_PREFIX, `python3`
   */
  readonly python?: string;
  /**
   * How long, in milliseconds, a worker may take to start. Calls have no limit.
   * @default 30_000
   */
  readonly startTimeout?: number;
}

export interface Settings {
  readonly python: string | undefined;
  readonly startTimeout: number;
}

export const DEFAULT_SETTINGS: Settings = { python: undefined, startTimeout: 30_000 };

const OPTION_CHECKS: {
  readonly [K in keyof Required<Options>]: { readonly wanted: string; holds(value: unknown): boolean };
} = {
  python: { wanted: "the path of a Python interpreter", holds: (value) => typeof value === "string" && value !== "" },
  startTimeout: {
    wanted: "a positive number of milliseconds",
    holds: (value) => typeof value === "number" && value > 0 && Number.isFinite(value),
  },
};

/** Returns `settings` changed by `options`. @throws ArgumentTypeError naming the option and its value */
export function resolveOptions(options: Options, settings: Settings): Settings {
  for (const [option, value] of Object.entries(options)) {
    if (!Object.hasOwn(OPTION_CHECKS, option)) {
      throw new ArgumentTypeError(
        `configure: there is no option \`${option}\`; there are ${Object.keys(OPTION_CHECKS).join(" and ")}`,
      );
    }
    const { wanted, holds } = OPTION_CHECKS[option as keyof Options];
    if (value !== undefined && !holds(value)) {
      throw new ArgumentTypeError(`configure: option \`${option}\` must be ${wanted}, not ${JSON.stringify(value)}`);
    }
  }
  return {
    python: options.python ?? settings.python,
    startTimeout: options.startTimeout ?? settings.startTimeout,
  };
}
