import { keptEmbedders, sessionLaws, testEmbedders, type LawsEffort, type ReferenceModel } from "@nestvec/conformance";
import type { Embedder } from "@nestvec/core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { startChromium } from "@nestvec/chromium";
import { modelSource } from "../testing/folder-source.ts";
import { nodePlatform } from "../testing/node-build.ts";
import { pageRuntime } from "../testing/page-runtime.ts";
import { findGpu, gpuFlags, withoutGpu } from "../testing/software-gpu.ts";
import type { StaticServer } from "../testing/static-server.ts";
import { openPage, pageEmbedder, startTestServer } from "../testing/test-page.ts";

/**
 * On two cores, a GPU in software takes about 10 ms for a token in each layer of nestvec-mini, and as long for 1 token as for 32. By that, all
 * texts again alone, in 25 orders and as ids would take it eight minutes more.
 */
const effort: LawsEffort = { orders: 2, repeatedTexts: 6, repeatedTokens: 64 };

/** A call waits for its exit's check, and for a machine that does other work besides. */
const patience = 1_800_000;

// Nothing here is about time.
vi.setConfig({ testTimeout: patience, hookTimeout: patience });

const gpu = await findGpu();

describe.skipIf(gpu === undefined)(`on WebGPU in Chromium ${withoutGpu}`, () => {
  let server: StaticServer;
  let browser: Browser;
  const { kept, lent, dispose } = keptEmbedders(openModel);
  beforeAll(async () => {
    [server, browser] = await Promise.all([startTestServer(), startChromium(gpuFlags)]);
  });
  afterAll(async () => {
    await dispose();
    await browser?.close();
    await server?.close();
  });

  async function gpuPage(): Promise<Page> {
    const page = await browser.newPage();
    await openPage(page, `${server.origin}/webgpu`);
    return page;
  }

  async function openModel(model: ReferenceModel): Promise<Embedder> {
    const url = model === "nestvec-mini" ? "/mini" : `/models/${model}`;
    return pageEmbedder(await gpuPage(), url, { threads: 1, schedule: { deadlineMilliseconds: patience } });
  }

  testEmbedders(lent, { source: modelSource, effort });

  describe("with the pages' own runtime", () => {
    let page: Page;
    beforeAll(async () => {
      page = await gpuPage();
    });
    afterAll(() => page?.close());
    sessionLaws({
      makeRuntime: () => pageRuntime(() => page, { threads: 1, providers: [{ name: "webgpu" }] }),
      provider: "webgpu",
      platform: nodePlatform,
      tokenizerSource: modelSource("tiny-modernbert"),
    });
  });

  test.each(["nestvec-mini", "tiny-modernbert/onnx-fp32", "tiny-modernbert"] as const)(
    "of %s, the GPU runs every exit, but for those that info() says why WebAssembly runs",
    async (model) => {
      const embedder = await kept(model);
      await embedder.warmUp();
      const { exits, notes } = await embedder.info();
      const gaveWay = exits.filter(({ provider }) => provider !== "webgpu");
      // One model at least has to run on the GPU: else nothing above was about it.
      if (model === "nestvec-mini") expect(gaveWay, notes.join(" ")).toEqual([]);
      expect(notes).toHaveLength(gaveWay.length);
      for (const { layer, provider } of gaveWay) {
        expect(provider).toBe("wasm");
        expect(notes.filter((note) => note.includes(`layer-${layer}/`) && knownReason[model].test(note))).toHaveLength(1);
      }
    },
  );
});

/**
 * Why exits have been seen to give way on Chromium's GPU in software. Of tiny-modernbert, ONNX Runtime 1.30 gives tokens there that are off
 * by a hundredth from 64 tokens up; float16 it has no arithmetic for.
 */
const knownReason = {
  "nestvec-mini": /^$/,
  "tiny-modernbert/onnx-fp32": /in place of webgpu, which gave other vectors for 200 tokens: off by 0\.0\d+, where 0\.001 is allowed\.$/,
  "tiny-modernbert": /in place of webgpu, which failed on 1 tokens: .* requires f16 but the device does not support it\.$/,
} as const;
