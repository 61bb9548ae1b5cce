/**
 * The bridge's own Python packages, in `.snakebridge/python/<minor>`: never in the user's environment. What they are is
 * said here and nowhere else in the shipped code.
 */
import { existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../errors.ts";
import { makeFolder, notWritable, readText, writeText } from "../files.ts";
import type { Progress } from "../progress.ts";
import { layout } from "../project.ts";
import type { Python } from "./python.ts";
import { runUv, type Uv } from "./uv.ts";

export const BRIDGE_REQUIREMENTS = ["msgpack>=1.1,<2", "typeshed_client>=2.8,<3"] as const;

const STAMP = "installed.json";

export function bridgeFolder(root: string, python: Python): string {
  return join(layout(root).python, python.minor);
}

/** Whether the packages are there, complete, and made for this interpreter. */
export function hasBridgePackages(root: string, python: Python): boolean {
  return readText(join(bridgeFolder(root, python), STAMP)) === stamp(python);
}

/** @throws UserError NO_ENVIRONMENT naming the command that installs them */
export function requireBridgePackages(root: string, python: Python): string {
  if (hasBridgePackages(root, python)) return bridgeFolder(root, python);
  throw new UserError(
    "NO_ENVIRONMENT",
    `the bridge's own Python packages for Python ${python.minor} are not in ${layout(root).python} yet`,
    "Run `npx snakebridge sync`.",
  );
}

/** Installs them beside their place and moves them there whole; says whether it did. */
export async function ensureBridgePackages(root: string, python: Python, uv: Uv, progress: Progress): Promise<boolean> {
  if (hasBridgePackages(root, python)) return false;
  const folder = bridgeFolder(root, python);
  const fresh = join(layout(root).python, `.${python.minor}.${process.pid}`);
  makeFolder(layout(root).python);
  try {
    await progress.step("installing the bridge's Python packages", (onLine) =>
      runUv(uv, ["pip", "install", "--python", python.command, "--target", fresh, ...BRIDGE_REQUIREMENTS], {
        cwd: root,
        onLine,
      }),
    );
    writeText(join(fresh, STAMP), stamp(python));
    if (existsSync(folder)) renameSync(folder, `${fresh}.old`);
    renameSync(fresh, folder);
  } catch (error) {
    // Another process may have put its own there in between: it is whole, and as good.
    if (hasBridgePackages(root, python)) return false;
    throw notWritable(error, layout(root).python);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
    rmSync(`${fresh}.old`, { recursive: true, force: true });
  }
  return true;
}

function stamp(python: Python): string {
  const { implementation, minor } = python;
  return `${JSON.stringify({ implementation, minor, platform: process.platform, arch: process.arch, requirements: BRIDGE_REQUIREMENTS })}\n`;
}
