/**
 * Captures where the program made a call, for the stack of an error that arrives much later. Capturing costs about as much
 * as a call in a large batch, so only the first calls of a turn are captured.
 */
import { fileURLToPath } from "node:url";
import { atEndOfTurn } from "../turn.ts";

const MAX_SITES_PER_TURN = 128;
/** How many frames are captured: those of the bridge, and those of the program that an error shows. */
const STACK_FRAMES = 8;

/** The folder `runtime/`: its frames are hidden from the program. */
const RUNTIME_FOLDER = new URL("..", import.meta.url).href;
const HIDDEN_PATHS = [RUNTIME_FOLDER, fileURLToPath(RUNTIME_FOLDER), "(node:internal/", " node:internal/"];

let captured = 0;

/** Returns the site of the running call; undefined when this turn has captured enough. */
export function captureCallSite(): Error | undefined {
  if (captured === MAX_SITES_PER_TURN) return undefined;
  if (captured++ === 0) atEndOfTurn(resetCount);
  const usual = Error.stackTraceLimit;
  Error.stackTraceLimit = STACK_FRAMES;
  const site = new Error();
  Error.stackTraceLimit = usual;
  return site;
}

function resetCount(): void {
  captured = 0;
}

/** Returns the lines of the program in a site's stack. The stack is formatted only here. */
export function formatCallSite(site: Error | undefined): string[] {
  if (site === undefined)
    return [`    at one of more than ${MAX_SITES_PER_TURN} calls in a turn, whose places are not recorded`];
  const lines = (site.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return lines.filter((line) => !HIDDEN_PATHS.some((place) => line.includes(place)));
}
