import { afterEach, expect, test, vi } from "vitest";
import { node } from "../../scripts/run.ts";
import { findTestPython } from "../support/python.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

test("the program of SNAKEBRIDGE_TEST_NODE runs in place of the installed Node, so a version under test is not another one", async () => {
  vi.stubEnv("SNAKEBRIDGE_TEST_NODE", findTestPython());
  expect(await node(["-c", "print('ran ' + 'Python')"], { quiet: true })).toBe("ran Python\n");
  vi.stubEnv("SNAKEBRIDGE_TEST_NODE", "");
  expect(await node(["-p", "process.execPath"], { quiet: true })).toBe(`${process.execPath}\n`);
});

test("a Node that is not there is named", async () => {
  vi.stubEnv("SNAKEBRIDGE_TEST_NODE", "/no/such/node");
  await expect(node(["-v"])).rejects.toThrow("/no/such/node");
});
