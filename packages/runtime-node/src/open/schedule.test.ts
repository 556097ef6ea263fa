import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { referenceModels } from "@nestvec/conformance";
import type { Embedder, ScheduleOptions } from "@nestvec/core";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadModel } from "./load-model.ts";

const folder = fileURLToPath(new URL("tiny-modernbert/onnx-fp32", referenceModels));
const open = (schedule: ScheduleOptions = {}): Promise<Embedder> => loadModel(folder, { schedule, threads: 1 });
const openWithCache = (cacheBytes: number, schedule: ScheduleOptions = {}): Promise<Embedder> =>
  loadModel(folder, { schedule, cacheBytes, threads: 1 });
const idle = { queuedTexts: 0, waitingTokens: 0, runningTexts: 0 };

/** Texts of 1 to about 200 tokens, some of them twice. */
async function someTexts(count: number): Promise<string[]> {
  const { texts } = JSON.parse(await readFile(fileURLToPath(new URL("tiny-modernbert/golden.json", referenceModels)), "utf8")) as {
    texts: { text: string }[];
  };
  const words = texts.flatMap(({ text }) => text.split(/\s+/));
  const lengths = fc.sample(fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 80 })), { numRuns: count, seed: 11 });
  return lengths.map((length, text) => words.slice((text * 7) % 97, ((text * 7) % 97) + length).join(" "));
}

let embedder: Embedder;
beforeAll(async () => {
  embedder = await open();
});
afterAll(() => embedder.dispose());

test("every vector is the one computed alone, whatever else arrives, in which order and in which calls", { timeout: 240_000 }, async () => {
  const texts = await someTexts(500);
  const alone: Float32Array[] = [];
  for (const text of texts) alone.push((await embedder.embed([text])).data);
  const order = fc.shuffledSubarray([...texts.keys()], { minLength: texts.length, maxLength: texts.length });
  const splits = fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 2, maxLength: 30 });
  const before = await embedder.stats();
  await fc.assert(
    fc.asyncProperty(order, splits, async (places, sizes) => {
      const calls: Promise<void>[] = [];
      for (let start = 0, call = 0; start < places.length; call++) {
        const part = places.slice(start, start + (sizes[call % sizes.length] ?? 1));
        start += part.length;
        const embedded = embedder.embed(part.map((place) => texts[place] ?? ""));
        calls.push(
          embedded.then(({ vectors }) => {
            for (const [index, place] of part.entries()) {
              const difference = vectors[index]?.reduce(
                (largest, value, d) => Math.max(largest, Math.abs(value - (alone[place]?.[d] ?? NaN))),
                0,
              );
              // 1e-6: padding and batch mates change the order of float32 sums; 5e-8 was measured.
              expect(difference).toBeLessThanOrEqual(1e-6);
            }
          }),
        );
        if (call % 3 === 2) await new Promise((resolve) => setTimeout(resolve, 1));
      }
      await Promise.all(calls);
    }),
    { numRuns: 20 },
  );
  const after = await embedder.stats();
  expect(after).toMatchObject(idle);
  const useful = after.usefulTokens - before.usefulTokens;
  expect(1 - useful / (after.paddedTokens - before.paddedTokens)).toBeLessThanOrEqual(0.1);
});

/** Three calls of ten. */
const isAborted = (call: number): boolean => call % 10 < 3;

test("calls that are aborted at random moments leave nothing behind", async () => {
  const texts = await someTexts(100);
  const outcomes = await Promise.all(
    Array.from({ length: 1000 }, async (_, call) => {
      const stop = new AbortController();
      if (isAborted(call)) setTimeout(() => stop.abort(), (call * 37) % 400);
      try {
        await embedder.embed([texts[call % 100] ?? "", `${call}`], { signal: stop.signal });
        return "done";
      } catch (error) {
        return error instanceof Error && "code" in error ? error.code : error;
      }
    }),
  );
  expect(outcomes.filter((outcome, call) => outcome !== "done" && !(outcome === "ABORTED" && isAborted(call)))).toEqual([]);
  expect(outcomes.filter((outcome) => outcome === "ABORTED").length).toBeGreaterThan(0);
  // What was dropped while it ran is still counted as running until its batch ends.
  await embedder.embed(["the last"]);
  expect(await embedder.stats()).toMatchObject(idle);
});

test("a query during a bulk job comes back long before it", async () => {
  const bulk = embedder.embed(Array.from({ length: 2000 }, (_, place) => `text number ${place} of many`));
  await new Promise((resolve) => setTimeout(resolve, 20));
  const before = await embedder.stats();
  await embedder.embed(["a short query"]);
  const after = await embedder.stats();
  // The batch under way, the query's own, and one where the query's turn of the event loop just missed.
  expect(after.batches - before.batches).toBeLessThanOrEqual(3);
  expect(after.queuedTexts).toBeGreaterThan(0);
  await bulk;
});

test("a cache keeps full vectors, so that every dimension hits; identical texts are computed once", async () => {
  await using cached = await openWithCache(100_000);
  const first = await cached.embed(["one", "two", "one"], { layer: 4 });
  expect(first.vectors[0]).toEqual(first.vectors[2]);
  expect(await cached.stats()).toMatchObject({ cacheHits: 0, cacheMisses: 2, batches: 1 });
  const again = await cached.embed(["two", "one"], { layer: 4, dimension: 16 });
  expect(again.provider).toBeNull();
  expect([...again.data]).toEqual(
    [...(await embedder.embed(["two", "one"], { layer: 4, dimension: 16 })).data].map((value) => expect.closeTo(value, 6)),
  );
  await cached.embed(["one"], { layer: 2 });
  const stats = await cached.stats();
  expect(stats).toMatchObject({ cacheHits: 2, cacheMisses: 3, batches: 2, openedExits: [2, 4] });
  expect(stats.cacheBytes).toBeGreaterThan(3 * 64 * 4);
});

test("warming up runs every wanted exit once", async () => {
  await using cold = await openWithCache(100_000);
  await cold.warmUp({ layers: [4] });
  expect(await cold.stats()).toMatchObject({ openedExits: [4], batches: 1, usefulTokens: 16, cacheBytes: 0 });
  await cold.warmUp();
  const stats = await cold.stats();
  expect(stats).toMatchObject({ openedExits: [2, 4, 6], batches: 4 });
  expect(Object.keys(stats.runMilliseconds)).toEqual(["2", "4", "6"]);
  await expect(cold.warmUp({ layers: [3] })).rejects.toMatchObject({ code: "LAYER_UNAVAILABLE" });
});

test("a text over a budget is refused with the figure, before anything is run", async () => {
  // tiny-modernbert has 4 heads, as its config.json says; its folder onnx-fp32 alone does not say, which counts as 64 numbers a head.
  await using small = await loadModel(join(folder, ".."), { schedule: { attentionScores: 4 * 10 * 10 } });
  await expect(small.embed(["a", Array.from({ length: 11 }, () => 5)])).rejects.toMatchObject({
    code: "TEXT_OVER_BUDGET",
    details: { text: 1, tokens: 11, budget: "attention scores", limit: 400 },
  });
  await using short = await open({ textTokens: 10 });
  await expect(short.embed([Array.from({ length: 11 }, () => 5)])).rejects.toMatchObject({
    details: { budget: "tokens", needed: 11, limit: 10 },
  });
  expect((await short.embed([Array.from({ length: 10 }, () => 5)])).tokens).toEqual([10]);
  expect((await small.stats()).batches).toBe(0);
});

test("a deadline that passes and a queue that is full are errors of their own; wrong options are refused", async () => {
  await using busy = await open({ queueTexts: 5 });
  const texts = Array.from({ length: 400 }, (_, place) => `text number ${place} of a long list of texts`);
  const bulk = busy.embed(texts, { lane: "bulk" });
  await new Promise((resolve) => setImmediate(resolve));
  await expect(busy.embed(["x"], { lane: "bulk" })).rejects.toMatchObject({ code: "OVERLOADED", details: { limit: { texts: 5 } } });
  await expect(
    busy.embed(
      texts.map((text) => `${text}!`),
      { lane: "interactive", deadlineMilliseconds: 1 },
    ),
  ).rejects.toMatchObject({ code: "DEADLINE_EXCEEDED" });
  await bulk;
  expect(await busy.stats()).toMatchObject(idle);
  await expect(busy.embed(["x"], { deadlineMilliseconds: 0 })).rejects.toMatchObject({ code: "ARGUMENT_INVALID" });
  await expect(busy.embed(["x"], { lane: "fast" as "bulk" })).rejects.toMatchObject({ code: "ARGUMENT_INVALID" });
  await expect(open({ maxWaste: 2 })).rejects.toMatchObject({ code: "ARGUMENT_INVALID", details: { argument: "schedule.maxWaste" } });
  await expect(open({ batch: 2 } as ScheduleOptions)).rejects.toMatchObject({ code: "ARGUMENT_INVALID" });
});

test("vectors of tokens are given within their budget, past the cache, and beside whole texts", async () => {
  await using small = await openWithCache(1_000_000, { tokenVectorBytes: 20 * 64 * 4 });
  const [tokens = 0] = (await small.embed(["a text"])).tokens;
  const fitting = Array<string>(Math.floor(20 / tokens)).fill("a text");
  const [byToken, whole] = await Promise.all([small.embedTokens(fitting), small.embed(fitting)]);
  expect(byToken.data).toHaveLength(fitting.length * tokens * 64);
  expect(byToken.tokenVectors[1]).toEqual(byToken.tokenVectors[0]);
  expect(whole.provider).toBeNull();
  await expect(small.embedTokens([...fitting, "a text"])).rejects.toMatchObject({
    code: "TEXT_OVER_BUDGET",
    details: {
      text: fitting.length,
      tokens,
      budget: "bytes for all token vectors",
      needed: (fitting.length + 1) * tokens * 64 * 4,
      limit: 5120,
    },
  });
  expect((await small.embedTokens([...fitting, "a text"], { dimension: 8 })).tokenVectors).toHaveLength(fitting.length + 1);
  expect(await small.embedTokens([])).toMatchObject({ tokenVectors: [], provider: null });
});
