import { describe, expect, test } from "vitest";
import {
  differences,
  flips,
  type Lock,
  type LockedModule,
  nextLock,
  parseLock,
  printLock,
} from "../../../introspector/generation/lockfile.ts";

const numpy: LockedModule = {
  names: "*",
  origin: "distribution",
  distribution: "numpy 2.4.6",
  source: "s1",
  binding: "b1",
  keywords: { mean: "kk", full: "ka" },
};
const pins = { msgpack: "1.2.4", uv: "0.13.9" };
const lock: Lock = { version: 1, generator: "0.1.0", python: "3.11", platform: "linux", pins, modules: { numpy } };
const withNumpy = (change: Partial<LockedModule>, top: Partial<Lock> = {}): Lock => ({
  ...lock,
  ...top,
  modules: { numpy: { ...numpy, ...change } },
});

describe("a flipped keyword verdict is breaking", () => {
  test("at a position both know", () => {
    expect(flips({ f: "kk" }, { f: "ka" })).toEqual([
      'f takes a trailing object differently (was "kk", is "ka": k keywords, a argument)',
    ]);
    expect(differences(lock, withNumpy({ keywords: { mean: "ak", full: "ka" } }), true)).toMatchObject([
      { module: "numpy", breaking: true },
    ]);
  });

  test("at a position only one spells out, since beyond the end means keywords", () => {
    expect(flips({ f: "k" }, { f: "kk" })).toEqual([]);
    expect(flips({ f: "k" }, { f: "ka" })).toHaveLength(1);
    expect(flips({ f: "k*a" }, { f: "kaa*a" })).toEqual([]);
    expect(flips({ f: "k*a" }, { f: "ka" })).toHaveLength(1);
  });

  test("but not where a callable came or went: that is a type error already", () => {
    expect(flips({ f: "k" }, { g: "a" })).toEqual([]);
  });
});

test("a lock of another platform is left alone while versions and verdicts agree", () => {
  const mac = withNumpy({ source: "s2", binding: "b2" }, { platform: "darwin" });
  expect(nextLock(lock, mac)).toBe(lock);
  expect(nextLock(lock, withNumpy({ binding: "b2" })).modules.numpy?.binding).toBe("b2");
  const newer = withNumpy({ distribution: "numpy 2.5.0" }, { platform: "darwin" });
  expect(nextLock(lock, newer)).toBe(newer);
});

test("drift is named by what drifted", () => {
  const messages = (fresh: Lock) => differences(lock, fresh, true).map(({ message }) => message);
  expect(messages(withNumpy({ names: ["mean"] }))).toEqual([
    "py:numpy: imports are mean, snakebridge.lock has all names",
  ]);
  expect(messages(withNumpy({ distribution: "numpy 2.5.0" }))).toEqual([
    "py:numpy: snakebridge.lock has numpy 2.4.6, the environment numpy 2.5.0",
  ]);
  expect(messages(withNumpy({ source: "s2" }))).toEqual(["py:numpy: its sources changed"]);
  expect(messages({ ...lock, modules: {} })).toEqual(["py:numpy is in snakebridge.lock, but no longer imported"]);
  expect(messages({ ...lock, modules: { ...lock.modules, json: numpy } })).toEqual([
    "py:json is imported, but not in snakebridge.lock",
  ]);
});

test("what another release installs is drift, by name and by both versions, in either direction", () => {
  const messages = (before: Lock["pins"], after: Lock["pins"]) =>
    differences({ ...lock, pins: before }, { ...lock, pins: after }, false).map(({ message }) => message);
  expect(messages(pins, { ...pins, msgpack: "1.3.0" })).toEqual([
    "snakebridge.lock was written with msgpack 1.2.4, this snakebridge installs msgpack 1.3.0",
  ]);
  expect(messages(pins, { uv: "0.13.9" })).toEqual([
    "snakebridge.lock was written with msgpack 1.2.4, this snakebridge installs no msgpack",
  ]);
  expect(messages({}, pins)).toHaveLength(2);
  expect(nextLock(lock, { ...lock, platform: "darwin", pins: { ...pins, uv: "0.14.0" } }).pins.uv).toBe("0.14.0");
});

test("a lock of before there were pins can be read, and has none", () => {
  const { pins: _, ...old } = lock;
  expect(parseLock(JSON.stringify(old), "snakebridge.lock")?.pins).toEqual({});
});

test("the text does not depend on the order in which modules were found", () => {
  const other = { ...numpy, keywords: { full: "ka", mean: "kk" } };
  const a = printLock({ ...lock, modules: { json: numpy, numpy } });
  expect(printLock({ ...lock, modules: { numpy: other, json: other } })).toBe(a);
  expect(parseLock(a, "snakebridge.lock")?.modules.numpy).toEqual(numpy);
});

test("a lock with the marks of a merge says what to do", () => {
  expect(() => parseLock("<<<<<<< HEAD\n", "/p/snakebridge.lock")).toThrow(
    expect.objectContaining({ code: "LOCK_FILE", remedy: expect.stringContaining("npx snakebridge generate") }),
  );
});
