import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { referenceModels } from "@nestvec/conformance";
import { loadModel } from "@nestvec/runtime-node";
import { expect, test } from "vitest";
import { watchBatches } from "./batch-ends.ts";

test("the time of a batch is that which the counts say, at any moment between two of them", async () => {
  await using embedder = await loadModel(fileURLToPath(new URL("tiny-modernbert/onnx-fp32", referenceModels)), { isolation: "none" });
  const { stats } = embedder;
  // Counts as an embedder gives them, in which every second look finds two more batches, each of 10 ms.
  let looks = 0;
  const counted = {
    stats: async () => ({
      ...(await stats()),
      batches: 2 * Math.floor(looks / 2),
      runMilliseconds: { 6: 20 * Math.floor(looks++ / 2), 2: 1e6 },
    }),
  };
  const before = performance.now();
  const watch = watchBatches(counted, 6);
  await expect.poll(() => looks).toBeGreaterThan(8);
  const between = performance.now();
  const seen = looks;
  await expect.poll(() => looks).toBeGreaterThan(seen + 8);
  await watch.stop();
  expect(watch.during(before), "before the first").toBeNaN();
  expect(watch.during(between)).toBe(10);
  expect(watch.mean()).toBe(10);
  expect(watch.during(performance.now()), "after the last").toBeNaN();
  const stopped = looks;
  await sleep(5);
  expect(looks, "nobody asks any more").toBe(stopped);
});
