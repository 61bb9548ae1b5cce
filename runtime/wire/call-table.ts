/**
 * The data that the generator writes for the running program: call tables and the manifest. Types only.
 *
 * A call table is a JavaScript module beside its binding (`numpy.$table.js` beside `numpy.js`; `$` occurs in no Python
 * name). The declarations are rendered from the same facts, so types and run time cannot disagree. The host passes a table
 * to the worker with the `import` message; it reads only the names of members.
 */

/**
 * How one callable treats its arguments and its result. The short form is `keywords` alone.
 */
export type CallableEntry = string | CallableRules;

export interface CallableRules {
  /**
   * One character for each positional parameter: `k`, a trailing plain object there is keywords; `a`, it is the
   * argument. A final `*k` or `*a` speaks for `*args`. Positions beyond the end are `k`.
   */
  readonly keywords: string;
  /** Parameters declared `float` (or `float | None`), by position and by name: an `int` there becomes a float. */
  readonly floats?: readonly (number | string)[];
  /** Parameters declared as a tuple, likewise: a list there becomes a tuple. */
  readonly tuples?: readonly (number | string)[];
  /** Positions at which Python declares nothing; absent: it declares every one. */
  readonly undeclared?: UndeclaredPositions;
  readonly result?: ResultRule;
}

/**
 * Where a trailing plain object could be a dict as well as keywords. If all its keys are names of parameters, the worker
 * refuses it: a later declaration would otherwise change what the call means.
 */
export interface UndeclaredPositions {
  readonly positions: readonly number[];
  /** Whether `*args` is undeclared too. */
  readonly rest: boolean;
  /** The parameters that can be given by name. */
  readonly names: readonly string[];
}

/**
 * What the declared result asks of the encoder.
 * `int`: every integer must be within ±(2^53−1), else `IntegerRangeError`. `map`: a dict arrives as a `Map` even when
 * empty or keyed by strings. `object`: a dict arrives as a plain object.
 */
export type ResultRule = "int" | "map" | "object";

export interface ClassEntry {
  /** The public name in this module, or `null` for a class that is defined in a private module. */
  readonly name: string | null;
  readonly methods: Readonly<Record<string, CallableEntry>>;
  /** Attributes and properties that carry a result rule. */
  readonly attributes?: Readonly<Record<string, ResultRule>>;
}

export interface CallTable {
  readonly version: 1;
  readonly module: string;
  /** Functions, classes (their constructor) and callable constants, by Python name. */
  readonly callables: Readonly<Record<string, CallableEntry>>;
  /** Module constants that carry a result rule. */
  readonly values?: Readonly<Record<string, ResultRule>>;
  /** By `module.qualname` of the definition (`numpy.ndarray`). */
  readonly classes: Readonly<Record<string, ClassEntry>>;
}

/** The allow-list of one build. The generator writes it beside the bindings as `$manifest.js`. */
export interface Manifest {
  readonly version: 1;
  /** Version of snakebridge that wrote it. */
  readonly generator: string;
  /** The minor version of the Python that the bindings were made from (`3.12`). A worker of another one is refused. */
  readonly python?: string;
  /** The project folder, relative to the manifest's own folder (`../..`). */
  readonly root: string;
  /** Folders searched for the user's own Python modules, relative to `root`; then `python/` beside the manifest. */
  readonly paths: readonly string[];
  /** By module. `names`: `"*"` (`import *`, `$module`) or exactly the names imported. */
  readonly modules: Readonly<Record<string, ManifestModule>>;
}

export interface ManifestModule {
  readonly names: "*" | readonly string[];
  readonly origin: "stdlib" | "distribution" | "user";
  /** `numpy 2.4.6` for a distribution. */
  readonly distribution?: string;
}
