/** Builds the product and packs it as npm would publish it: `.cache/pack/snakebridge.tgz`. */
import { mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { build } from "./build.ts";
import { root, run } from "./run.ts";

/** Resolves to the tarball's path. */
export async function pack(): Promise<string> {
  await build();
  const folder = join(root, ".cache/pack");
  mkdirSync(folder, { recursive: true });
  const printed = await run("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], {
    quiet: true,
  });
  const { filename } = packed(printed);
  const tarball = join(folder, "snakebridge.tgz");
  renameSync(join(folder, filename), tarball);
  return tarball;
}

/** npm prints an array of packages, from version 12 on an object by name; warnings may precede either. */
function packed(printed: string): { filename: string } {
  const json = JSON.parse(printed.slice(printed.search(/^[[{]/m)));
  const [first] = Array.isArray(json) ? json : Object.values(json);
  return first as { filename: string };
}

if (import.meta.main) console.log(await pack());
