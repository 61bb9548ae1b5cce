/** Installs the bridge's own Python packages. `bridge-packages.ts` says which they are and where they lie. */
import { existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { locateRequirements } from "../pins.ts";
import type { Progress } from "../progress.ts";
import { makeFolder, notWritable, writeText } from "../project/files.ts";
import { layout } from "../project/layout.ts";
import { bridgeFolder, hasBridgePackages, STAMP, stampOf } from "./bridge-packages.ts";
import type { Python } from "./python.ts";
import { runUv, type Uv } from "./uv.ts";

/**
 * Installs the packages beside their folder and renames the result, so that the folder is complete at any time.
 * @returns Whether it installed anything.
 * @throws UserError
 */
export async function ensureBridgePackages(root: string, python: Python, uv: Uv, progress: Progress): Promise<boolean> {
  if (hasBridgePackages(root, python)) return false;
  const folder = bridgeFolder(root, python);
  const fresh = join(layout(root).python, `.${python.minor}.${process.pid}`);
  makeFolder(layout(root).python);
  try {
    await progress.step("installing the bridge's Python packages", (onLine) =>
      // `sync` installs exactly this file; `install` would add the constraints of the user's own [tool.uv].
      runUv(
        uv,
        [
          "pip",
          "sync",
          "--python",
          python.command,
          "--target",
          fresh,
          "--require-hashes",
          locateRequirements("bridge"),
        ],
        { cwd: root, onLine },
      ),
    );
    writeText(join(fresh, STAMP), stampOf(python));
    if (existsSync(folder)) renameSync(folder, `${fresh}.old`);
    renameSync(fresh, folder);
  } catch (error) {
    // Another process may have installed the packages meanwhile. Its folder is complete and as good.
    if (hasBridgePackages(root, python)) return false;
    throw notWritable(error, layout(root).python);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
    rmSync(`${fresh}.old`, { recursive: true, force: true });
  }
  return true;
}
