import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { chromiumPath, startChromium, withoutChromium } from "@nestvec/chromium";
import { openPage, tableOf, untilReady } from "../testing/open-page.ts";
import { startPageServer, type PageServer } from "../testing/page-server.ts";

/** The bytes of HTML, styles and scripts that were asked for so far, each file gzipped once. */
function pageBytes({ log }: PageServer): number {
  const paths = new Set(log.map(({ path }) => path.replace(/^\/some\/where\//, "").replace(/^$/, "index.html")));
  const texts = [...paths].filter((path) => /\.(html|css|js|svg)$/.test(path));
  expect(texts).toEqual(expect.arrayContaining(["index.html", "service-worker.js", expect.stringMatching(/worker-.*\.js$/)]));
  return texts.reduce((sum, path) => sum + gzipSync(readFileSync(new URL(`../../dist/${path}`, import.meta.url))).length, 0);
}

describe.skipIf(chromiumPath === undefined)(`the files of the page in Chromium ${withoutChromium}`, { timeout: 180_000 }, () => {
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

  test("what is loaded but for WebAssembly and model is at most 192 kB gzipped, and opens again without a network", async () => {
    const { page, strayRequests } = await openPage(browser, server);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    expect(pageBytes(server)).toBeLessThanOrEqual(192_000);
    await server.close();
    await page.context().setOffline(true);
    await page.reload();
    await untilReady(page);
    expect(await tableOf(page, 2, 128, 8)).toHaveLength(8);
    expect(strayRequests).toEqual([]);
  });

  test("a download that broke off is said in words, and goes on where it stopped", async () => {
    server.faults.breaks = { file: "embeddings.bin", after: 6e6 };
    const { page } = await openPage(browser, server, { waits: false });
    const problem = page.getByRole("alert");
    await problem.waitFor();
    expect(await problem.textContent()).toContain(
      "The download broke off. Check the network, then try again: it goes on where it stopped.",
    );
    expect(await page.locator("#model .status-line").textContent()).toBe("The model is not loaded.");
    // A list that is brought now waits.
    await page.locator(".file input").setInputFiles({ name: "early.txt", mimeType: "text/plain", buffer: Buffer.from("one\ntwo") });
    await page.getByText("early.txt waits for the model").waitFor();
    server.faults.breaks = undefined;
    server.log.length = 0;
    await page.getByRole("button", { name: "Try again" }).click();
    await untilReady(page);
    expect(await problem.count()).toBe(0);
    await page.getByText("2 texts of early.txt can be searched").waitFor();
    const [first] = server.log.filter(({ path }) => path.endsWith("embeddings.bin"));
    expect(Number(/^bytes=(\d+)-$/.exec(first?.range ?? "")?.[1])).toBeGreaterThanOrEqual(4e6);
    expect(await tableOf(page, 2, 128, 8)).toHaveLength(8);
  });

  test("a file that is not the one in the manifest is refused, and not kept", async () => {
    server.faults.spoils = "to-layer-3.bin";
    const { page } = await openPage(browser, server, { waits: false });
    const problem = page.getByRole("alert");
    await problem.waitFor();
    expect(await problem.textContent()).toMatch(/not the one that was published, so it was neither used nor kept.*its digest begins with/);
    // What came before it works.
    expect(await tableOf(page, 2, 128, 8)).toHaveLength(8);
    server.faults.spoils = undefined;
    await page.getByRole("button", { name: "Try again" }).click();
    await untilReady(page);
  });
});
