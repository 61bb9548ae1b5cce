/** The life of one worker against a scripted other side: batches, answers, identity, failures. */
import { describe, expect, test } from "vitest";
import { captureCallSite } from "../../../runtime/proxies/call-site.ts";
import { kw } from "../../../runtime/values/markers.ts";
import { greeted, ref, type Script, scripted, unhandledDuring, wireError } from "../support/scripted.ts";

/** A call of `m.<name>`, as a program holds its result. */
function call(script: Script, name: string, ...args: unknown[]): any {
  return script.worker.call(script.place(name), args, captureCallSite());
}

const isCall = ([kind]: unknown[]) => kind === "call";
const calls = (messages: unknown[][]) => messages.filter(isCall);

describe("what leaves", () => {
  test("hello leaves before anything else and waits for nothing", () => {
    const script = scripted();
    expect(script.take()).toEqual([
      ["hello", { protocol: 1, paths: [], limits: { frame: 1 << 20, depth: 100 }, pythons: [] }],
    ]);
  });

  test("the calls of one turn leave in one write, with what they rely on before them", async () => {
    const script = await greeted();
    const before = script.writes;
    const a = call(script, "a", 1);
    const b = call(script, "b", a, [a]);
    b.c.d(kw, { e: 2 });
    await Promise.resolve();
    call(script, "late");
    const sent = await script.batch();
    expect(script.writes).toBe(before + 1);
    expect(sent[0]?.slice(0, 2)).toEqual(["import", "builtins"]);
    expect(calls(sent)).toEqual([
      ["call", 1, { path: ["m", "a"] }, [1], null, 0],
      ["call", 2, { path: ["m", "b"] }, [{ path: [1] }, [{ path: [1] }]], null, 0],
      ["call", 3, { path: [2, "c", "d"] }, [], ["e", 2], 0],
      ["call", 4, { path: ["m", "late"] }, [], null, 0],
    ]);
  });

  test("an awaited call asks for its value with the call itself", async () => {
    const script = await greeted();
    const result = call(script, "f").then((value: unknown) => value);
    expect(calls(await script.batch())).toEqual([["call", 1, { path: ["m", "f"] }, [], null, 1]]);
    script.reply(["result", 1, 7, false]);
    expect(await result).toBe(7);
  });

  test("an await in a timer, before whose microtasks the batch could leave, still asks with the call", async () => {
    const script = await greeted();
    await new Promise<void>((resolve) => {
      setTimeout(async () => {
        resolve();
        await call(script, "f");
      }, 0);
    });
    expect(calls(await script.batch())[0]?.at(-1)).toBe(1);
  });

  test("a value awaited later is pulled, whether its success was known already or not", async () => {
    const script = await greeted();
    const early = call(script, "f");
    const late = call(script, "g");
    await script.batch();
    const first = early.then((value: unknown) => value);
    expect(await script.batch()).toEqual([["pull", 1]]);
    script.reply(["kept", 1], ["kept", 2], ["result", 1, "one", false]);
    expect(await first).toBe("one");
    const second = late.then((value: unknown) => value);
    expect((await script.batch())[0]).toEqual(["pull", 2]);
    script.reply(["result", 2, "two", false]);
    expect(await second).toBe("two");
  });

  test("an attribute is nothing until it is awaited, and is read once", async () => {
    const script = await greeted();
    const path = call(script, "f").a.b;
    expect((await script.batch()).map(([kind]) => kind)).not.toContain("get");
    const reads = [path.then((value: unknown) => value), path.then((value: unknown) => value)];
    expect(await script.batch()).toEqual([["get", 2, { path: [1, "a", "b"] }, 1]]);
    script.reply(["kept", 1], ["result", 2, 5, false]);
    expect(await Promise.all(reads)).toEqual([5, 5]);
  });

  test("writes and deletions keep their place among the calls", async () => {
    const script = await greeted();
    const object = call(script, "f");
    object.x = [1];
    object.g();
    delete object.x;
    object.then_ = 2;
    expect((await script.batch()).slice(1)).toEqual([
      ["call", 1, { path: ["m", "f"] }, [], null, 0],
      ["set", 2, { path: [1, "x"] }, [1]],
      ["call", 3, { path: [1, "g"] }, [], null, 0],
      ["del", 4, { path: [1, "x"] }],
      ["set", 5, { path: [1, "then"] }, 2],
    ]);
  });

  test("the program is held exactly while answers are awaited", async () => {
    const script = await greeted();
    expect(script.held).toBe(false);
    const first = call(script, "f");
    call(script, "g");
    expect(script.held).toBe(true);
    await script.batch();
    script.reply(["kept", 1]);
    expect(script.held).toBe(true);
    script.reply(["kept", 2]);
    expect(script.held).toBe(false);
    const late = first.then();
    expect(script.held).toBe(true);
    await script.batch();
    script.reply(["result", 1, 1, false]);
    expect([await late, script.held]).toEqual([1, false]);
  });
});

describe("what arrives", () => {
  async function handle(script: Script): Promise<any> {
    const result = call(script, "f").then((value: unknown) => value);
    await script.batch();
    script.reply(["result", 1, ref(9, 1), true]);
    return result;
  }

  test("a handle is no promise, and its call is forgotten", async () => {
    const script = await greeted();
    const object = await handle(script);
    expect(object.then).toBeUndefined();
    object.g(object);
    expect(await script.batch()).toEqual([
      ["call", 2, { path: [{ ref: [9] }, "g"] }, [{ ref: [9] }], null, 0],
      ["release", [], [1]],
    ]);
  });

  test("the same object is the same handle, and every sending of it is given back", async () => {
    const script = await greeted();
    const object = await handle(script);
    const again = call(script, "g").then((value: unknown) => value);
    await script.batch();
    script.reply(["result", 2, [ref(9, 1), ref(9, 1)], true]);
    expect(await again).toEqual([object, object]);
    object.$release();
    object.$release();
    expect(await script.batch()).toEqual([["release", [[9, 3]], []]]);
  });

  test("a released handle is refused here, and the object is a new handle when it comes again", async () => {
    const script = await greeted();
    const object = await handle(script);
    object.$release();
    await expect(object.g()).rejects.toMatchObject({ code: "STALE_HANDLE" });
    await expect(call(script, "g", [object])).rejects.toMatchObject({ code: "STALE_HANDLE" });
    const again = call(script, "h").then((value: unknown) => value);
    const [[, id] = []] = calls(await script.batch());
    script.reply(["result", id, ref(9, 1), true]);
    expect(await again).not.toBe(object);
  });

  test("a result that was released before it arrived gives its object back at once", async () => {
    const script = await greeted();
    const result = call(script, "f");
    result.$release();
    await script.batch();
    script.reply(["result", 1, ref(9, 1), true]);
    await expect(result.g()).rejects.toMatchObject({ code: "STALE_HANDLE" });
    call(script, "g");
    expect((await script.batch()).at(-1)).toEqual(["release", [[9, 1]], [1]]);
  });

  test("a value that stands for itself goes as itself afterwards, and a float stays one", async () => {
    const script = await greeted();
    const float = call(script, "f");
    const int = call(script, "g");
    const settled = Promise.all([float, int]);
    await script.batch();
    script.reply(["result", 1, 2.5, false], ["result", 2, 3, false]);
    await settled;
    const whole = call(script, "h");
    const third = Promise.all([whole]);
    await script.batch();
    // 4.0, which no packer of ours would write as a float.
    script.raw(Buffer.from("94a6726573756c7403cb4010000000000000c2", "hex"));
    expect(await third).toEqual([4]);
    call(script, "k", float, int, whole);
    expect(calls(await script.batch())).toEqual([
      ["call", 4, { path: ["m", "k"] }, [2.5, 3, { 4: "4010000000000000" }], null, 0],
    ]);
  });

  test("a value that does not stand for itself is still one Python object for those who hold its result", async () => {
    const script = await greeted();
    const list = call(script, "f");
    const settled = Promise.all([list]);
    await script.batch();
    script.reply(["result", 1, [1, 2], true]);
    await settled;
    call(script, "g", list, list);
    expect(calls(await script.batch())).toEqual([
      ["call", 2, { path: ["m", "g"] }, [{ path: [1] }, { path: [1] }], null, 0],
    ]);
  });

  test("an object with a member `then` that is a handle is not a promise", async () => {
    const script = await greeted();
    const result = call(script, "f").then((value: unknown) => value);
    await script.batch();
    const { packExtension: extension, pack } = await import("../../../runtime/wire/msgpack-writer.ts");
    script.reply(["result", 1, extension(7, pack(["then", ref(9, 1)])), true]);
    expect(Object.keys(await result)).toEqual(["then_"]);
  });
});

describe("failures", () => {
  test("what depends on a failed call fails with the very same error, whenever it was made", async () => {
    const script = await greeted();
    const root = call(script, "f");
    const dependent = root.g().h(1);
    const outcome = Promise.allSettled([dependent]);
    await script.batch();
    script.reply(
      ["error", 1, wireError],
      ["error", 2, { ...wireError, origin: 1 }],
      ["error", 3, { ...wireError, origin: 1 }],
    );
    const [{ reason }] = (await outcome) as [PromiseRejectedResult];
    expect(reason).toMatchObject({
      name: "ValueError",
      pythonType: "ValueError",
      message: "bad",
      code: "PYTHON_ERROR",
    });
    await expect(root).rejects.toBe(reason);
    await expect(root.later()).rejects.toBe(reason);
    await expect(call(script, "k", { a: [root] })).rejects.toBe(reason);
    expect(calls(await script.batch())).toEqual([]);
  });

  test("the stack begins where the call was made and goes on in Python", async () => {
    const script = await greeted();
    const failed = call(script, "f").catch((error: unknown) => error);
    await script.batch();
    script.reply(["error", 1, wireError]);
    const lines = ((await failed) as Error).stack?.split("\n") ?? [];
    expect(lines[0]).toBe("ValueError: bad");
    expect(lines[1]).toContain("connection.test.ts");
    expect(lines.join("\n")).not.toMatch(/(?<!test)\/runtime\//);
    expect(lines.slice(-2)).toEqual(['      File "/app/f.py", line 3, in f', "        raise ValueError('bad')"]);
  });

  test("a failure that nobody waits for is an unhandled rejection, once for a whole chain", async () => {
    const script = await greeted();
    const seen = await unhandledDuring(async () => {
      call(script, "f").g();
      await script.batch();
      script.reply(["error", 1, wireError], ["error", 2, { ...wireError, origin: 1 }]);
    });
    expect(seen).toHaveLength(1);
  });

  test("a failure that somebody awaits, passed on, or deferred is nobody else's", async () => {
    const script = await greeted();
    const seen = await unhandledDuring(async () => {
      const awaited = call(script, "a").catch(() => {});
      const passed = call(script, "b");
      const receiver = call(script, "c", passed).catch(() => {});
      call(script, "d").$defer();
      await script.batch();
      script.reply(
        ["error", 1, wireError],
        ["error", 2, wireError],
        ["error", 3, { ...wireError, origin: 2 }],
        ["error", 4, wireError],
      );
      await Promise.all([awaited, receiver]);
    });
    expect(seen).toEqual([]);
  });

  test("a failed write is an unhandled rejection, `$setAttr` rejects", async () => {
    const script = await greeted();
    const object = call(script, "f");
    const seen = await unhandledDuring(async () => {
      object.x = 1;
      await script.batch();
      script.reply(["kept", 1], ["error", 2, wireError]);
    });
    expect(seen).toHaveLength(1);
    const outcome = expect(Promise.resolve(object.$setAttr("x", 1))).rejects.toThrow("bad");
    await script.batch();
    script.reply(["error", 3, wireError]);
    await outcome;
  });

  test("a call that cannot be sent rejects in its turn, and neither it nor its arguments are sent", async () => {
    const script = await greeted();
    const refused = await call(script, "f", new Date()).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "NOT_TRANSFERABLE" });
    expect(refused.stack.split("\n")[1]).toContain("connection.test.ts");
    const seen = await unhandledDuring(async () => {
      call(script, "g", /x/);
    });
    expect(seen).toMatchObject([{ code: "NOT_TRANSFERABLE" }]);
    expect(calls(await script.batch())).toEqual([]);
  });

  test("an argument whose getter calls Python is two calls with an id each", async () => {
    const script = await greeted();
    const argument = {
      get a() {
        return call(script, "inner");
      },
    };
    call(script, "outer", argument);
    const sent = calls(await script.batch());
    expect(sent.map(([, id, target]) => [id, target])).toEqual([
      [2, { path: ["m", "inner"] }],
      [1, { path: ["m", "outer"] }],
    ]);
    expect(sent[1]?.[3]).toEqual([{ 7: ["a", { path: [2] }] }]);
  });

  test("limits name themselves, and what is beyond them is not sent", async () => {
    const script = await greeted({ calls: 2, frame: 200 });
    await expect(call(script, "f", "x".repeat(300))).rejects.toThrow(/beyond the limit of 200/);
    call(script, "a").$defer();
    call(script, "b").$defer();
    await expect(call(script, "c")).rejects.toThrow(/2 calls are pending, which is the limit/);
    expect(calls(await script.batch()).map(([, , target]) => target)).toEqual([
      { path: ["m", "a"] },
      { path: ["m", "b"] },
    ]);
  });
});
