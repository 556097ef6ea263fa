import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { chromiumPath, startChromium, withoutChromium } from "@nestvec/chromium";
import { nodeVectors, quantized, tinyPublished } from "../testing/compiled-models.ts";
import { leastCosine, sampleTexts } from "../testing/compared-vectors.ts";
import type { StaticServer } from "../testing/static-server.ts";
import { openPage, pageEmbedder, startTestServer } from "../testing/test-page.ts";

// A browser and a machine that does other work besides: nothing here is about time.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

describe.skipIf(chromiumPath === undefined)(`a published model in int8 in Chromium ${withoutChromium}`, () => {
  let folder: string;
  let server: StaticServer;
  let browser: Browser;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "nestvec-quantized-"));
    const source = join(folder, "source");
    await cp(tinyPublished, source, { recursive: true, filter: (path) => !/onnx-fp32|golden\.json/.test(path) });
    await quantized(source, folder, "int8", "--min-cosine", "0.98");
    [server, browser] = await Promise.all([startTestServer({ "models/quantized": folder }), startChromium()]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test("has Node's vectors at every exit, their spaces, and says how near they are to float32", async () => {
    const page = await (await browser.newContext()).newPage();
    await openPage(page, `${server.origin}/plain`);
    const embedder = await pageEmbedder(page, "/models/quantized/int8/", { threads: 1 });
    const { exits, notes } = await embedder.info();
    expect(exits.map(({ layer, space }) => [layer, /\/layer-\d\/int8$/.test(space ?? "")])).toEqual(
      [2, 4, 6].map((layer) => [layer, true]),
    );
    expect(notes.some((note) => note.startsWith("Its products are in int8: of "))).toBe(true);
    const texts = sampleTexts.filter((text) => text !== "");
    const expected = await nodeVectors(join(folder, "int8"), texts);
    // The last digit of a float may round an input to the next integer.
    for (const { layer, vectors } of await embedder.embedLayers(texts, { layers: [2, 4, 6] }))
      expect(leastCosine(vectors, expected.get(layer)), `layer ${layer}`).toBeGreaterThanOrEqual(0.99999);
  });
});
