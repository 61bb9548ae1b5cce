/**
 * What this program may use: the union of the manifests and call tables that its bindings registered. The host decides here,
 * before it sends anything; the worker decides again, from the `import` messages that are made here.
 */
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { NotAllowedError } from "../errors.ts";
import type { CallTable, ClassEntry, Manifest } from "../wire/call-table.ts";
import type { ImportMessage, PermittedNames } from "../wire/protocol.ts";

interface RegisteredManifest {
  readonly manifest: Manifest;
  /** The folder of the manifest. */
  readonly folder: string;
}

/** What the bridge itself calls, for `$str()` and similar members. */
const BRIDGE_CALLS: ReadonlyMap<string, readonly string[]> = new Map([["builtins", ["len", "repr", "str", "type"]]]);

export class Permissions {
  readonly #manifests = new Map<string, RegisteredManifest>();
  readonly #tables = new Map<string, CallTable>();
  #revision = 0;

  /** Rises with each registration. A worker that knows an older revision needs new `import` messages. */
  get revision(): number {
    return this.#revision;
  }

  /**
   * Adds a manifest. Adding the same one again changes nothing.
   * @param url The URL of its `$manifest.js`.
   */
  registerManifest(manifest: Manifest, url: string): void {
    if (this.#manifests.has(url)) return;
    this.#manifests.set(url, { manifest, folder: dirname(fileURLToPath(url)) });
    this.#revision++;
  }

  registerTable(table: CallTable): void {
    if (this.#tables.get(table.module) === table) return;
    this.#tables.set(table.module, table);
    this.#revision++;
  }

  /** The folders of the projects, in which Python is searched. */
  get roots(): string[] {
    return [...this.#manifests.values()].map(({ manifest, folder }) => resolve(folder, manifest.root));
  }

  /** The minor versions of Python that the bindings were made from (`3.12`). There is one unless builds were mixed. */
  get pythonVersions(): string[] {
    return [...new Set([...this.#manifests.values()].flatMap(({ manifest }) => manifest.python ?? []))];
  }

  /** The folders for the module search path: those of the projects, then the copies beside the manifests. */
  get searchPaths(): string[] {
    const registered = [...this.#manifests.values()];
    const projects = registered.flatMap(({ manifest, folder }) => {
      const root = resolve(folder, manifest.root);
      return [root, ...manifest.paths.map((path) => resolve(root, path))];
    });
    const copies = registered.map(({ folder }) => join(folder, "python"));
    return [...new Set([...projects, ...copies])].filter((folder) => existsSync(folder));
  }

  /** The `import` messages that permit everything registered to a worker. They carry no tables. */
  get imports(): ImportMessage[] {
    return [...new Set([...BRIDGE_CALLS.keys(), ...this.#listModules()])].map((module) =>
      this.#createMessage(module, null),
    );
  }

  /** Returns the `import` message that a worker needs before the first call into a module; none if no table is registered. */
  importWithTable(module: string): ImportMessage | undefined {
    const table = this.#tables.get(module);
    return table === undefined ? undefined : this.#createMessage(module, table);
  }

  /** @throws NotAllowedError naming the module and how to permit it */
  check(module: string, name: string | undefined): void {
    const names = this.#permittedNames(module, []);
    if (names === undefined) throw createModuleError(module);
    if (names === null || (name !== undefined && names.includes(name))) return;
    if (name === undefined) throw createWholeModuleError(module);
    throw new NotAllowedError(
      `${module}.${name} is not in the manifest of this build: add ${name} to an \`import { … } from "py:${module}"\` and build again`,
    );
  }

  /** Splits `a.b.c` after the longest module that is listed or bound. @throws NotAllowedError when none is */
  resolve(path: string): { module: string; names: string[] } {
    const modules = new Set([...this.#listModules(), ...this.#tables.keys()]);
    const parts = path.split(".");
    for (let length = parts.length - 1; length > 0; length--) {
      const module = parts.slice(0, length).join(".");
      if (modules.has(module)) return { module, names: parts.slice(length) };
    }
    throw createModuleError(parts.slice(0, -1).join("."));
  }

  /** Returns what the bound modules declare for a class. @param home `module.qualname` of the class. */
  classEntry(home: string): ClassEntry | undefined {
    for (const table of this.#tables.values()) {
      if (Object.hasOwn(table.classes, home)) return table.classes[home];
    }
    return undefined;
  }

  #listModules(): string[] {
    return [...this.#manifests.values()].flatMap(({ manifest }) => Object.keys(manifest.modules));
  }

  #createMessage(module: string, table: CallTable | null): ImportMessage {
    const names = this.#permittedNames(module, BRIDGE_CALLS.get(module) ?? []);
    return { module, names: names === undefined ? [] : names, table };
  }

  /** Returns the permitted names and `extra`. `null`: every public name; undefined: the module is not permitted. */
  #permittedNames(module: string, extra: readonly string[]): PermittedNames | undefined {
    const entries = [...this.#manifests.values()].flatMap(({ manifest }) => {
      const entry = Object.hasOwn(manifest.modules, module) ? manifest.modules[module] : undefined;
      return entry === undefined ? [] : [entry.names];
    });
    if (entries.includes("*") || this.#isPublicSubmodule(module)) return null;
    if (entries.length === 0 && extra.length === 0) return undefined;
    return [...new Set([...entries.flat(), ...extra])].sort();
  }

  /** Returns whether a module is a public submodule that its permitted package, or its permitted name there, includes. */
  #isPublicSubmodule(module: string): boolean {
    const at = module.lastIndexOf(".");
    if (at < 0 || module[at + 1] === "_") return false;
    const parent = this.#permittedNames(module.slice(0, at), []);
    return parent === null || (parent?.includes(module.slice(at + 1)) ?? false);
  }
}

function createModuleError(module: string): NotAllowedError {
  return new NotAllowedError(
    `the module ${module} is not in the manifest of this build: write \`import * as ${module.replaceAll(".", "_")} from "py:${module}"\` and build again`,
  );
}

function createWholeModuleError(module: string): NotAllowedError {
  return new NotAllowedError(
    `the manifest of this build lists single names of ${module}, not the module: write \`import * as … from "py:${module}"\` and build again`,
  );
}
