/** Wires the layers together, once in a process, and offers the functions that bindings and programs call. */
import { DEFAULT_LIMITS } from "./connection/connection.ts";
import { Permissions } from "./connection/permissions.ts";
import { ArgumentTypeError } from "./errors.ts";
import { DEFAULT_SETTINGS, type Options, resolveOptions, type Settings } from "./options.ts";
import { captureCallSite } from "./proxies/call-site.ts";
import { Imported, ImportedClass } from "./proxies/imported.ts";
import { createFailedResult } from "./proxies/result.ts";
import { DefaultSession } from "./session.ts";
import type { PyAny, PyIn } from "./types.ts";
import { dict, kw } from "./values/markers.ts";
import type { CallTable, Manifest } from "./wire/call-table.ts";
import { isPlainObject } from "./wire/plain-object.ts";
import { ProcessLauncher } from "./workers/launcher.ts";
import { Supervisor } from "./workers/supervisor.ts";

let settings: Settings = DEFAULT_SETTINGS;
const permissions = new Permissions();
const launcher = new ProcessLauncher(permissions, () => settings, DEFAULT_LIMITS.frame);
const session = new DefaultSession(permissions, new Supervisor(permissions, DEFAULT_LIMITS, launcher));

/** Creates the exports of a binding. */
export interface Binding {
  /** The module itself. */
  module(): any;
  /** A function, or a constant that can be called. */
  callable(name: string): any;
  /** @param home `module.qualname` of the class's definition. */
  class(name: string, home: string): any;
  /** Any other name. It is read when it is awaited. */
  value(name: string): any;
}

/** Registers the call table of a module. Starts nothing. */
export function bind(table: CallTable): Binding {
  permissions.registerTable(table);
  const { module } = table;
  return {
    module: () => new Imported(session, module, []).proxy,
    callable: (name) => new Imported(session, module, [name]).proxy,
    class: (name, home) => new ImportedClass(session, module, name, home).proxy,
    value: (name) => new Imported(session, module, [name]).proxy,
  };
}

/**
 * Permits what the manifest of a build lists. Starts nothing.
 * @param url The URL of the manifest's file.
 */
export function registerManifest(manifest: Manifest, url: string): void {
  permissions.registerManifest(manifest, url);
}

/**
 * Sets options for the workers that start from now on.
 * @throws ArgumentTypeError naming the option and its value.
 */
export function configure(options: Options): void {
  settings = resolveOptions(options, settings);
}

const DOTTED_NAME = /^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$/;

/**
 * Calls a function by its dotted name, untyped: `call("json.dumps", [data], { indent: 2 })`. Rejects with `NotAllowedError`
 * unless the build imports its module.
 */
export function call(name: string, args: readonly PyIn[] = [], kwargs?: { readonly [name: string]: PyIn }): PyAny {
  // Keywords have a parameter of their own here, so a trailing object is an argument.
  const positional = args.map((arg) => (isPlainObject(arg) ? dict(arg as Record<string, PyIn>) : arg));
  const all = kwargs === undefined ? positional : [...positional, kw, kwargs];
  try {
    if (!DOTTED_NAME.test(name) || !name.includes(".")) throw createNameError("call", name, "json.dumps");
    const { module, names } = permissions.resolve(name);
    return new Imported(session, module, names).callWith(all, captureCallSite()) as PyAny;
  } catch (error) {
    return createFailedResult(error).proxy as PyAny;
  }
}

/** A module by its specifier, untyped: `importModule("py:json")`. Every use of it rejects unless the build imports it. */
export function importModule(specifier: string): PyAny {
  const module = specifier.startsWith("py:") ? specifier.slice(3) : "";
  if (!DOTTED_NAME.test(module)) throw createNameError("importModule", specifier, "py:json");
  return new Imported(session, module, []).proxy as PyAny;
}

function createNameError(where: string, name: unknown, example: string): ArgumentTypeError {
  return new ArgumentTypeError(`${where} takes a dotted Python name such as "${example}", not ${JSON.stringify(name)}`);
}
