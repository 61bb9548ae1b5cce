/** What the end of a worker is called, and when the next one starts. */
import { expect, test } from "vitest";
import { Permissions } from "../../../runtime/connection/permissions.ts";
import { EnvironmentError } from "../../../runtime/errors.ts";
import { Target } from "../../../runtime/proxies/remote.ts";
import type { Transport, TransportEnd, TransportListener } from "../../../runtime/transports/transport.ts";
import { backoffDelay, Supervisor } from "../../../runtime/workers/supervisor.ts";
import { bytes, hello } from "../support/scripted.ts";

const transport: Transport = { pid: 1, send() {}, keepProgramAlive() {}, close() {}, kill() {} };
const crash: TransportEnd = { startFailure: null, broken: null, exitCode: null, signal: "SIGSEGV", stderr: [] };

function supervised() {
  const listeners: TransportListener[] = [];
  const supervisor = new Supervisor(
    new Permissions(),
    { frame: 1e6, depth: 100, calls: 10 },
    {
      startTimeout: 1e6,
      acceptedPythons: [],
      explainVersion: () => "another version",
      open(listener) {
        listeners.push(listener);
        return transport;
      },
      explain: () => "it never was ready",
    },
  );
  return { listeners, supervisor };
}

async function endOf(end: TransportEnd, ready: boolean): Promise<unknown> {
  const { listeners, supervisor } = supervised();
  const worker = supervisor.start();
  if (ready) listeners[0]?.onFrame(bytes(["hello", hello]));
  const result = Promise.resolve(worker.call(new Target(worker, "m", { label: "m" }, ["f"]), [], undefined));
  listeners[0]?.onEnd(end);
  return result.catch((error: unknown) => error);
}

test("a crash, a broken channel and a worker that never was ready are different errors", async () => {
  expect(await endOf(crash, true)).toMatchObject({ code: "WORKER_CRASHED", signal: "SIGSEGV" });
  expect(await endOf({ ...crash, broken: "a frame of length 0" }, true)).toMatchObject({
    code: "PROTOCOL",
    message: expect.stringContaining("a frame of length 0"),
  });
  const early = await endOf({ ...crash, stderr: ["why"] }, false);
  expect(early).toBeInstanceOf(EnvironmentError);
  expect(early).toMatchObject({ message: "it never was ready; it said last:\n  why" });
});

test("the first failure costs nothing, each further one in a row twice as long, up to a limit", () => {
  expect([0, 1, 2, 3, 4].map(backoffDelay)).toEqual([0, 0, 100, 200, 400]);
  expect(backoffDelay(50)).toBe(5000);
});

test("workers that fail early in a row start later, and their calls wait for them", async () => {
  const { listeners, supervisor } = supervised();
  for (let i = 0; i < 2; i++) {
    supervisor.start();
    listeners[i]?.onEnd(crash);
  }
  const third = supervisor.start();
  expect(listeners).toHaveLength(2);
  const result = Promise.resolve(third.call(new Target(third, "m", { label: "m" }, ["f"]), [], undefined));
  while (listeners.length < 3) await new Promise((resolve) => setTimeout(resolve, 10));
  listeners[2]?.onFrame(bytes(["hello", hello]));
  listeners[2]?.onEnd(crash);
  await expect(result).rejects.toMatchObject({ code: "WORKER_CRASHED" });
});
