/** Calls over stdio against pythonia, in one run; ours with the compiled codec and with the worker's own. */
import { execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Figures, median } from "./measure.ts";

const rounds = 5;
const python = process.env.SNAKEBRIDGE_PYTHON ?? "python3";
const peers: Readonly<Record<string, readonly string[]>> = {
  "snakebridge, msgpack": ["snakebridge.ts"],
  "snakebridge, pure": ["snakebridge.ts", "pure"],
  pythonia: ["pythonia.ts"],
};
const reference = "pythonia";
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The bridge's own packages, where `sync` would put it. */
function installCodec(): void {
  const ask = "import sys; print('%d.%d' % sys.version_info[:2])";
  const folder = here(`.snakebridge/python/${execFileSync(python, ["-c", ask], { encoding: "utf8" }).trim()}`);
  if (existsSync(folder)) return;
  const pip = [
    "-m",
    "pip",
    "install",
    "--quiet",
    "--require-hashes",
    "--requirement",
    here("../python/requirements/bridge.txt"),
  ];
  execFileSync(python, [...pip, "--target", folder], { stdio: "inherit" });
}

function once([file = "", ...args]: readonly string[]): Figures {
  // pythonia reads PYTHON_BIN, we read SNAKEBRIDGE_PYTHON: both get the same interpreter.
  const env = { ...process.env, SNAKEBRIDGE_PYTHON: python, PYTHON_BIN: python };
  const printed = execFileSync(process.execPath, [here(`peers/${file}`), ...args], { env, encoding: "utf8" });
  return JSON.parse(printed.trim().split("\n").at(-1) ?? "");
}

function compare(state: string): void {
  const figures = new Map<string, Figures[]>(Object.keys(peers).map((peer) => [peer, []]));
  for (let round = 0; round < rounds; round++) {
    const order = Object.entries(peers);
    for (const [peer, command] of round % 2 === 0 ? order : order.reverse()) figures.get(peer)?.push(once(command));
  }
  const of = (peer: string, key: keyof Figures) => median((figures.get(peer) ?? []).map((each) => each[key]));
  console.log(`${state}:`);
  for (const peer of figures.keys()) {
    const time = of(peer, "p50");
    const rate = of(peer, "concurrent");
    const ratios = `${(time / of(reference, "p50")).toFixed(2)} × the time, ${(rate / of(reference, "concurrent")).toFixed(1)} × the calls/s`;
    console.log(
      `  ${peer.padEnd(21)} ${time.toFixed(1).padStart(6)} µs a call, ${String(Math.round(rate)).padStart(7)} concurrent calls/s; ${ratios}`,
    );
  }
}

installCodec();
compare("idle");
const spinner = spawn(process.execPath, ["-e", "for (;;);"]);
try {
  compare("busy (a spinner beside it)");
} finally {
  spinner.kill("SIGKILL");
}
