import { spawn } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { expect, onTestFinished, test } from "vitest";
import { busyFlag, busyFlagOf } from "./busy-flag.ts";

test("15 % of the cores is not busy, more is", () => {
  expect(busyFlagOf("latency", 0.15)).toBeUndefined();
  expect(busyFlagOf("latency", 0.42)).toMatchObject({ part: "latency", kind: "busy machine", detail: expect.stringContaining("42 %") });
});

test("a machine that is really busy is flagged", async () => {
  // As many as there are cores, each for ten seconds at most, should this test not live to end them.
  const spinning = "process.stdout.write('on'); const end = Date.now() + 10_000; while (Date.now() < end);";
  const children = Array.from({ length: availableParallelism() }, () =>
    spawn(process.execPath, ["-e", spinning], { stdio: ["ignore", "pipe", "ignore"] }),
  );
  onTestFinished(() => children.forEach((child) => child.kill("SIGKILL")));
  await Promise.all(children.map(({ stdout }) => once(stdout, "data")));
  expect(await busyFlag({ part: "peak" })).toMatchObject({ part: "peak", kind: "busy machine" });
});

test("it can be stopped", async () => {
  await expect(busyFlag({ part: "peak", signal: AbortSignal.abort() })).rejects.toThrow();
});
