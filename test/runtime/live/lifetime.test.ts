/** Objects live in Python exactly as long as JavaScript can reach them. */
import { describe, expect, test } from "vitest";
import { run, type Setup } from "../support/live.ts";

const setup: Setup = {
  modules: { objects: "*" },
  files: {
    "objects.py": `
import gc, weakref
living = weakref.WeakSet()
class Thing:
    def __init__(self): living.add(self)
    def me(self): return self
class Things(list): pass
def make(): return Thing()
def make_list(): return [Thing()]
def make_holder():
    holder = Thing()
    return {"made": 1, "by": holder}
def alive():
    gc.collect()
    return len(living)
`,
  },
};

const prologue = `
import v8 from "node:v8";
import vm from "node:vm";
v8.setFlagsFromString("--expose-gc");
const gc = vm.runInNewContext("gc");
const [make, makeList, alive] = ["make", "make_list", "alive"].map((name) => get("objects", name));
/** Collects until no more than so many objects live in Python; never comes back if they do. */
async function until(most) {
  for (;;) {
    gc();
    await new Promise((resolve) => setImmediate(resolve));
    const living = await alive();
    if (living <= most) return living;
  }
}
`;

const ends = async (source: string) => {
  const { status, stdout, stderr } = await run(prologue + source, setup);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return stdout;
};

describe("what nobody holds is given back", () => {
  test("handles", async () => {
    await ends("for (let i = 0; i < 200; i++) await make(); await until(0);");
  });

  test("results that nobody awaited, and the intermediates of chains", async () => {
    await ends("for (let i = 0; i < 200; i++) make().me().me(); await until(0);");
  });

  test("containers of handles, whose results were awaited", async () => {
    await ends("for (let i = 0; i < 200; i++) await makeList(); await until(0);");
  });

  test("paths and the handles they start at", async () => {
    await ends(`
      async function loop() {
        for (let i = 0; i < 200; i++) {
          const path = (await make()).me;
          await path;
        }
      }
      await loop();
      await until(0);
    `);
  });

  test("a handle that was released, although it is held", async () => {
    expect(
      await ends(
        "const thing = await make(); thing.$release(); console.log(await until(0), String(thing).slice(0, 7));",
      ),
    ).toBe("0 [Python\n");
  });
});

describe("what somebody holds stays", () => {
  test("a handle, an unawaited result, and a handle that only a path leads to", async () => {
    const source = `
      const held = await make();
      const result = make();
      let path = (await make()).me;
      for (let i = 0; i < 50; i++) await make();
      console.log(await until(3));
      console.log((await held.me()) === held, typeof (await result), typeof (await path()));
    `;
    expect(await ends(source)).toBe("3\ntrue function function\n");
  });
});
