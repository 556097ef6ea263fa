import { sessionLaws, testEmbedders } from "@nestvec/conformance";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, vi } from "vitest";
import { chromiumPath, startChromium, withoutChromium } from "@nestvec/chromium";
import { modelSource } from "../testing/folder-source.ts";
import { nodePlatform } from "../testing/node-build.ts";
import { pageRuntime } from "../testing/page-runtime.ts";
import type { StaticServer } from "../testing/static-server.ts";
import { openPage, pageEmbedder, startTestServer } from "../testing/test-page.ts";

// A browser and a machine that does other work besides: nothing here is about time.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

describe.skipIf(chromiumPath === undefined)(`in Chromium ${withoutChromium}`, () => {
  let server: StaticServer;
  let browser: Browser;
  beforeAll(async () => {
    [server, browser] = await Promise.all([startTestServer(), startChromium()]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  async function plainPage(): Promise<Page> {
    const page = await browser.newPage();
    await openPage(page, `${server.origin}/plain`);
    return page;
  }

  describe.each([1, 2])("on %i threads", (threads) => {
    let page: Page;
    beforeAll(async () => {
      page = await plainPage();
    });
    afterAll(() => page?.close());

    sessionLaws({
      makeRuntime: () => pageRuntime(() => page, { threads }),
      provider: "wasm",
      platform: nodePlatform,
      tokenizerSource: modelSource("tiny-modernbert"),
    });
    testEmbedders(
      async (model) => {
        const url = model === "nestvec-mini" ? "/mini" : `/models/${model}`;
        return pageEmbedder(await plainPage(), url, { threads });
      },
      { source: modelSource },
    );
  });
});
