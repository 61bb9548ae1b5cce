/**
 * Where in the program something was asked for, for the stack of an error that arrives much later. Capturing costs about
 * as much as a call does in a large batch, so a turn captures only its first ones.
 */
import { fileURLToPath } from "node:url";
import { atEndOfTurn } from "../turn.ts";

const mostInTurn = 128;
/** Frames of the bridge between the program and here, and the frames of the program that are shown. */
const frames = 8;

const here = new URL("..", import.meta.url).href;
const hidden = [here, fileURLToPath(here), "(node:internal/", " node:internal/"];

let captured = 0;

/** The site of the running call; undefined beyond the first ones of a turn. */
export function captureSite(): Error | undefined {
  if (captured === mostInTurn) return undefined;
  if (captured++ === 0) atEndOfTurn(endTurn);
  const usual = Error.stackTraceLimit;
  Error.stackTraceLimit = frames;
  const site = new Error();
  Error.stackTraceLimit = usual;
  return site;
}

function endTurn(): void {
  captured = 0;
}

/** The program's own lines of a site's stack, which is formatted only now. */
export function linesOf(site: Error | undefined): string[] {
  if (site === undefined)
    return [`    at one of more than ${mostInTurn} calls in a turn, whose places are not recorded`];
  const lines = (site.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return lines.filter((line) => !hidden.some((place) => line.includes(place)));
}
