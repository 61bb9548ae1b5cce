/** Compiles `dist/`. Runs alone (`npm run build`) or from another script. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { node, root } from "./run.ts";

export async function build(): Promise<void> {
  rmSync(join(root, "dist"), { recursive: true, force: true });
  await node([join(root, "node_modules/typescript/bin/tsc"), "-p", "tsconfig.build.json"]);
  vendorMsgpackr();
}

/**
 * Puts msgpackr's one file beside the file that imports it, with its licence. As a dependency, msgpackr would bring
 * msgpackr-extract, a native part that is never used and whose install script stops some package managers; whoever
 * depends on a package cannot leave out what that package depends on.
 */
function vendorMsgpackr(): void {
  const wire = join(root, "dist/runtime/wire");
  const importer = join(wire, "msgpack-writer.js");
  const code = readFileSync(importer, "utf8");
  const parts = code.split('"msgpackr/index-no-eval"');
  if (parts.length !== 2) throw new Error(`${importer} imports msgpackr ${parts.length - 1} times, not once`);
  writeFileSync(importer, parts.join('"./msgpackr.cjs"'));

  const source = join(root, "node_modules/msgpackr");
  const { version } = JSON.parse(readFileSync(join(source, "package.json"), "utf8")) as { version: string };
  const licence = readFileSync(join(source, "LICENSE"), "utf8").trim();
  const text = readFileSync(join(source, "dist/index-no-eval.cjs"), "utf8").replace(/^\/\/# sourceMappingURL=.*$/m, "");
  writeFileSync(join(wire, "msgpackr.cjs"), `/*! msgpackr ${version}\n\n${licence}\n*/\n${text.trimEnd()}\n`);
}

if (import.meta.main) await build();
