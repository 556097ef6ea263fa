import { sessionLaws, testEmbedders, type LawsEffort, type ReferenceModel } from "@nestvec/conformance";
import type { Embedder } from "@nestvec/core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { startChromium } from "./testing/chromium.ts";
import { modelSource } from "./testing/folder-source.ts";
import { nodePlatform } from "./testing/node-build.ts";
import { pageRuntime } from "./testing/page-runtime.ts";
import { findGpu, gpuFlags, withoutGpu } from "./testing/software-gpu.ts";
import type { StaticServer } from "./testing/static-server.ts";
import { openPage, pageEmbedder, startTestServer } from "./testing/test-page.ts";

const effort: LawsEffort = { orders: 3, repeatedTokens: 64 };

/** A call waits for its exit's check, and for a machine that does other work besides. */
const patience = 1_800_000;

// Nothing here is about time.
vi.setConfig({ testTimeout: patience, hookTimeout: patience });

const gpu = await findGpu();

describe.skipIf(gpu === undefined)(`on WebGPU in Chromium ${withoutGpu}`, () => {
  let server: StaticServer;
  let browser: Browser;
  /** Opened once and kept: to open an exit takes a GPU in software longer than most laws. */
  const embedders = new Map<ReferenceModel, Promise<Embedder>>();
  beforeAll(async () => {
    [server, browser] = await Promise.all([startTestServer(), startChromium(gpuFlags)]);
  });
  afterAll(async () => {
    for (const embedder of embedders.values()) await (await embedder).dispose();
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

  function kept(model: ReferenceModel): Promise<Embedder> {
    const embedder = embedders.get(model) ?? openModel(model);
    embedders.set(model, embedder);
    return embedder;
  }

  /** What a law disposes of stays open for the next. */
  const lent = async (model: ReferenceModel): Promise<Embedder> => ({
    ...(await kept(model)),
    dispose: async () => {},
    [Symbol.asyncDispose]: async () => {},
  });

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

  test("the GPU ran every exit of nestvec-mini; where WebAssembly ran one of another model, info() says why", async () => {
    const infos = await Promise.all((["nestvec-mini", "tiny-modernbert/onnx-fp32", "tiny-modernbert"] as const).map(async (model) => (await kept(model)).info()));
    console.log(JSON.stringify(infos.map(({ exits, notes }) => ({ exits: exits.map(({ layer, provider }) => [layer, provider]), notes })), null, 1));
    expect(infos[0]?.exits.map(({ provider }) => provider)).toEqual(["webgpu", "webgpu", "webgpu", "webgpu"]);
    expect(infos[0]?.notes).toEqual([]);
  });
});
