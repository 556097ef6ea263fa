import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { referenceModels } from "@nestvec/conformance";
import { beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { loadModel } from "./load-model.ts";

const folder = fileURLToPath(new URL("tiny-static", referenceModels));
const texts = ["the cat sat on a mat", "nesting dolls", "hello world, hello"];
let expected: Float32Array;

beforeAll(async () => {
  await using embedder = await loadModel(folder, { isolation: "none" });
  expected = (await embedder.embed(texts)).data;
});

test.each([
  ["a thread", { isolation: "thread" }],
  ["processes", { isolation: "process", workers: 2 }],
] as const)("a static model works in %s as in the caller's thread", async (_, options) => {
  await using embedder = await loadModel(folder, options);
  await embedder.warmUp();
  const answers = await Promise.all([embedder.embed(texts, { lane: "bulk" }), embedder.embed(texts, { deadlineMilliseconds: 3_600_000 })]);
  for (const { data, provider, layer } of answers)
    expect({ data, provider, layer }).toEqual({ data: expected, provider: "table", layer: 1 });
  expect(await embedder.stats()).toMatchObject({ openedExits: [1], queuedTexts: 0 });
  const [row] = await embedder.tokenize(["the cat"]);
  expect(row?.pieces).toEqual(["the", "cat"]);
  expect(await embedder.decode([row?.ids ?? []])).toEqual(["the cat"]);
  await expect(embedder.embed(texts, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "ABORTED" });
});

test("is calibrated like any other, so that plans know its one exit's time", async () => {
  // Not kept in the user's own cache.
  vi.stubEnv("NESTVEC_CACHE", await mkdtemp(join(tmpdir(), "nestvec-static-")));
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  await using embedder = await loadModel(folder, { isolation: "none" });
  const { exits } = await embedder.calibrate();
  expect(new Set(exits.map(({ layer }) => layer))).toEqual(new Set([1]));
});
