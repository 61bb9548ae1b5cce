/**
 * The bridge's own Python packages, in `.snakebridge/python/<minor>`: never in the user's environment. `pins.ts` says
 * which they are; `install-bridge.ts` installs them.
 */
import { join } from "node:path";
import { UserError } from "../errors.ts";
import { digestPins } from "../pins.ts";
import { readText } from "../project/files.ts";
import { layout } from "../project/layout.ts";
import type { Python } from "./python.ts";

/** A file that is written last: a folder that has it is complete. */
export const STAMP = "installed.json";

export function bridgeFolder(root: string, python: Python): string {
  return join(layout(root).python, python.minor);
}

/** Whether the packages are complete and made for this interpreter. */
export function hasBridgePackages(root: string, python: Python): boolean {
  return readText(join(bridgeFolder(root, python), STAMP)) === stampOf(python);
}

/** @throws UserError NO_ENVIRONMENT naming the command that installs them */
export function requireBridgePackages(root: string, python: Python): void {
  if (hasBridgePackages(root, python)) return;
  throw new UserError(
    "NO_ENVIRONMENT",
    `the Python packages that this release of snakebridge needs for Python ${python.minor} are not in ${layout(root).python} yet`,
    "Run `npx snakebridge sync`.",
  );
}

/** Says what the packages were made for and from. */
export function stampOf(python: Python): string {
  const { implementation, minor } = python;
  const { platform, arch } = process;
  return `${JSON.stringify({ implementation, minor, platform, arch, pins: digestPins(["bridge"]) })}\n`;
}
