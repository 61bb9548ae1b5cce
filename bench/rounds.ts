/** Runs programs in alternated order, each in a fresh process, and keeps their figures. Knows no peer. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { type Figures, median } from "./measure.ts";

const ROUNDS = 5;
const python: string = process.env.SNAKEBRIDGE_PYTHON ?? "python3";

/** A program's file and its arguments. */
export type Command = readonly [file: string, ...args: string[]];

/** Installs the worker's codec where `sync` would put it: into the `.snakebridge` of a checkout's `bench/`. */
export function installCodec(bench: string): void {
  const ask = "import sys; print('%d.%d' % sys.version_info[:2])";
  const folder = `${bench}.snakebridge/python/${execFileSync(python, ["-c", ask], { encoding: "utf8" }).trim()}`;
  if (existsSync(folder)) return;
  const requirements = `${bench}../python/requirements/bridge.txt`;
  const pip = ["-m", "pip", "install", "--quiet", "--require-hashes", "--requirement", requirements];
  execFileSync(python, [...pip, "--target", folder], { stdio: "inherit" });
}

function measureOnce([file, ...args]: Command): Figures {
  // pythonia reads PYTHON_BIN, we read SNAKEBRIDGE_PYTHON: both get the same interpreter.
  const env = { ...process.env, SNAKEBRIDGE_PYTHON: python, PYTHON_BIN: python };
  const printed = execFileSync(process.execPath, [file, ...args], { env, encoding: "utf8" });
  return JSON.parse(printed.trim().split("\n").at(-1) ?? "");
}

/** @returns the medians of all rounds, by the commands' names */
export function measureRounds(commands: Readonly<Record<string, Command>>): ReadonlyMap<string, Figures> {
  const entries = Object.entries(commands);
  const figures = new Map<string, Figures[]>(entries.map(([name]) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, command] of round % 2 === 0 ? entries : entries.toReversed()) {
      figures.get(name)?.push(measureOnce(command));
    }
  }
  const medianOf = (all: readonly Figures[], key: keyof Figures) => median(all.map((each) => each[key]));
  return new Map(
    [...figures].map(([name, all]) => [name, { p50: medianOf(all, "p50"), concurrent: medianOf(all, "concurrent") }]),
  );
}

/** Prints each program's medians and their ratios to those of one of them. */
export function printRatios(title: string, figures: ReadonlyMap<string, Figures>, reference: string): void {
  const base = figures.get(reference);
  if (base === undefined) throw new Error(`no figures of ${reference}`);
  console.log(`${title}:`);
  for (const [name, { p50, concurrent }] of figures) {
    const ratios = `${(p50 / base.p50).toFixed(2)} × the time, ${(concurrent / base.concurrent).toFixed(2)} × the calls/s`;
    console.log(
      `  ${name.padEnd(21)} ${p50.toFixed(1).padStart(6)} µs a call, ${String(Math.round(concurrent)).padStart(7)} concurrent calls/s; ${ratios}`,
    );
  }
}
