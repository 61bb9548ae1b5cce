import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createProgress } from "../../introspector/progress.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Runs a step of some seconds, with one detail at its start. @returns What it wrote. */
async function stepOf(seconds: number, isTTY: boolean): Promise<string> {
  let written = "";
  const progress = createProgress({ isTTY, columns: 60, write: (text) => (written += text) });
  const { promise, resolve } = Promise.withResolvers<void>();
  const step = progress.step("installing", (detail) => {
    detail("Downloading numpy");
    return promise;
  });
  await vi.advanceTimersByTimeAsync(seconds * 1_000);
  resolve();
  await step;
  return written;
}

test("less than a second is silent", async () => {
  expect(await stepOf(0.9, true)).toBe("");
  expect(await stepOf(0.9, false)).toBe("");
});

test("a pipe gets plain lines: what began, what it is at, how long it took", async () => {
  expect(await stepOf(2.5, false)).toBe("installing …\n  Downloading numpy\ninstalling: 2.5 s\n");
});

test("a terminal gets one line that counts, and nothing of it stays", async () => {
  const written = await stepOf(2.5, true);
  expect(written).toContain("installing (2 s) Downloading numpy");
  expect(written).not.toContain("\n");
  expect(written.endsWith("\r\x1b[K")).toBe(true);
});

test("a failure ends the line too, and is passed on", async () => {
  let written = "";
  const progress = createProgress({ isTTY: true, write: (text) => (written += text) });
  const step = progress.step("installing", async () => {
    await vi.advanceTimersByTimeAsync(1_500);
    throw new Error("no network");
  });
  await expect(step).rejects.toThrow("no network");
  expect(written.endsWith("\r\x1b[K")).toBe(true);
});
