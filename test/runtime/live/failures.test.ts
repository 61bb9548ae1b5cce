/** Errors of real Python, and what happens when its process is gone. */
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type PythonError, WorkerCrashedError } from "../../../runtime/index.ts";
import { findTestPython } from "../../support/python.ts";
import { connect, type Setup } from "../support/live.ts";

const setup: Setup = {
  modules: { failing: "*", os: ["getpid"], json: ["loads"], math: "*" },
  files: {
    "failing.py": `
import os, signal, sys, time
class Odd(Exception): pass
def inner(): raise KeyError("k")
def outer():
    try:
        inner()
    except KeyError as error:
        odd = Odd("odd", 1, object())
        odd.add_note("a note") if hasattr(odd, "add_note") else None
        raise odd from error
def silent(): raise ValueError
def fine(): return {"a": [1]}
def thing(): return Odd()
def big(): return 2 ** 60
def leave(status): os._exit(status)
def quit(): sys.exit(3)
def die(words):
    print(words, file=sys.stderr, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
def fork_and_die():
    if os.fork() == 0:
        time.sleep(60)
        os._exit(0)
    os.kill(os.getpid(), signal.SIGKILL)
def wide(n): return "x" * n
def wait(): time.sleep(60)
`,
  },
  tables: [{ version: 1, module: "failing", callables: { big: { keywords: "", result: "int" } }, classes: {} }],
};
const live = connect(setup);
const failing = (name: string) => live.get("failing", name);
const reason = (result: PromiseLike<unknown>): Promise<any> =>
  Promise.resolve(result).then(
    (value) => expect.fail(`it gave ${value}`),
    (error: unknown) => error,
  );

describe("an exception", () => {
  test("has its class, arguments, frames and cause", async () => {
    const error: PythonError = await reason(failing("outer")());
    expect(error).toMatchObject({ name: "Odd", pythonType: "failing.Odd", code: "PYTHON_ERROR" });
    expect(error.message).toContain("odd");
    expect(error.args.slice(0, 2)).toEqual(["odd", 1]);
    expect(error.args[2]).toMatch(/^<object object/);
    expect(error.traceback).toEqual([
      { file: join(live.folder, "failing.py"), line: 11, function: "outer", source: "raise odd from error" },
    ]);
    expect(error.cause).toMatchObject({
      pythonType: "KeyError",
      traceback: [{ function: "outer" }, { function: "inner" }],
    });
  });

  test("has a stack that begins here and ends there", async () => {
    const error = await reason(failing("outer")());
    const lines = error.stack.split("\n");
    expect(lines[1]).toContain("failures.test.ts");
    expect(lines.at(-2)).toBe(`      File "${join(live.folder, "failing.py")}", line 11, in outer`);
  });

  test("without words is named by its class", async () => {
    expect(await reason(failing("silent")())).toMatchObject({ pythonType: "ValueError", message: "ValueError" });
  });

  test("leaves the worker as it was, also when it asks Python to exit", async () => {
    const pid = await live.get("os", "getpid")();
    expect(await reason(failing("quit")())).toMatchObject({ pythonType: "SystemExit", args: [3] });
    expect(await live.get("os", "getpid")()).toBe(pid);
  });

  test("of an earlier call is the very same error for what depends on it", async () => {
    const root = failing("outer")();
    const [a, b] = await Promise.all([reason(root.x.y()), reason(live.get("json", "loads")(root))]);
    expect(a).toBe(b);
    expect(await reason(root)).toBe(a);
  });
});

describe("a refusal of the bridge", () => {
  test("of a name that is not there, with the nearest ones", async () => {
    expect(await reason(live.get("math", "sqr")(1))).toMatchObject({
      code: "MISSING_NAME",
      message: expect.stringContaining("sqrt"),
    });
  });

  test("of a module and of a name that the build does not list", async () => {
    expect(await reason(live.get("shutil", "rmtree")("/"))).toMatchObject({
      code: "NOT_ALLOWED",
      message: expect.stringContaining("py:shutil"),
    });
    expect(await reason(live.get("os", "system")("true"))).toMatchObject({
      code: "NOT_ALLOWED",
      message: expect.stringContaining("os.system"),
    });
    expect(await reason(live.get("failing", "os").system("true"))).toMatchObject({ code: "NOT_ALLOWED" });
    expect(await reason(failing("fine").__globals__)).toMatchObject({ code: "NOT_ALLOWED" });
  });

  test("of an integer that a number cannot hold where a number is declared", async () => {
    expect(await reason(failing("big")())).toMatchObject({
      code: "INTEGER_RANGE",
      message: expect.stringContaining(String(2n ** 60n)),
    });
  });
});

describe("limits", () => {
  test("a result beyond the frame limit is an error of its call, and the channel goes on", async () => {
    const { get } = connect({ ...setup, limits: { frame: 4096 } });
    expect(await reason(get("failing", "wide")(5000))).toMatchObject({ code: "LIMIT" });
    expect(await get("failing", "fine")()).toEqual({ a: [1] });
    expect(await reason(get("json", "loads")("x".repeat(5000)))).toMatchObject({
      code: "LIMIT",
      message: expect.stringContaining("4096"),
    });
  });
});

describe("a worker that is killed in the middle of a call", () => {
  test("rejects every pending call, says how and with what last words, and the next call has a fresh one", async () => {
    const { get, session } = connect(setup);
    const thing = await get("failing", "thing")();
    const first = session.getOperations().pid;
    const pending = [get("failing", "die")("last words"), get("failing", "fine")(), get("failing", "fine")().a];
    const errors = await Promise.all(pending.map(reason));
    for (const error of errors) {
      expect(error).toBeInstanceOf(WorkerCrashedError);
      expect(error).toMatchObject({
        code: "WORKER_CRASHED",
        signal: "SIGKILL",
        exitCode: null,
        stderr: ["last words"],
      });
      expect(error.stack).toContain("failures.test.ts");
    }
    expect(errors[0].message).toMatch(/SIGKILL.*before failing\.die\(…\) answered.*last words/s);
    expect(await get("failing", "fine")()).toEqual({ a: [1] });
    expect(session.getOperations().pid).not.toBe(first);
    expect(await reason(thing.args)).toMatchObject({
      code: "STALE_HANDLE",
      cause: { code: "WORKER_CRASHED", signal: "SIGKILL" },
    });
    expect(await reason(get("failing", "fine")(thing))).toMatchObject({ code: "STALE_HANDLE" });
  });

  test("from outside", async () => {
    const { get, session } = connect(setup);
    await get("failing", "fine")();
    const waiting = reason(get("failing", "wait")());
    process.kill(session.getOperations().pid as number, "SIGKILL");
    expect(await waiting).toMatchObject({ signal: "SIGKILL" });
  });

  test("or that leaves by itself, with its exit code", async () => {
    const { get } = connect(setup);
    expect(await reason(get("failing", "leave")(7))).toMatchObject({
      code: "WORKER_CRASHED",
      exitCode: 7,
      signal: null,
    });
    expect(await reason(get("failing", "leave")(0))).toMatchObject({ code: "WORKER_CRASHED", exitCode: 0 });
  });

  test("while what it forked holds its pipes", async () => {
    const { get } = connect(setup);
    expect(await reason(get("failing", "fork_and_die")())).toMatchObject({ signal: "SIGKILL" });
  });

  test("keeps what it had answered before", async () => {
    const { get } = connect(setup);
    const [before, after] = await Promise.allSettled([get("failing", "fine")(), get("failing", "die")("x")]);
    expect(before).toMatchObject({ value: { a: [1] } });
    expect(after).toMatchObject({ reason: { code: "WORKER_CRASHED" } });
  });
});

describe("a worker that cannot start", () => {
  function stub(script: string): Setup {
    const python = join(mkdtempSync(join(tmpdir(), "stub ")), "python");
    writeFileSync(python, `#!/bin/sh\n${script}\n`);
    chmodSync(python, 0o755);
    return { ...setup, options: { python } };
  }

  describe("another version than the program was built for", () => {
    const files = { "effects.py": "open('ran', 'w').close()\n" };
    const modules = { effects: "*", math: "*" } as const;

    test("is an error that says what to do, and nothing has run", async () => {
      const { get, folder } = connect({ modules, files, python: "3.99" });
      expect(await reason(get("effects")())).toMatchObject({
        code: "ENVIRONMENT",
        message: expect.stringMatching(
          /is Python 3\.\d+\.\d+, and this program was built for Python 3\.99.*snakebridge sync.*anyPython/s,
        ),
      });
      expect(existsSync(join(folder, "ran"))).toBe(false);
      expect(await reason(get("math", "sqrt")(4))).toMatchObject({ code: "ENVIRONMENT" });
    });

    test("is used where the program allows it", async () => {
      const { get } = connect({ modules, python: "3.99", options: { anyPython: true } });
      expect(await get("math", "sqrt")(4)).toBe(2);
    });

    test("the same minor version is used", async () => {
      const minor = execFileSync(findTestPython(), ["-c", "import sys; print('%d.%d' % sys.version_info[:2])"], {
        encoding: "utf8",
      }).trim();
      const { get } = connect({ modules, python: minor });
      expect(await get("math", "sqrt")(4)).toBe(2);
    });
  });

  test("an interpreter older than 3.10 is named with its version", async () => {
    const { get } = connect(stub('case "$1" in -c) printf 3.8.10;; *) exit 1;; esac'));
    expect(await reason(get("math", "sqrt")(4))).toMatchObject({
      code: "ENVIRONMENT",
      message: expect.stringMatching(/is Python 3\.8\.10, and snakebridge needs 3\.10 or newer.*npx snakebridge/),
    });
  });

  test("one that ends at once is told with its last words", async () => {
    const { get } = connect(stub('case "$1" in -c) printf 3.12.1;; *) echo no such luck >&2; exit 4;; esac'));
    expect(await reason(get("math", "sqrt")(4))).toMatchObject({
      code: "ENVIRONMENT",
      message: expect.stringMatching(/ended before it was ready \(exit code 4\).*no such luck/s),
    });
  });

  test("what is no Python at all", async () => {
    const { get } = connect(stub("exit 1"));
    expect(await reason(get("math", "sqrt")(4))).toMatchObject({
      code: "ENVIRONMENT",
      message: expect.stringMatching(/is no working Python/),
    });
  });

  test("what the operating system cannot run", async () => {
    const python = join(mkdtempSync(join(tmpdir(), "stub ")), "python");
    writeFileSync(python, "#!/nowhere/interpreter\n");
    chmodSync(python, 0o755);
    const { get } = connect({ ...setup, options: { python } });
    expect(await reason(get("math", "sqrt")(4))).toMatchObject({
      code: "ENVIRONMENT",
      message: expect.stringMatching(/could not be started.*ENOENT.*npx snakebridge/),
    });
  });

  test("one that never answers is given up at the time limit, which is named", async () => {
    const { get } = connect({ ...stub("sleep 60"), options: { ...stub("sleep 60").options, startTimeout: 50 } });
    expect(await reason(get("math", "sqrt")(4))).toMatchObject({
      code: "ENVIRONMENT",
      message: expect.stringContaining("50 ms, the option `startTimeout`"),
    });
  });

  test("one that speaks another language is a protocol error", async () => {
    const { get } = connect(stub('printf "HTTP/1.1 200 OK"; sleep 60'));
    expect(await reason(get("math", "sqrt")(4))).toMatchObject({
      code: "PROTOCOL",
      message: expect.stringMatching(/frame of \d+ bytes/),
    });
  });

  test("a Python that is not there is searched for again with the next call", async () => {
    const { get } = connect({ ...setup, options: { python: "/nowhere/python" } });
    for (let i = 0; i < 2; i++) {
      expect(await reason(get("math", "sqrt")(4))).toMatchObject({
        code: "ENVIRONMENT",
        message: expect.stringContaining('"/nowhere/python"'),
      });
    }
  });
});
