import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { chromiumPath, startChromium, withoutChromium } from "@nestvec/chromium";
import { compiled, nodeVectors, tinySource } from "../testing/compiled-models.ts";
import { largestDifference, sampleTexts } from "../testing/compared-vectors.ts";
import type { StaticServer } from "../testing/static-server.ts";
import { openPage, pageEmbedder, startTestServer } from "../testing/test-page.ts";

// A browser and a machine that does other work besides: nothing here is about time.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

describe.skipIf(chromiumPath === undefined)(`a compiled model in Chromium ${withoutChromium}`, () => {
  let folder: string;
  let server: StaticServer;
  let browser: Browser;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "nestvec-compiled-"));
    await compiled(tinySource, folder, "float32", "--layers", "2,4,6");
    [server, browser] = await Promise.all([startTestServer({ "models/compiled": folder }), startChromium()]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    server.log.length = 0;
  });

  /** A page of a visitor who was never there. */
  async function newPage(): Promise<Page> {
    const page = await (await browser.newContext()).newPage();
    await openPage(page, `${server.origin}/plain`);
    return page;
  }
  const loaded = (): readonly string[] =>
    server.log
      .filter(({ path, method }) => method === "GET" && /\.(?:bin|onnx)$/.test(path))
      .map(({ path }) => path.replace("/models/compiled/float32/", ""))
      .toSorted();

  test("gives Node's vectors at every exit, short texts and long, in a Web Worker", async () => {
    const expected = await nodeVectors(join(folder, "float32"), sampleTexts);
    const embedder = await pageEmbedder(await newPage(), "/models/compiled/float32/", { threads: 1, isolation: "thread" });
    const exits = await embedder.embedLayers(sampleTexts, { layers: [2, 4, 6] });
    expect(exits.map(({ layer }) => layer)).toEqual([2, 4, 6]);
    // 2e-6: what the product promises of float32.
    for (const { layer, vectors } of exits)
      expect(largestDifference(vectors, expected.get(layer)), `layer ${layer}`).toBeLessThanOrEqual(2e-6);
  });

  test("downloads the stages that are needed alone, and for a deeper exit what is missing", async () => {
    const embedder = await pageEmbedder(await newPage(), "/models/compiled/float32/", { threads: 1 });
    expect(loaded()).toEqual([]);
    await embedder.embed(["a short text"], { layer: 2 });
    expect(loaded()).toEqual(["embed.onnx", "embeddings.bin", "to-layer-2.bin", "to-layer-2.short.onnx"]);
    server.log.length = 0;
    await embedder.embed(["a short text"], { layer: 4 });
    expect(loaded()).toEqual(["to-layer-4.bin", "to-layer-4.short.onnx"]);
    server.log.length = 0;
    await embedder.embed([sampleTexts.at(-1) ?? ""], { layer: 2 });
    expect(loaded()).toEqual(["to-layer-2.long.onnx"]);
  });

  test("a cascade goes on from the exit before, and finds what the deepest exit finds among those that it kept", async () => {
    const embedder = await pageEmbedder(await newPage(), "/models/compiled/float32/", { threads: 1 });
    const texts = Array.from({ length: 40 }, (_, index) => `text ${index} is about ${index % 7} dolls`);
    const { cascade, matches } = await embedder.search("four dolls", texts, {
      topK: 3,
      cascade: [{ layer: 2, dimension: 32, keep: 0.25 }, { layer: 6 }],
    });
    expect(cascade).toMatchObject([
      { layer: 2, candidates: 40, computed: 40, resumed: 0, kept: 10 },
      { layer: 6, candidates: 10, computed: 0, resumed: 10, kept: 3 },
    ]);
    const alone = await embedder.search("four dolls", texts, { topK: 40, layer: 6 });
    const similarity = new Map(alone.matches.map((match) => [match.index, match.similarity]));
    // A resumed exit and a fresh one, in batches of their own.
    for (const match of matches) expect(Math.abs(match.similarity - (similarity.get(match.index) ?? Number.NaN))).toBeLessThanOrEqual(2e-6);
    // What was kept between the steps is gone.
    await expect.poll(async () => (await embedder.stats()).stateBytes).toBe(0);
  });
});
