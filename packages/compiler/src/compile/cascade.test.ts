import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEngine, type EmbedRequest, type Engine, type Runtime, type ScheduleOptions } from "@nestvec/core";
import { after, directory, loadModel, nodeRuntime } from "@nestvec/runtime-node";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { compileAlone, largestDifference, tinySource } from "../testing/sources.ts";
import { someIds } from "../testing/stages.ts";

let folder = "";
let compiled = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nestvec-cascade-"));
  compiled = join(folder, "compiled");
  await compileAlone(await tinySource(join(folder, "source")), { out: compiled });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Numbers of a hidden state. */
const width = 64;
const bytesOf = (lengths: readonly number[]): number => lengths.reduce((sum, length) => sum + 4 * width * length, 0);
const here = { isolation: "none", cacheBytes: 0 } as const;

const digest = async (): Promise<string> => "0".repeat(64);

/** What a test does with an engine beside asking it. */
interface Watch {
  readonly onRun?: (graph: string) => void;
  readonly time?: { now: number };
}

/**
 * An engine of the compiled model. Each look at its clock takes 10 milliseconds, so that the event loop has its turn after every stage. `ran`: graphs in
 * the order in which they were run.
 */
async function engine(
  schedule: ScheduleOptions = {},
  { onRun = () => {}, time = { now: 0 } }: Watch = {},
): Promise<Engine & { readonly ran: string[] }> {
  const ran: string[] = [];
  const inner = nodeRuntime({ threads: 1 });
  const runtime: Runtime = {
    ...inner,
    async open(files, graph, use) {
      const session = await inner.open(files, graph, use);
      return {
        ...session,
        async run(feeds, outputs) {
          const result = await session.run(feeds, outputs);
          ran.push(graph);
          onRun(graph);
          return result;
        },
      };
    },
  };
  const clock = (): number => (time.now += 10);
  const opened = await openEngine(
    directory(compiled),
    { schedule: { deadlineMilliseconds: 1e9, ...schedule } },
    { runtime, clock, after, digest },
  );
  onTestFinished(() => opened.dispose());
  return { ...opened, ran };
}

const request = (lengths: readonly number[], layer: number, more: Partial<EmbedRequest> = {}): EmbedRequest => ({
  texts: lengths.map(someIds),
  prompt: "",
  layer,
  dimension: width,
  normalize: true,
  ...more,
});

const oneBatch = { paddedTokens: 8192, maxWaste: 1 };

test.each<[string, readonly number[]]>([
  ["a short text", [20]],
  ["a text for the graphs of long ones", [600]],
  ["texts of several lengths in one batch", [40, 7, 90, 41]],
])("of %s, an exit that goes on from another has the bits of one that begins anew", async (_what, lengths) => {
  const { embed, stats, dropStates, ran } = await engine(oneBatch);
  await embed(request(lengths, 2, { states: { name: "a", keeps: true } }));
  expect((await stats()).stateBytes).toBe(bytesOf(lengths));
  const between = await embed(request(lengths, 4, { states: { name: "a", keeps: true } }));
  ran.length = 0;
  const last = await embed(request(lengths, 6, { states: { name: "a", keeps: false } }));
  expect(ran).toEqual([expect.stringContaining("to-layer-6")]);
  expect((await stats()).stateBytes).toBe(0);
  for (const [resumed, layer] of [
    [between, 4],
    [last, 6],
  ] as const) {
    expect(resumed.resumed).toEqual(lengths.map(() => true));
    expect(resumed.data).toEqual((await embed(request(lengths, layer))).data);
  }
  await dropStates?.("a");
});

test("among other texts, an exit that goes on from another differs from one that begins anew by rounding alone", async () => {
  const { embed } = await engine(oneBatch);
  const lengths = [40, 7, 90, 41, 300];
  await embed(request(lengths, 4, { states: { name: "a", keeps: true } }));
  const some = [40, 300, 7];
  const resumed = await embed(request(some, 6, { states: { name: "a", keeps: false } }));
  expect(resumed.resumed).toEqual([true, true, true]);
  for (const [text, length] of some.entries()) {
    const alone = await embed(request([length], 6));
    // What the product promises of a state that goes on in another batch.
    expect(largestDifference(resumed.data.subarray(text * width, (text + 1) * width), alone.data)).toBeLessThan(2e-6);
  }
});

test("states for which there is no room are computed again, and what is kept stays in its bounds", async () => {
  const lengths = [10, 20, 30];
  const { embed, stats, dropStates } = await engine({ stateBytes: bytesOf([30, 10]) });
  await embed(request(lengths, 2, { states: { name: "a", keeps: true } }));
  const { stateBytes = 0 } = await stats();
  expect(stateBytes).toBeGreaterThan(0);
  expect(stateBytes).toBeLessThanOrEqual(bytesOf([30, 10]));
  const { resumed, data } = await embed(request(lengths, 6, { states: { name: "a", keeps: false } }));
  expect(new Set(resumed)).toEqual(new Set([true, false]));
  expect(largestDifference(data, (await embed(request(lengths, 6))).data)).toBeLessThan(2e-6);
  await embed(request(lengths, 2, { states: { name: "b", keeps: true } }));
  await dropStates?.("b");
  expect((await stats()).stateBytes).toBe(0);
});

test("several exits are one pass, and have the bits that each has alone", async () => {
  for (const lengths of [[20], [600], [40, 7, 90]]) {
    const { embed, embedLayers, ran } = await engine(oneBatch);
    const { layer: _layer, ...all } = request(lengths, 6);
    const { data, spaces } = (await embedLayers?.({ ...all, layers: [2, 6] })) ?? expect.unreachable();
    const family = lengths[0] === 600 ? "long" : "short";
    expect(ran).toEqual([expect.any(String), ...[2, 4, 6].map((layer) => `to-layer-${layer}.${family}.onnx`)]);
    for (const [exit, layer] of [2, 6].entries()) {
      const alone = await embed(request(lengths, layer));
      expect(data.slice(exit * alone.data.length, (exit + 1) * alone.data.length)).toEqual(alone.data);
      expect(spaces[exit]).toBe(alone.space);
    }
  }
});

test.each(["ABORTED", "DEADLINE_EXCEEDED"])("work that is %s ends before the next stage, and the engine goes on", async (code) => {
  const controller = new AbortController();
  const time = { now: 0 };
  const onRun = (graph: string): void => {
    if (!graph.includes("to-layer-2")) return;
    if (code === "ABORTED") controller.abort();
    else time.now += 1e6;
  };
  const { embed, embedLayers, stats, ran } = await engine({}, { onRun, time });
  const life = code === "ABORTED" ? { signal: controller.signal } : { expires: 1e6 };
  const { layer: _layer, ...all } = request([600], 6, life);
  await expect(embedLayers?.({ ...all, layers: [2, 6] })).rejects.toMatchObject({ code });
  const same = await embed(request([600], 6));
  expect(same.data).toHaveLength(width);
  // The second text, which is the same one, was not given to the run that ended.
  expect(ran.map((graph) => graph.replace(".long.onnx", ""))).toEqual([
    "embed.onnx",
    "to-layer-2",
    "embed.onnx",
    "to-layer-2",
    "to-layer-4",
    "to-layer-6",
  ]);
  expect((await stats()).runningTexts).toBe(0);
});

test("a cascade computes all at the first exit, goes on with those that it keeps, and leaves nothing behind", async () => {
  await using embedder = await loadModel(compiled, here);
  const texts = Array.from(
    { length: 40 },
    (_, place) => `text ${place % 30} of some that are alike, but not the same: ${"word ".repeat(place % 9)}`,
  );
  const steps = [{ layer: 2, dimension: 16, keep: 0.5 }, { layer: 4, dimension: 32, keep: 3 }, { layer: 6 }];
  const { cascade, matches, layer, dimension } = await embedder.search("text 7 of some", texts, { cascade: steps, topK: 2 });
  expect({ layer, dimension }).toEqual({ layer: 6, dimension: 64 });
  expect(cascade?.map(({ milliseconds: _milliseconds, ...report }) => report)).toEqual([
    { layer: 2, dimension: 16, candidates: 40, computed: 40, resumed: 0, cached: 0, kept: 20 },
    { layer: 4, dimension: 32, candidates: 20, computed: 0, resumed: 20, cached: 0, kept: 3 },
    { layer: 6, dimension: 64, candidates: 3, computed: 0, resumed: 3, cached: 0, kept: 2 },
  ]);
  expect(matches).toHaveLength(2);
  expect((await embedder.stats()).stateBytes).toBe(0);
  const controller = new AbortController();
  const aborted = embedder.search("text 7 of some", texts, { cascade: steps, signal: controller.signal });
  controller.abort();
  await expect(aborted).rejects.toMatchObject({ code: "ABORTED" });
  const wrong = [...texts.slice(0, 5), [999_999]];
  await expect(embedder.search("text 7 of some", wrong, { cascade: steps })).rejects.toMatchObject({
    code: "TOKEN_OUT_OF_RANGE",
    details: { text: 5 },
  });
  expect((await embedder.stats()).stateBytes).toBe(0);
});

test("a cascade over vectors is refused; one whose vectors are known runs nothing", async () => {
  await using embedder = await loadModel(compiled, { ...here, cacheBytes: 1e6 });
  const texts = ["a red boat", "a green car", "rain in the evening"];
  const cascade = [{ layer: 2, keep: 2 }, { layer: 6 }];
  const stored = await embedder.embed(texts);
  await expect(embedder.search("a boat", stored, { cascade })).rejects.toMatchObject({
    code: "ARGUMENT_INVALID",
    details: { argument: "cascade" },
  });
  const first = await embedder.search("a boat", texts, { cascade });
  const again = await embedder.search("a boat", texts, { cascade });
  expect(again.matches).toEqual(first.matches);
  expect(again.cascade).toMatchObject([
    { cached: 3, computed: 0 },
    { cached: 2, computed: 0, resumed: 0 },
  ]);
  const { batches } = await embedder.stats();
  const [deep, shallow] = await embedder.embedLayers(texts.slice(0, 2), { layers: [6, 2] });
  expect([deep?.layer, shallow?.layer]).toEqual([6, 2]);
  await embedder.embedLayers(texts.slice(0, 2), { layers: [2, 6] });
  expect((await embedder.stats()).batches).toBeLessThanOrEqual(batches + 1);
});
