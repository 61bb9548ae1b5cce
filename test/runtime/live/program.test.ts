/** Whole programs: when they end, what is printed, and what is left behind. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { finished, run, type Setup, start } from "../support/live.ts";

const setup: Setup = {
  modules: { printing: "*", builtins: ["print"], os: ["getpid"], time: ["sleep"] },
  files: {
    "printing.py": `
import atexit, ctypes, os, subprocess, sys
def everywhere():
    print("from Python")
    os.write(1, b"from the descriptor\\n")
    libc = ctypes.CDLL(None)
    libc.printf(b"from C\\n")
    libc.fflush(None)
    subprocess.run(["echo", "from a child"], check=True)
    print("to stderr", file=sys.stderr)
    return sys.stdin.read()
def at_exit(): atexit.register(print, "at exit " + "x" * 100_000)
def leave_child():
    child = subprocess.Popen(["sleep", "300"])
    print(child.pid, flush=True)
    os._exit(1)
`,
  },
};

/** Whether a process still runs; one that has ended and waits for its parent does not. */
function runs(pid: number): boolean {
  return (
    spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" })
      .stdout.trim()
      .replace(/^Z.*/, "") !== ""
  );
}

async function gone(pid: number): Promise<void> {
  while (runs(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe("a program that has nothing left to do", () => {
  test("ends by itself, and nothing Python printed last is lost", async () => {
    const { status, stdout } = await run('await get("printing", "at_exit")(); console.log("host");', setup);
    expect(status).toBe(0);
    expect(stdout).toBe(`host\nat exit ${"x".repeat(100_000)}\n`);
  });

  test("waits for the calls it made and did not await", async () => {
    const { status, stdout } = await run('get("builtins", "print")("late"); console.log("host");', setup);
    expect({ status, stdout }).toEqual({ status: 0, stdout: "host\nlate\n" });
  });

  test("has started nothing if it called nothing", async () => {
    const env = { SNAKEBRIDGE_PYTHON: "/nowhere/python" };
    const { status, stderr } = await run('get("builtins", "print"); get("os", "getpid").x;', setup, env);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });
});

test("without Python, a call whose argument is pending rejects once, and what catches it is enough", async () => {
  const source = `
    const print = get("builtins", "print");
    try { await print(print(1)); } catch (error) { console.log(error.code); }`;
  const { status, stdout, stderr } = await run(source, setup, { SNAKEBRIDGE_PYTHON: "/nowhere/python" });
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "ENVIRONMENT\n", stderr: "" });
});

describe("what Python prints", () => {
  test("from Python, C and child processes is the program's output and never the channel's", async () => {
    const source = 'const input = await get("printing", "everywhere")(); console.log("host", JSON.stringify(input));';
    const { status, stdout, stderr } = await run(source, setup);
    expect(stdout).toBe('from Python\nfrom the descriptor\nfrom C\nfrom a child\nhost ""\n');
    expect({ status, stderr }).toEqual({ status: 0, stderr: "to stderr\n" });
  });

  test("appears before what the program prints after the call", async () => {
    const source = 'for (let i = 0; i < 200; i++) { await get("builtins", "print")("p", i); console.log("j", i); }';
    const { stdout } = await run(source, setup);
    expect(stdout).toBe(Array.from({ length: 200 }, (_, i) => `p ${i}\nj ${i}\n`).join(""));
  });
});

describe("a failure that nobody waits for", () => {
  test("ends the program as any unhandled rejection does", async () => {
    const { status, stderr } = await run(
      'get("time", "sleep")("x"); await get("time", "sleep")(0.01); console.log("not reached");',
      setup,
    );
    expect(status).toBe(1);
    expect(stderr).toMatch(/TypeError.*\n\s+at .*main\.mjs:2:\d+/s);
  });
});

describe("nothing is left behind", () => {
  const printPid = 'console.log(await get("os", "getpid")());';

  async function firstLine(child: ReturnType<typeof start>): Promise<string> {
    for await (const chunk of child.stdout) return String(chunk).trim();
    throw new Error("it printed nothing");
  }

  test("when the program is killed in the middle of a call", async () => {
    const child = start(`${printPid} await get("time", "sleep")(300);`, setup);
    const pid = Number(await firstLine(child));
    expect(runs(pid)).toBe(true);
    child.kill("SIGKILL");
    await gone(pid);
  });

  test("when the program is killed while the worker is idle", async () => {
    const child = start(`${printPid} setInterval(() => {}, 1000);`, setup);
    const pid = Number(await firstLine(child));
    child.kill("SIGKILL");
    await gone(pid);
  });

  test("when the program exits in the middle of a call", async () => {
    const { stdout } = await run(
      `${printPid} get("time", "sleep")(300); setTimeout(() => process.exit(0), 20);`,
      setup,
    );
    await gone(Number(stdout));
  });

  test("by a worker that ended: what it had started is killed", async () => {
    const { stdout } = await run('await get("printing", "leave_child")().catch(() => {});', setup);
    await gone(Number(stdout));
  });
});

test("Ctrl-C is the program's to handle: the worker is not interrupted", async () => {
  const source = [
    'process.on("SIGINT", () => {});',
    'const slept = get("time", "sleep")(0.3).then(() => "slept");',
    'console.log("ready");',
    "console.log(await slept);",
  ].join("\n");
  const child = start(source, setup);
  // As a terminal does it: to the whole group.
  child.stdout.once("data", () => process.kill(-(child.pid as number), "SIGINT"));
  expect((await finished(child)).stdout).toBe("ready\nslept\n");
});

test("a Node that is too old is told so in one line", () => {
  const guard = fileURLToPath(new URL("../../../runtime/node-version.ts", import.meta.url));
  const source = `Object.defineProperty(process, "versions", { value: { node: "20.19.0" } }); await import(${JSON.stringify(guard)}); console.log("went on")`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", source], {
    encoding: "utf8",
  });
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr).toBe("snakebridge needs Node 22.18 or newer, this is 20.19.0: npm i -D node@24\n");
});
