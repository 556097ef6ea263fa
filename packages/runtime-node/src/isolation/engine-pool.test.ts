import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { referenceModels } from "@nestvec/conformance";
import { requestSize, type EmbedRequest, type TextInput } from "@nestvec/core";
import { expect, onTestFinished, test } from "vitest";
import { startChild } from "./child-worker.ts";
import type { WorkerHandle } from "./worker-handle.ts";
import { longText } from "./pool-member.ts";
import { enginePool, type EnginePool } from "./engine-pool.ts";

/** A copy of tiny-modernbert that takes texts of up to 8,192 tokens. */
async function longModel(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "nestvec-long-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await cp(fileURLToPath(new URL("tiny-modernbert", referenceModels)), folder, { recursive: true });
  const config = join(folder, "onnx", "model_config.json");
  await writeFile(config, JSON.stringify({ ...JSON.parse(await readFile(config, "utf8")), max_tokens: 8192 }));
  return folder;
}

/** A pool of children, and what became of each: its handle, and the batches that it has begun. */
interface WatchedPool extends EnginePool {
  readonly started: readonly WorkerHandle[];
  readonly begun: readonly number[];
}

/** A request to embed some texts of tiny-modernbert, given `deadline` milliseconds from now. */
const request = (texts: readonly TextInput[], { layer = 6, deadline }: { layer?: number; deadline?: number } = {}): EmbedRequest => ({
  texts,
  layer,
  dimension: 64,
  normalize: true,
  prompt: "",
  truncate: "end",
  maxTokens: 8192,
  expires: deadline === undefined ? undefined : performance.now() + deadline,
});

async function pool(workers: number, clock?: () => number): Promise<WatchedPool> {
  const entry = new URL("../../dist/worker.js", import.meta.url);
  const folder = await longModel();
  const started: WorkerHandle[] = [];
  const begun: number[] = [];
  const start = (place: number): WorkerHandle => {
    const schedule = workers > 1 && place === 0 ? { textTokens: longText } : {};
    const handle = startChild({ entry, folder, settings: { threads: 1, schedule: { attentionScores: 2 ** 28, ...schedule } } });
    const number = started.push(handle) - 1;
    begun[number] = 0;
    handle.port.onMessage((message) => {
      if (typeof message === "object" && message !== null && "type" in message && message.type === "begin") begun[number]! += 1;
    });
    return handle;
  };
  const made = enginePool(start, workers, clock === undefined ? {} : { clock });
  onTestFinished(() => made.dispose());
  await made.ready;
  return { ...made, started, begun };
}

const long = Array.from({ length: 2060 }, (_, place) => 5 + (place % 800));
// Over 2,048 tokens, which its bytes do not give away.
const dense = "a".repeat(5) + " b".repeat(2060);
const short = "a short text";

test("of two workers the first takes no long text, and both take short ones", async () => {
  const { embed, tokenize, begun } = await pool(2);
  await Promise.all(Array.from({ length: 2 }, () => embed(request([short, long], { layer: 2 }))));
  expect(begun[0]).toBe(0);
  const [first] = await tokenize(request([dense]));
  expect(first!.ids.length).toBeGreaterThan(longText);
  expect(requestSize([dense]).longest).toBeLessThan(longText);
  await embed(request([short, dense], { layer: 2 }));
  expect(begun[0]).toBe(0);
  const before = begun[1]!;
  expect(before).toBeGreaterThan(0);
  await Promise.all(Array.from({ length: 6 }, () => embed(request([short]))));
  expect(begun[0]).toBeGreaterThan(0);
  expect(begun[1]).toBeGreaterThan(before);
});

test("with one worker the counts say in the middle of a run that a long text holds it; what a dead one did counts on", async () => {
  const { embed, stats, started } = await pool(1);
  expect(await stats()).toMatchObject({ workers: 1, restarts: 0, heldByLongText: false, batches: 0, runningTexts: 0 });
  const work = embed(request([long], { layer: 2 }));
  await expect.poll(stats, { timeout: 30_000 }).toMatchObject({ heldByLongText: true, batches: 0, runningTexts: 1, waitingTokens: 0 });
  const waiting = embed(request([short]));
  await Promise.all([work, waiting]);
  const after = await stats();
  expect(after).toMatchObject({ heldByLongText: false, batches: 2, runningTexts: 0 });
  // A Node process with a model in it has at least some tens of megabytes.
  expect(after.residentBytes).toBeGreaterThan(2 ** 25);
  started[0]?.kill?.("by the test");
  await started[0]?.ended;
  await embed(request([short]));
  expect(await stats()).toMatchObject({ workers: 1, restarts: 1, batches: 3 });
});

test("after five deaths in a row one is started as a trial when the pause is over, and all when it has finished something", async () => {
  let now = 0;
  const { embed, stats, started } = await pool(2, () => now);
  const kill = async (number: number): Promise<void> => {
    started[number]!.kill!("by the test");
    await started[number]!.ended;
  };
  for (let death = 0; death < 5; death++) await kill(death);
  await kill(5);
  expect(started).toHaveLength(6);
  await expect(embed(request([short]))).rejects.toMatchObject({ code: "WORKER_DIED", details: { retryAfterMilliseconds: 30_000 } });
  now = 30_000;
  await Promise.all(Array.from({ length: 4 }, () => embed(request([short]))));
  expect(started).toHaveLength(7);
  // What only the second may take is no longer refused once the trial went well.
  await embed(request([long], { layer: 2 }));
  expect(await stats()).toMatchObject({ workers: 2 });
  expect(started).toHaveLength(8);
});

/** A text whose one run takes longer than any deadline of these tests. */
const endless = Array.from({ length: 3000 }, (_, place) => 5 + (place % 800));

test("a call whose run goes past its deadline fails, its worker is killed and replaced", async () => {
  const { embed, started } = await pool(1);
  await embed(request([short]));
  await expect(embed(request([endless], { deadline: 100 }))).rejects.toMatchObject({
    code: "DEADLINE_EXCEEDED",
    details: { what: "embedding", deadlineMilliseconds: 100, unfinishedTexts: 1 },
  });
  expect(await started[0]!.ended).toContain("deadline");
  await embed(request([short]));
  expect(started).toHaveLength(2);
});

test("a run that nobody wants any more is killed though others wait behind it, which are tried again", async () => {
  const { embed, stats, started } = await pool(1);
  await embed(request([short]));
  const late = expect(embed(request([endless], { deadline: 1000 }))).rejects.toMatchObject({ code: "DEADLINE_EXCEEDED" });
  await expect.poll(stats, { timeout: 30_000 }).toMatchObject({ runningTexts: 1 });
  const other = embed(request([short]));
  await late;
  await other;
  expect(started).toHaveLength(2);
});

test("a call whose deadline passes behind somebody else's run fails alone", async () => {
  const { embed, stats, started } = await pool(1);
  await embed(request([short]));
  const other = embed(request([endless]));
  await expect.poll(stats, { timeout: 30_000 }).toMatchObject({ runningTexts: 1 });
  await expect(embed(request([short], { deadline: 50 }))).rejects.toMatchObject({ code: "DEADLINE_EXCEEDED" });
  await other;
  expect(started).toHaveLength(1);
});

test("what would not be done in time is refused before any worker sees it; calls that failed say nothing of how long others take", async () => {
  const { embed, stats, started, begun } = await pool(1);
  const many = Array.from({ length: 200 }, (_, place) => `${place} ${"many words ".repeat(20)}`);
  await embed({ ...request(many.slice(0, 60), { layer: 2 }), lane: "interactive" });
  const { tokensPerMillisecond } = await stats();
  expect(tokensPerMillisecond).toBeGreaterThan(0);
  // Ends that are no success: a signal, a deadline, a wrong option.
  const stop = new AbortController();
  const gone = Array.from({ length: 20 }, (_, place) => embed({ ...request([`${place} gone`]), signal: stop.signal }));
  stop.abort();
  await Promise.allSettled([...gone, ...Array.from({ length: 20 }, () => embed(request([short], { layer: 99 })))]);
  const waiting = embed({ ...request(many, { layer: 2 }), lane: "interactive" });
  const before = begun[0]!;
  await expect(embed(request([short], { deadline: 5 }))).rejects.toMatchObject({
    code: "OVERLOADED",
    details: { waitingTexts: 200, deadlineMilliseconds: 5 },
  });
  // At once, while the worker is in its first runs.
  expect(begun[0]! - before).toBeLessThan(3);
  await embed(request([short], { deadline: 600_000 }));
  await waiting;
  await embed(request([short], { deadline: 60_000 }));
  expect(started).toHaveLength(1);
});

test("a worker that takes the place of a dead one takes everything", async () => {
  const { embed, stats, started } = await pool(1);
  const many = Array.from({ length: 60 }, (_, place) => `${place} ${"many words ".repeat(20)}`);
  await embed({ ...request(many, { layer: 2 }), lane: "interactive" });
  expect((await stats()).tokensPerMillisecond).toBeGreaterThan(0);
  started[0]!.kill!("by the test");
  await started[0]!.ended;
  expect((await stats()).tokensPerMillisecond).toBeUndefined();
  const all = Array.from({ length: 20 }, (_, place) => embed(request([`${place} after`], { deadline: 30_000 })));
  await Promise.all(all);
});
