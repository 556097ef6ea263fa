import { measureLoad } from "@nestvec/bench/measuring";
import { expect, onTestFinished, test } from "vitest";
import { startServerProcess, stopServerProcess } from "./server-process.ts";

test("nestvec's own server answers all of it, and counts the tokens that were asked for", async () => {
  const server = await startServerProcess([]);
  onTestFinished(async () => void (await stopServerProcess(server)));
  const { result } = await measureLoad({ rate: 100, seconds: 0.3, tokens: 12, seed: 1, url: server.url });
  expect(result).toMatchObject({ sent: 30, statuses: { 200: 30 }, tokens: 12, url: `${server.url}/v1/embeddings` });
  const { p50 = NaN, p90 = NaN, p99 = NaN, most = NaN } = result.latency ?? {};
  expect(0 < p50 && p50 <= p90 && p90 <= p99 && p99 <= most).toBe(true);
  expect(result.tokensPerSecond).toBeCloseTo(result.goodput * 12, 6);
});
