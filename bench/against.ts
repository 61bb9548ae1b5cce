/**
 * Calls over stdio against another checkout of this repository, in one run: `node bench/against.ts ../base`. Both must be
 * built. The ratios are shown and judged by a reader; a shared machine makes no limit of them.
 */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type Command, installCodec, measureRounds, printRatios } from "./rounds.ts";

const [given] = process.argv.slice(2);
if (given === undefined) throw new Error("name the folder of the other checkout");
const checkouts = { base: resolve(given), "this checkout": fileURLToPath(new URL("../", import.meta.url)) };

const commands: Record<string, Command> = {};
for (const [name, folder] of Object.entries(checkouts)) {
  const program = join(folder, "bench/peers/snakebridge.ts");
  for (const needed of [program, join(folder, "dist")]) {
    if (!existsSync(needed))
      throw new Error(`${needed} is not there: run \`npm install && npm run build\` in ${folder}`);
  }
  installCodec(`${join(folder, "bench")}/`);
  commands[name] = [program];
}
printRatios("against the base", measureRounds(commands), "base");
