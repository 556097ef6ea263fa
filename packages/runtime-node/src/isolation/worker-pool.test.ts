import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { referenceModels } from "@nestvec/conformance";
import type { EngineStats, TokenizedText } from "@nestvec/core";
import { expect, onTestFinished, test } from "vitest";
import { callSize } from "./call-size.ts";
import { startChild } from "./child-worker.ts";
import type { WorkerHandle } from "./worker-handle.ts";
import { longText, workerPool, type WorkerPool } from "./worker-pool.ts";

/** A copy of tiny-modernbert that takes texts of up to 8,192 tokens. */
async function longModel(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "nestvec-long-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await cp(fileURLToPath(new URL("tiny-modernbert", referenceModels)), folder, { recursive: true });
  const config = join(folder, "onnx", "model_config.json");
  await writeFile(config, JSON.stringify({ ...JSON.parse(await readFile(config, "utf8")), max_tokens: 8192 }));
  return folder;
}

/** A pool of children, and each child as it was started. */
async function pool(workers: number): Promise<WorkerPool & { readonly started: readonly WorkerHandle[] }> {
  const entry = new URL("../../dist/worker.js", import.meta.url);
  const folder = await longModel();
  const started: WorkerHandle[] = [];
  const made = workerPool((place) => {
    const schedule = workers > 1 && place === 0 ? { textTokens: longText } : {};
    const handle = startChild({ entry, folder, settings: { threads: 1, schedule: { attentionScores: 2 ** 28, ...schedule } } });
    started.push(handle);
    return handle;
  }, workers);
  onTestFinished(() => made.dispose());
  await made.ready;
  return { ...made, started };
}

const long = Array.from({ length: 2060 }, (_, place) => 5 + (place % 800));
// Over 2,048 tokens, which its bytes do not give away.
const dense = "a".repeat(5) + " b".repeat(2060);
const short = "a short text";

test("of two workers the first takes no long text, and both take short ones", async () => {
  const { call, started } = await pool(2);
  await Promise.all(Array.from({ length: 2 }, () => call("embed", [[short, long], { layer: 2 }])));
  expect(started.map((handle) => handle.finishedRuns() > 0)).toEqual([false, true]);
  const [first] = (await call("tokenize", [[dense]])) as TokenizedText[];
  expect(first!.ids.length).toBeGreaterThan(longText);
  expect(callSize([dense]).longest).toBeLessThan(longText);
  await call("embed", [[short, dense], { layer: 2 }]);
  expect(started[0]!.finishedRuns()).toBe(0);
  const before = started[1]!.finishedRuns();
  await Promise.all(Array.from({ length: 6 }, () => call("embed", [[short]])));
  expect(started[0]!.finishedRuns()).toBeGreaterThan(0);
  expect(started[1]!.finishedRuns()).toBeGreaterThan(before);
});

test("with one worker the counts say that a long text holds it, and what was restarted", async () => {
  const { call, started } = await pool(1);
  const stats = (): Promise<unknown> => call("stats", []);
  expect(await stats()).toMatchObject({ workers: 1, restarts: 0, heldByLongText: false });
  const work = call("embed", [[long], { layer: 2 }]);
  expect(await stats()).toMatchObject({ heldByLongText: true });
  await work;
  const after = (await stats()) as EngineStats;
  expect(after).toMatchObject({ heldByLongText: false, batches: 1 });
  // A Node process with a model in it has at least some tens of megabytes.
  expect(after.residentBytes).toBeGreaterThan(2 ** 25);
  started[0]?.kill?.("by the test");
  await started[0]?.ended;
  await call("embed", [[short]]);
  // What the one before had done counts on.
  expect(await stats()).toMatchObject({ workers: 1, restarts: 1, batches: 2 });
});

/** A text whose one run takes longer than any deadline of these tests. */
const endless = Array.from({ length: 2500 }, (_, place) => 5 + (place % 800));

test("a call whose run goes past its deadline fails, its worker is killed and replaced", async () => {
  const { call, started } = await pool(1);
  await call("embed", [[short]]);
  await expect(call("embed", [[endless], { deadline: 100 }])).rejects.toMatchObject({
    code: "DEADLINE_EXCEEDED",
    details: { what: "embedding", deadlineMilliseconds: 100, unfinishedTexts: 1 },
  });
  expect(await started[0]!.ended).toContain("deadline");
  await call("embed", [[short]]);
  expect(started).toHaveLength(2);
});

test("a call whose deadline passes behind somebody else's run fails alone", async () => {
  const { call, started } = await pool(1);
  await call("embed", [[short]]);
  const other = call("embed", [[endless]]);
  // Its run has begun by then, and takes seconds.
  await new Promise((resolve) => setTimeout(resolve, 200));
  await expect(call("embed", [[short], { deadline: 50 }])).rejects.toMatchObject({ code: "DEADLINE_EXCEEDED" });
  await other;
  expect(started).toHaveLength(1);
});
