import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { NestvecError } from "@nestvec/core";
import { expect, test } from "vitest";
import { modelFolder } from "@nestvec/runtime-node";
import { measureResources } from "./measure-resources.ts";

const mini = await modelFolder("nestvec-mini");
const options = { model: mini, layers: [2, 6], threads: 1, seed: 1, rounds: 2, seconds: 60 };

test("memory, cold start and files of two exits", async () => {
  const { rows } = await measureResources(options);
  expect(rows.map(({ layer }) => layer)).toEqual([2, 6]);
  const [shallow, deep] = rows;
  for (const { coldStartMilliseconds } of rows) {
    expect(coldStartMilliseconds.rounds).toBe(2);
    expect(coldStartMilliseconds.least).toBeGreaterThan(0);
  }
  // All files but the other exits' graphs, the paper and what nothing reads.
  const unread = /model_layer_[234]\.onnx$|golden\.json|quality\.json|package\.json|README\.md|NOTICE|LICENSE/;
  const files = readdirSync(mini, { recursive: true, encoding: "utf8" }).filter((file) => !unread.test(file));
  const sizes = files.map((file) => statSync(join(mini, file))).filter((found) => found.isFile());
  expect(deep?.diskBytes).toBe(sizes.reduce((sum, { size }) => sum + size, 0));
  expect(shallow?.diskBytes).toBeLessThan(deep?.diskBytes ?? 0);
});

test.runIf(process.platform === "linux")("memory grows with the depth, and from step to step", async () => {
  const [shallow, deep] = (await measureResources({ ...options, rounds: 1 })).rows;
  // Four more layers of 1.77 million float32 numbers are 28 MB.
  expect(deep!.memory!.openedMegabytes - shallow!.memory!.openedMegabytes).toBeGreaterThan(20);
  for (const row of [shallow!.memory!, deep!.memory!]) {
    expect(row.openedMegabytes).toBeGreaterThan(row.loadedMegabytes);
    expect(row.peakMegabytes + 1).toBeGreaterThan(row.privateMegabytes + row.sharedMegabytes);
    expect(row.sharedMegabytes).toBeGreaterThan(0);
  }
});

test("without time, there is one round and a flag", async () => {
  const { rows, flags } = await measureResources({ ...options, layers: [2], seconds: 0 });
  expect(rows[0]?.coldStartMilliseconds.rounds).toBe(1);
  expect(flags).toEqual([{ part: "resources", kind: "cut short", detail: "1 of 2 rounds fitted into 0 s." }]);
});

test("it can be stopped", async () => {
  const stop = new AbortController();
  const progress = (): void => void setTimeout(() => stop.abort(), 200);
  const measuring = measureResources({ ...options, rounds: 1000, signal: stop.signal, progress });
  await expect(measuring).rejects.toSatisfy((error) => NestvecError.is(error, "ABORTED"));
});
