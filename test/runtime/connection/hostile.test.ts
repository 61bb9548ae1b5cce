/** What a worker may send that is no protocol, by a scripted other side: each time everything it owed is rejected. */
import { describe, expect, test } from "vitest";
import { captureCallSite } from "../../../runtime/proxies/call-site.ts";
import { bytes, endOfTurn, greeted, hello, ref, type Script, scripted, wireError } from "../support/scripted.ts";

/** A call of `m.<name>`, as a program holds its result. */
function call(script: Script, name: string, ...args: unknown[]): any {
  return script.worker.call(script.place(name), args, captureCallSite());
}

describe("a worker that no longer speaks the protocol is killed, and everything it owed is rejected", () => {
  const surprises: [string, RegExp, (script: Script) => void][] = [
    ["garbage", /begins no array/, (script) => script.raw(Buffer.from("hello"))],
    ["a truncated message", /ended/, (script) => script.raw(Buffer.from("94a6726573", "hex"))],
    ["bytes after a message", /after the end/, (script) => script.raw(Buffer.from("92a46b65707401c0", "hex"))],
    ["a message of unknown kind", /unknown kind "items"/, (script) => script.reply(["items", 1, []])],
    ["a message of the wrong length", /5 fields/, (script) => script.reply(["result", 1, null, true, 1])],
    ["an answer to an unknown call", /unknown call 99/, (script) => script.reply(["result", 99, null, false])],
    ["a second answer", /unknown call 1/, (script) => script.reply(["kept", 1], ["kept", 1])],
    ["no value where one was asked for", /no value for call 2/, (script) => script.reply(["kept", 2])],
    ["a reference of an unknown type", /unknown type 5/, (script) => script.reply(["result", 1, ref(1, 5), true])],
    ["a map as a value", /begins no value/, (script) => script.raw(bytes(["result", 1, { a: 1 }, true]))],
    [
      "an error that lacks a field",
      /lacks the field origin/,
      (script) => script.reply(["error", 1, { ...wireError, origin: undefined }].map(without)),
    ],
    [
      "an error with a field too many",
      /unknown field "extra"/,
      (script) => script.reply(["error", 1, { ...wireError, extra: 1 }]),
    ],
    ["a second hello", /second hello/, (script) => script.reply(["hello", hello])],
    ["its last words", /PROTOCOL, I give up/, (script) => script.reply(["fatal", "PROTOCOL", "I give up"])],
  ];

  test.each(surprises)("%s", async (_name, message, surprise) => {
    const script = await greeted();
    const unasked = call(script, "f");
    const awaited = call(script, "g").then();
    const outcome = Promise.allSettled([awaited, unasked.$defer().h()]);
    await script.batch();
    surprise(script);
    for (const each of await outcome)
      expect(each).toMatchObject({ reason: { code: "PROTOCOL", message: expect.stringMatching(message) } });
    expect(script.killed).toBe(true);
    expect(script.worker.ended).toBe(true);
  });

  test("a message before hello, and a hello of another protocol", async () => {
    const early = scripted();
    early.reply(["type", 1, "m", "Thing", [], []]);
    expect(early.killed).toBe(true);
    const other = scripted();
    other.reply(["hello", { ...hello, protocol: 2 }]);
    expect(other.killed).toBe(true);
  });

  test("nothing that comes after the end is believed", async () => {
    const script = await greeted();
    const awaited = Promise.allSettled([call(script, "g")]);
    await script.batch();
    script.raw(Buffer.from("c1", "hex"));
    script.reply(["result", 1, "late", false]);
    expect(await awaited).toMatchObject([{ reason: { code: "PROTOCOL" } }]);
  });

  test("what the worker held is stale, with the reason as cause", async () => {
    const script = await greeted();
    const result = call(script, "f").then((value: unknown) => value);
    await script.batch();
    script.reply(["result", 1, ref(9, 1), true]);
    const object = await result;
    script.raw(Buffer.from("c1", "hex"));
    await expect(object.g()).rejects.toMatchObject({ code: "STALE_HANDLE", cause: { code: "PROTOCOL" } });
    await expect(object.x).rejects.toMatchObject({ code: "STALE_HANDLE" });
    await endOfTurn();
    expect(script.take()).toEqual([]);
  });
});

/** Leaves out what is undefined, which no message can hold. */
function without(field: unknown): unknown {
  if (typeof field !== "object" || field === null) return field;
  return Object.fromEntries(Object.entries(field).filter(([, value]) => value !== undefined));
}
