/** `snakebridge clean`: removes generated files, never committed ones. */
import { rmSync } from "node:fs";
import { EXIT } from "../../introspector/errors.ts";
import { notWritable } from "../../introspector/project/files.ts";
import { formatPath, layout } from "../../introspector/project/layout.ts";
import { type Flags, openContext } from "./context.ts";

export interface CleanFlags extends Flags {
  /** Whether the bridge's own Python packages and its private uv are removed as well. */
  readonly all?: boolean;
}

/** Runs the command. @returns The exit status. */
export async function clean(flags: CleanFlags): Promise<number> {
  const context = await openContext(flags);
  const { root } = context.project;
  const { folder, types, support, modules, manifest, coverage, cache } = layout(root);
  const generated = [types, support, modules, manifest, coverage, cache];
  for (const path of flags.all === true ? [folder] : generated) {
    try {
      rmSync(path, { recursive: true, force: true });
    } catch (error) {
      throw notWritable(error, folder);
    }
  }
  context.print(`removed ${flags.all === true ? formatPath(root, folder) : "the generated files"}`);
  return EXIT.ok;
}
