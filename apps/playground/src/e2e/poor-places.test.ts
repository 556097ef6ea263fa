import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { chromiumPath, startChromium, withoutChromium } from "@nestvec/chromium";
import { openPage, untilReady } from "../testing/open-page.ts";
import { startPageServer, type PageServer } from "../testing/page-server.ts";

describe.skipIf(chromiumPath === undefined)(
  `the page where something is missing, in Chromium ${withoutChromium}`,
  { timeout: 180_000 },
  () => {
    let server: PageServer;
    let browser: Browser;
    beforeAll(async () => {
      browser = await startChromium();
    });
    afterAll(() => browser?.close());
    beforeEach(async () => {
      server = await startPageServer();
    });
    afterEach(async () => {
      for (const context of browser.contexts()) await context.close();
      await server.close();
    });

    test("where the browser has no room, the page works and says so", async () => {
      const { page, complaints } = await openPage(browser, server, { waits: false });
      await page.goto("about:blank");
      const session = await page.context().newCDPSession(page);
      await session.send("Storage.overrideQuotaForOrigin", { origin: server.origin, quotaSize: 5e6 });
      await page.goto(server.url);
      await untilReady(page);
      await page.getByText("Files are not kept for the next visit: the browser has no more room for this site.").waitFor();
      expect(await page.locator("#model .status-line").textContent()).not.toContain("kept");
      expect(complaints).toEqual([]);
    });

    test("where the host sends no headers, the page works on one thread, and on several at the next visit", async () => {
      server.faults.isPlain = true;
      const { page, complaints } = await openPage(browser, server);
      expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
      await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
      await page.goto(`${server.url}?threads=2`);
      await untilReady(page);
      expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
      expect(await page.locator(".note").count()).toBe(0);
      expect(complaints).toEqual([]);
    });
  },
);
