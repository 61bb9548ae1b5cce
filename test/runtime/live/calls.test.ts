/** Syntax against real Python: calls, keywords, chains, attributes, items, identity, and what is answered without it. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { kw, slice, tuple } from "../../../runtime/index.ts";
import { PROBED_NAMES } from "../../../runtime/proxies/probes.ts";
import { connect } from "../support/live.ts";

const source = `
import collections.abc
class Thing:
    """A thing."""
    kind = "thing"
    def __init__(self, *args, **kwargs):
        self.args, self.kwargs = args, kwargs
    def get(self, *args, **kwargs): return [list(args), kwargs]
    def me(self): return self
    def __len__(self): return 3
    def __repr__(self): return "<thing>"
    def __str__(self): return "a thing"
    def then(self): return "then"
    def toString(self): return "toString"
    def __getitem__(self, key): return [type(key).__name__, repr(key)]
    def __setitem__(self, key, value): self.last = (key, value)
    def __delitem__(self, key): self.last = key
class Sub(Thing): pass
class Table:
    def pipe(self, n): return n * 2
def f(*args, **kwargs): return [list(args), kwargs]
def g(*args, **kwargs): return [list(args), kwargs]
counter = 0
def count():
    global counter
    counter += 1
    return counter
`;

const live = connect({
  modules: { things: "*", builtins: "*", math: ["sqrt"] },
  files: { "things.py": source },
  tables: [
    {
      version: 1,
      module: "things",
      callables: { f: "aa*k", Thing: "*k" },
      classes: { "things.Thing": { name: "Thing", methods: { get: "a*k" } } },
    },
  ],
});
const { get } = live;
const f = get("things", "f");
const g = get("things", "g");
const Thing = live.class("things", "Thing", "things.Thing");
const Sub = live.class("things", "Sub", "things.Sub");

describe("keywords", () => {
  test("a trailing object is an argument where the table says so, keywords elsewhere", async () => {
    expect(await f({ a: 1 })).toEqual([[{ a: 1 }], {}]);
    expect(await f(1, 2, { a: 1 })).toEqual([[1, 2], { a: 1 }]);
    expect(await f(1, 2, 3, { a: 1, b: undefined })).toEqual([[1, 2, 3], { a: 1 }]);
  });

  test("a callable in no table takes it as an argument", async () => {
    expect(await g({ a: 1 })).toEqual([[{ a: 1 }], {}]);
    expect(await g(1, kw, { a: 1 })).toEqual([[1], { a: 1 }]);
  });

  test("a method has the verdict of the class that declares it, self not counted", async () => {
    const sub = await Sub();
    expect(await sub.get({ a: 1 })).toEqual([[{ a: 1 }], {}]);
    expect(await sub.get(1, { a: 1 })).toEqual([[1], { a: 1 }]);
    expect(await Thing({ a: 1 }).kwargs).toEqual({ a: 1 });
  });
});

describe("chains", () => {
  test("results and attributes are arguments, nested too", async () => {
    const thing = Thing(1);
    expect(await g(thing.args, [thing.kind, { a: thing.kwargs }])).toEqual([[[1], ["thing", { a: {} }]], {}]);
    expect(await g(kw, { a: thing.kind })).toEqual([[], { a: "thing" }]);
  });

  test("a chain on a result that has arrived goes on from the object", async () => {
    const thing = Thing();
    const handle = await thing;
    expect(await thing.me()).toBe(handle);
    expect(await handle.me().me()).toBe(handle);
    expect(await g(handle, [handle])).toEqual([[handle, [handle]], {}]);
  });

  test("each read of an attribute is fresh, a promise of it is one snapshot", async () => {
    const counter = get("things", "counter");
    const module = get("things");
    const snapshot = module.counter;
    const before = await snapshot;
    await get("things", "count")();
    expect(await snapshot).toBe(before);
    expect(await module.counter).toBe(before + 1);
    expect(await counter).toBe(before + 1);
  });

  test("writes keep their place, deletions too", async () => {
    const thing = await Thing();
    thing.colour = "red";
    const red = thing.colour.upper();
    thing.colour = { r: 1 };
    expect(await red).toBe("RED");
    expect(await thing.colour).toEqual({ r: 1 });
    delete thing.colour;
    await expect(thing.colour.then()).rejects.toMatchObject({ code: "MISSING_NAME" });
    expect(await thing.$setAttr("args", [1])).toBeNull();
    expect(await thing.$attr("args")).toEqual([1]);
  });
});

describe("the bridge's own members", () => {
  test("items", async () => {
    const thing = await Thing();
    expect(await thing.$item(1)).toEqual(["int", "1"]);
    expect(await thing.$item(0, slice(1, 3))).toEqual(["tuple", "(0, slice(1, 3, None))"]);
    expect(await thing.$item([0, 1])).toEqual(["list", "[0, 1]"]);
    expect(await thing.$item({ a: 1 })).toEqual(["dict", "{'a': 1}"]);
    await thing.$setItem("k", { a: 1 });
    expect(await thing.last).toEqual(["k", { a: 1 }]);
    await thing.$delItem(tuple(1));
    expect(await thing.last).toEqual([1]);
  });

  test("str, repr, len and type of objects and of classes, without any permission", async () => {
    const alone = connect({ modules: { things: "*" }, files: { "things.py": source } });
    const thing = alone.get("things", "Thing")();
    expect(await Promise.all([thing.$str(), thing.$repr(), thing.$len()])).toEqual(["a thing", "<thing>", 3]);
    expect(await thing.$type()).toBe(await alone.get("things", "Thing"));
    expect(await alone.get("things", "Thing").$repr()).toBe("<class 'things.Thing'>");
    await expect(Promise.resolve(alone.get("builtins", "str")(1))).rejects.toMatchObject({ code: "NOT_ALLOWED" });
  });

  test("members that JavaScript asks for are reached with an underscore", async () => {
    const thing = await Thing();
    expect(await thing.then_()).toBe("then");
    expect(await thing.toString_()).toBe("toString");
  });

  test("using gives back, and what was given back is stale", async () => {
    let kept: any;
    {
      using thing = await Thing();
      kept = thing;
    }
    await expect(kept.me()).rejects.toMatchObject({ code: "STALE_HANDLE" });
    kept.$release();
  });
});

describe("classes", () => {
  test("instanceof knows the class, its subclasses and exceptions", async () => {
    const [thing, sub] = [await Thing(), await Sub()];
    expect(thing instanceof Thing).toBe(true);
    expect(sub instanceof Thing).toBe(true);
    expect(thing instanceof Sub).toBe(false);
    for (const other of [null, 1, "x", {}, [], () => {}, new Error()])
      expect((other as object) instanceof Thing).toBe(false);
    const ValueError = live.class("builtins", "ValueError", "builtins.ValueError");
    const KeyError = live.class("builtins", "KeyError", "builtins.KeyError");
    const error = await get("math", "sqrt")(-1).catch((reason: unknown) => reason);
    expect(error instanceof ValueError).toBe(true);
    expect(error instanceof KeyError).toBe(false);
  });

  test("on what has not arrived it throws, as with what is no class", () => {
    expect(() => Thing() instanceof Thing).toThrow(/await it first/);
    expect(() => ({}) instanceof f).toThrow(/not an imported class/);
  });

  test("`new` says to call", () => {
    expect(() => new Thing()).toThrow(/call it without `new`/);
  });
});

describe("answered here, nothing sent", () => {
  test("what JavaScript asks an object for", async () => {
    const thing = await Thing();
    const pid = live.session.getOperations().pid;
    const text = `[Python things.Thing, worker ${pid}]`;
    expect(thing.then).toBeUndefined();
    expect(`${thing}`).toBe(text);
    expect(String(thing)).toBe(text);
    expect(() => JSON.stringify({ thing })).toThrow(/Thing.*is no JSON.*\$value\(\)/s);
    expect(inspect({ thing }, { depth: 5 })).toBe(`{ thing: ${text} }`);
    expect(() => +thing).toThrow(/not a number/);
    expect(() => [...thing]).toThrow(/cannot be iterated yet/);
    expect({ ...thing }).toEqual({});
    expect(Object.keys(thing)).toEqual([]);
    expect(["then" in thing, "$item" in thing, "get" in thing, "nothing" in thing]).toEqual([false, true, true, false]);
    expect(thing[Symbol.asyncIterator]).toBeUndefined();
    expect(thing.$unknown).toBeUndefined();
    expect(() => Object.defineProperty(thing, "x", { value: 1 })).toThrow(TypeError);
    expect(() => Object.freeze(thing)).toThrow(TypeError);
    expect(live.session.getOperations().busy).toBe(false);
  });

  test("what is pending says so", async () => {
    const result = Thing();
    expect(inspect(result)).toBe("[Python result of things.Thing(…), pending: await it]");
    expect(inspect(result.me().kind)).toBe("[Python things.Thing(…).me(…).kind, unread: await it or call it]");
    expect(inspect(f)).toBe("[Python things.f, unread: await it or call it]");
    expect(result instanceof Promise).toBe(true);
    await result;
    expect(inspect(result)).toMatch(/^\[Python result of things\.Thing\(…\): \[Python things\.Thing, worker \d+\]\]$/);
  });
});

describe("what recognises its objects by their methods", () => {
  test("takes no handle for a stream, a response, a node or a matcher", async () => {
    const thing = await Thing();
    for (const name of PROBED_NAMES) expect([name, thing[name]]).toEqual([name, undefined]);
    expect(thing instanceof Readable).toBe(false);
    expect(live.session.getOperations().busy).toBe(false);
  });

  test("leaves a name to a class that has it", async () => {
    const table = await live.get("things", "Table")();
    expect(await table.pipe(2)).toBe(4);
    expect(table.pipeTo).toBeUndefined();
    expect(await (await Thing()).$attr("kind")).toBe("thing");
  });

  test("a handle in a JSON answer is an error, not a debug text", async () => {
    const server = createServer(async (_request, response) => {
      try {
        response.end(JSON.stringify({ thing: await Thing() }));
      } catch (error) {
        response.statusCode = 500;
        response.end((error as { code: string }).code);
      }
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}/`);
    expect([answer.status, await answer.text()]).toEqual([500, "NOT_TRANSFERABLE"]);
    server.close();
  });
});
