/**
 * The manifest: what one build may reach in Python. It is printed as the file that lies beside the bindings; the caller
 * decides where that is.
 */
import type { Manifest, ManifestModule } from "../../runtime/wire/call-table.ts";
import { compare } from "../compare.ts";
import type { Introspection, ModuleIR } from "../ir/ir.ts";
import { lastNamePart } from "../names.ts";
import { printData } from "./data.ts";
import { printManifestHeader } from "./header.ts";

export interface ManifestOptions {
  /** The version of snakebridge. */
  readonly version: string;
  /** The project folder, relative to the folder of the manifest (`../..`). */
  readonly root: string;
  /** The folders of the user's own Python modules, relative to `root`. */
  readonly paths: readonly string[];
  /** By module, the names that the program imports, or `"*"`. */
  readonly names: Readonly<Record<string, "*" | readonly string[]>>;
}

/**
 * Leaves out modules that are not bound. A module imported as a whole, or a submodule imported by name, includes all its
 * public submodules, with all of theirs.
 */
export function buildManifest(introspection: Introspection, options: ManifestOptions): Manifest {
  const bound = new Map(introspection.modules.filter(({ bound }) => bound).map((module) => [module.name, module]));
  const modules = new Map<string, ManifestModule>();
  const permit = (name: string, names: "*" | readonly string[]): void => {
    const module = bound.get(name);
    if (module === undefined || modules.get(name)?.names === "*") return;
    const known = modules.get(name)?.names ?? [];
    const all = names === "*" || known === "*" ? "*" : [...new Set([...known, ...names])].sort(compare);
    modules.set(name, { names: all, ...toManifestOrigin(module) });
    for (const submodule of module.submodules) {
      if (all === "*" || all.includes(lastNamePart(submodule))) permit(submodule, "*");
    }
  };
  for (const [name, names] of Object.entries(options.names)) permit(name, names);
  const python = /^\d+\.\d+/.exec(introspection.python.version)?.[0];
  return {
    version: 1,
    generator: options.version,
    ...(python === undefined ? {} : { python }),
    root: options.root,
    paths: options.paths,
    modules: Object.fromEntries([...modules].sort(([a], [b]) => compare(a, b))),
  };
}

/** Returns the text of `$manifest.js`. */
export function printManifest(manifest: Manifest): string {
  return [
    printManifestHeader(manifest.generator),
    'import { registerManifest } from "snakebridge/internal";',
    `registerManifest(${printData(manifest)}, import.meta.url);`,
    "",
  ].join("\n");
}

function toManifestOrigin({ origin }: ModuleIR): Omit<ManifestModule, "names"> {
  if (origin.kind !== "distribution") return { origin: origin.kind };
  return { origin: origin.kind, distribution: `${origin.name} ${origin.version}` };
}
