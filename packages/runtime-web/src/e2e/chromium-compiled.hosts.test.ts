import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Embedder } from "@nestvec/core";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, startChromium, withoutChromium } from "@nestvec/chromium";
import { compiled, nodeVectors, tinySource } from "../testing/compiled-models.ts";
import { largestDifference, leastCosine, sampleTexts } from "../testing/compared-vectors.ts";
import type { StaticServer } from "../testing/static-server.ts";
import { openPage, pageEmbedder, type PageOptions, startTestServer } from "../testing/test-page.ts";

const shared = process.env["NESTVEC_SHARED"] ?? fileURLToPath(new URL("../../../../../shared", import.meta.url));
const miniSource = join(shared, "models/nestvec-mini/source");

/** Of float32 the promise of the product. Weights that are expanded give products in float32, too. */
const asFloat32 = { numbers: 2e-6, cosine: 1 - 1e-6 };

/**
 * A number between two whole ones is rounded to the other side where float32 before it differs in its last bits, and deeper exits add to that. A quarter of
 * what int8 may be away from float32 by default, a cosine of 0.998.
 */
const asInt8 = { numbers: Infinity, cosine: 0.9995 };

describe.skipIf(chromiumPath === undefined)(`compiled models in each form in Chromium ${withoutChromium}`, () => {
  let folder: string;
  let server: StaticServer;
  let browser: Browser;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "nestvec-compiled-"));
    [server, browser] = await Promise.all([startTestServer({ "models/compiled": folder }), startChromium()]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function inPage(name: string, options: PageOptions): Promise<Embedder> {
    const page = await (await browser.newContext()).newPage();
    await openPage(page, `${server.origin}/plain`);
    return pageEmbedder(page, `/models/compiled/${name}/`, options);
  }

  async function compare(source: string, name: string, form: readonly string[], within: typeof asFloat32): Promise<void> {
    const expected = await nodeVectors(await compiled(source, folder, name, ...form), sampleTexts);
    const layers = [...expected.keys()];
    for (const options of [
      { threads: 1, isolation: "none" },
      { threads: 2, isolation: "thread" },
    ] as const) {
      const embedder = await inPage(name, options);
      const exits = await embedder.embedLayers(sampleTexts, { layers });
      for (const { layer, vectors } of exits) {
        const found = { numbers: largestDifference(vectors, expected.get(layer)), cosine: leastCosine(vectors, expected.get(layer)) };
        console.log(
          `${name}, layer ${layer}, isolation ${options.isolation}: numbers differ by up to ${found.numbers}, least cosine ${found.cosine}`,
        );
        expect(found.numbers).toBeLessThanOrEqual(within.numbers);
        expect(found.cosine).toBeGreaterThanOrEqual(within.cosine);
      }
      const steps = [{ layer: layers[0] ?? 0, keep: 2 }, { layer: layers.at(-1) ?? 0 }];
      const { cascade } = await embedder.search("dolls", sampleTexts.slice(0, 4), { cascade: steps });
      expect(cascade?.map(({ computed, resumed }) => [computed, resumed])).toEqual([
        [4, 0],
        [0, 2],
      ]);
    }
  }

  const forms = [
    ["float32", ["--weights", "float32"], asFloat32],
    ["float16", ["--weights", "float16"], asFloat32],
    ["int8", ["--weights", "int8"], asFloat32],
  ] as const;

  test.each([...forms, ["computed-in-int8", ["--compute", "int8", "--min-cosine", "0.98"], asInt8] as const])(
    "tiny-modernbert, %s: Node's vectors in the page and in a Web Worker of two threads, and exits that resume",
    (name, options, within) => compare(tinySource, `tiny-${name}`, ["--layers", "2,4,6", ...options], within),
  );

  test.skipIf(!existsSync(miniSource)).each([...forms, ["computed-in-int8", ["--compute", "int8"], asInt8] as const])(
    `nestvec-mini, %s: the same (needs ${miniSource})`,
    (name, options, within) => compare(miniSource, `mini-${name}`, options, within),
  );
});
