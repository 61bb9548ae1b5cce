/** Calls over stdio against pythonia, in one run; ours with the compiled codec and with the worker's own. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type Command, installCodec, measureRounds, printRatios } from "./rounds.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const peers: Readonly<Record<string, Command>> = {
  "snakebridge, msgpack": [here("peers/snakebridge.ts")],
  "snakebridge, pure": [here("peers/snakebridge.ts"), "pure"],
  pythonia: [here("peers/pythonia.ts")],
};

installCodec(here("./"));
printRatios("idle", measureRounds(peers), "pythonia");
const spinner = spawn(process.execPath, ["-e", "for (;;);"]);
try {
  printRatios("busy (a spinner beside it)", measureRounds(peers), "pythonia");
} finally {
  spinner.kill("SIGKILL");
}
