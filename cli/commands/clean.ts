/** `snakebridge clean`: removes what was generated, never what is committed. */
import { rmSync } from "node:fs";
import { EXIT } from "../../introspector/errors.ts";
import { notWritable } from "../../introspector/project/files.ts";
import { formatPath, layout } from "../../introspector/project/layout.ts";
import { type Flags, openContext } from "./context.ts";

export interface CleanFlags extends Flags {
  /** Also the bridge's own Python packages and its private uv. */
  readonly all?: boolean;
}

export async function clean(flags: CleanFlags): Promise<number> {
  const context = await openContext(flags);
  const { root } = context.project;
  const place = layout(root);
  const generated = [place.types, place.support, place.modules, place.manifest, place.coverage, place.cache];
  for (const path of flags.all === true ? [place.folder] : generated) {
    try {
      rmSync(path, { recursive: true, force: true });
    } catch (error) {
      throw notWritable(error, place.folder);
    }
  }
  context.print(`removed ${flags.all === true ? formatPath(root, place.folder) : "the generated files"}`);
  return EXIT.ok;
}
