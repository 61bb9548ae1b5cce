/**
 * Where in the program something was asked for, for the stack of an error that arrives much later. Capturing costs about
 * as much as a call does in a large batch, so a turn captures only its first ones.
 */
import { fileURLToPath } from "node:url";
import { atEndOfTurn } from "../turn.ts";

const MAX_SITES_PER_TURN = 128;
/** Frames of the bridge between the program and here, and the frames of the program that are shown. */
const STACK_FRAMES = 8;

const RUNTIME_FOLDER = new URL("..", import.meta.url).href;
const HIDDEN_PATHS = [RUNTIME_FOLDER, fileURLToPath(RUNTIME_FOLDER), "(node:internal/", " node:internal/"];

let captured = 0;

/** The site of the running call; undefined beyond the first ones of a turn. */
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

/** The program's own lines of a site's stack, which is formatted only now. */
export function formatCallSite(site: Error | undefined): string[] {
  if (site === undefined)
    return [`    at one of more than ${MAX_SITES_PER_TURN} calls in a turn, whose places are not recorded`];
  const lines = (site.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return lines.filter((line) => !HIDDEN_PATHS.some((place) => line.includes(place)));
}
