/**
 * The manifest: what one build may reach, written beside its bindings. Data in, text out; where it lies is the caller's.
 */
import type { Manifest, ManifestModule } from "../../runtime/wire/call-table.ts";
import type { Introspection, ModuleIR } from "../ir/ir.ts";
import { lastNamePart } from "../names.ts";
import { printData } from "./binding.ts";
import { printManifestHeader } from "./header.ts";

export interface ManifestOptions {
  /** Version of snakebridge. */
  readonly version: string;
  /** The project folder, relative to the manifest's own (`../..`). */
  readonly root: string;
  /** Folders of the user's own Python modules, relative to `root`. */
  readonly paths: readonly string[];
  /** By module, what the program imports: names, or `"*"`. */
  readonly names: Readonly<Record<string, "*" | readonly string[]>>;
}

/** Modules that are not bound are left out. All of a module includes its public submodules, with all of theirs. */
export function buildManifest(introspection: Introspection, options: ManifestOptions): Manifest {
  const bound = new Map(introspection.modules.filter(({ bound }) => bound).map((module) => [module.name, module]));
  const modules = new Map<string, ManifestModule>();
  const permit = (name: string, names: "*" | readonly string[]): void => {
    const module = bound.get(name);
    if (module === undefined || modules.get(name)?.names === "*") return;
    const known = modules.get(name)?.names ?? [];
    const all = names === "*" || known === "*" ? "*" : [...new Set([...known, ...names])].sort();
    modules.set(name, { names: all, ...describeOrigin(module) });
    for (const submodule of module.submodules) {
      if (all === "*" || all.includes(lastNamePart(submodule))) permit(submodule, "*");
    }
  };
  for (const [name, names] of Object.entries(options.names)) permit(name, names);
  return {
    version: 1,
    generator: options.version,
    root: options.root,
    paths: options.paths,
    modules: Object.fromEntries([...modules].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** The text of `$manifest.js`. */
export function printManifest(manifest: Manifest): string {
  return [
    printManifestHeader(manifest.generator),
    'import { registerManifest } from "snakebridge/internal";',
    `registerManifest(${printData(manifest)}, import.meta.url);`,
    "",
  ].join("\n");
}

function describeOrigin({ origin }: ModuleIR): Omit<ManifestModule, "names"> {
  if (origin.kind !== "distribution") return { origin: origin.kind };
  return { origin: origin.kind, distribution: `${origin.name} ${origin.version}` };
}
