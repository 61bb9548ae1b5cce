/** What the lock files hold: versions by package. Reads them only; `lock.ts` writes them. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./run.ts";

/** By package; several versions where they differ by Python, by platform or by place in node_modules. */
export type LockedVersions = ReadonlyMap<string, readonly string[]>;

export interface Pin {
  readonly name: string;
  readonly version: string;
  /** `python_full_version < '3.11'`; empty: everywhere. */
  readonly marker: string;
}

/** The pins of `python/requirements/<file>.txt`. */
export function readPins(file: string): Pin[] {
  const text = readFileSync(join(root, `python/requirements/${file}.txt`), "utf8");
  return [...text.matchAll(/^([\w.-]+)==([^\s;\\]+)(?: ; ([^\\\n]+))?/gm)].map(
    ([, name = "", version = "", marker = ""]) => ({ name, version, marker: marker.trim() }),
  );
}

export function readPythonVersions(file: string): LockedVersions {
  return grouped(readPins(file).map(({ name, version }) => [name, version]));
}

export function readNpmVersions(): LockedVersions {
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
    packages: Record<string, { version?: string }>;
  };
  const found = Object.entries(packages).flatMap(([path, { version }]): [string, string][] =>
    path === "" || version === undefined ? [] : [[path.slice(path.lastIndexOf("node_modules/") + 13), version]],
  );
  return grouped(found);
}

/** What changed, a line for each package: `msgpack 1.2.3 → 1.2.4`. */
export function describeChanges(before: LockedVersions, after: LockedVersions): string[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.flatMap((name) => {
    const [from, to] = [before, after].map((versions) => versions.get(name)?.join(", ") ?? "none");
    return from === to ? [] : [`${name} ${from} → ${to}`];
  });
}

function grouped(found: readonly (readonly [string, string])[]): LockedVersions {
  const versions = new Map<string, string[]>();
  for (const [name, version] of found) versions.set(name, [...(versions.get(name) ?? []), version]);
  return new Map([...versions].map(([name, all]) => [name, [...new Set(all)].sort()]));
}

const REGISTRY_DAY = join(root, "scripts/registry-day.json");

/**
 * Variables for npm and uv that leave out what was published after the locks were made. The example and the end-to-end
 * tests install as a user does, without our locks: with these they install the same tomorrow.
 */
export function readRegistryEnvironment(): { readonly npm_config_before: string; readonly UV_EXCLUDE_NEWER: string } {
  const { before } = JSON.parse(readFileSync(REGISTRY_DAY, "utf8")) as { before: string };
  return { npm_config_before: before, UV_EXCLUDE_NEWER: before };
}

export function writeRegistryDay(day: Date): void {
  writeFileSync(REGISTRY_DAY, `{ "before": "${day.toISOString()}" }\n`);
}
