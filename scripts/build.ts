/** Compiles `dist/`. Runs alone (`npm run build`) or from another script. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { node, root } from "./run.ts";

export async function build(): Promise<void> {
  rmSync(join(root, "dist"), { recursive: true, force: true });
  await node([join(root, "node_modules/typescript/bin/tsc"), "-p", "tsconfig.build.json"]);
}

if (import.meta.main) await build();
