/** Calls over stdio against pythonia, in one run. */
import { execFileSync, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type Figures, median } from "./measure.ts";

const rounds = 5;
const peers = ["snakebridge", "pythonia"] as const;
const python = process.env.SNAKEBRIDGE_PYTHON ?? "python3";

function once(peer: string): Figures {
  const file = fileURLToPath(new URL(`./peers/${peer}.ts`, import.meta.url));
  // pythonia reads PYTHON_BIN, we read SNAKEBRIDGE_PYTHON: both get the same interpreter.
  const env = { ...process.env, SNAKEBRIDGE_PYTHON: python, PYTHON_BIN: python };
  const lines = execFileSync(process.execPath, [file], { env, encoding: "utf8" }).trim().split("\n");
  return JSON.parse(lines.at(-1) ?? "");
}

function compare(state: string): void {
  const figures: Record<string, Figures[]> = { snakebridge: [], pythonia: [] };
  for (let round = 0; round < rounds; round++) {
    for (const peer of round % 2 === 0 ? peers : peers.toReversed()) figures[peer]?.push(once(peer));
  }
  const of = (peer: string, key: keyof Figures) => median((figures[peer] ?? []).map((each) => each[key]));
  const p50 = of("snakebridge", "p50") / of("pythonia", "p50");
  const concurrent = of("snakebridge", "concurrent") / of("pythonia", "concurrent");
  console.log(`${state}:`);
  for (const peer of peers) {
    console.log(
      `  ${peer.padEnd(12)} ${of(peer, "p50").toFixed(1)} µs a call, ${Math.round(of(peer, "concurrent"))} concurrent calls/s`,
    );
  }
  console.log(`  ratio        ${p50.toFixed(2)} of its time, ${concurrent.toFixed(1)} times its calls/s`);
}

compare("idle");
const spinner = spawn(process.execPath, ["-e", "for (;;);"]);
try {
  compare("busy (a spinner beside it)");
} finally {
  spinner.kill("SIGKILL");
}
