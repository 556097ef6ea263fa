import { loadModel } from "@nestvec/runtime-node";
import type { Embedder } from "@nestvec/core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exampleSentences } from "../state/examples.ts";
import { chromiumPath, startChromium, withoutChromium } from "@nestvec/chromium";
import { largestDifference, nodeCosines } from "../testing/node-cosines.ts";
import { moveSlider, openPage, tableOf, type OpenedPage } from "../testing/open-page.ts";
import { startPageServer, type PageServer } from "../testing/page-server.ts";

/** Two builds of ONNX Runtime agree within 3e-7 in a number of a vector; the bound of the project for Node and browser is 1e-4. */
const tolerance = 1e-4;

describe.skipIf(chromiumPath === undefined)(`comparing sentences in Chromium ${withoutChromium}`, { timeout: 180_000 }, () => {
  let server: PageServer;
  let browser: Browser;
  let node: Embedder;
  let opened: OpenedPage;
  let page: Page;
  beforeAll(async () => {
    [server, browser, node] = await Promise.all([startPageServer(), startChromium(), loadModel(undefined, { isolation: "none" })]);
    opened = await openPage(browser, server, { query: "?threads=2" });
    ({ page } = opened);
  });
  afterAll(async () => {
    await browser?.close();
    await node?.dispose();
    await server?.close();
  });

  test("the model's own exits and dimensions are the stops", async () => {
    const stops = (id: string): Promise<string[]> => page.locator(`.slider:has(#${id}) .stop`).allTextContents();
    expect(await stops("layer")).toEqual(["2", "3", "4", "6"]);
    expect(await stops("dimension")).toEqual(["32", "64", "128", "256", "384"]);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    expect(await page.locator(".note").count()).toBe(0);
  });

  test.each([
    [2, 128],
    [3, 32],
    [4, 256],
    [6, 64],
    [6, 384],
  ])("at layer %i and dimension %i the table has Node's numbers", async (layer, dimension) => {
    await moveSlider(page, "layer", layer);
    await moveSlider(page, "dimension", dimension);
    const found = await tableOf(page, layer, dimension, exampleSentences.length);
    expect(largestDifference(await nodeCosines(node, exampleSentences, layer, dimension), found)).toBeLessThan(tolerance);
  });

  test("the full cut is in its own order", async () => {
    expect(await page.locator("#correlation").textContent()).toBe("1.000");
    expect(await page.locator("#kept").textContent()).toBe("8 of 8");
    expect(new Set(await page.locator(".pairs .shift").allTextContents())).toEqual(new Set(["same"]));
  });

  test("a shallow and narrow cut is in another order, and the pairs are sorted", async () => {
    await moveSlider(page, "layer", 2);
    await moveSlider(page, "dimension", 32);
    await tableOf(page, 2, 32, exampleSentences.length);
    expect(Number(await page.locator("#correlation").textContent())).toBeLessThan(1);
    const cosines = await page.locator(".pairs data").evaluateAll((list) => list.map((data) => Number((data as HTMLDataElement).value)));
    expect(cosines).toHaveLength(8);
    expect(cosines).toEqual(cosines.toSorted((left, right) => right - left));
  });

  test("a stored vector has the bytes of its dimension", async () => {
    await moveSlider(page, "dimension", 64);
    expect(await page.locator("#size data").allTextContents()).toEqual(["256 B", "64 B", "8 B"]);
  });

  test("every exit is measured", async () => {
    await page.locator("#latency data").nth(3).waitFor();
    const times = await page.locator("#latency data").evaluateAll((list) => list.map((data) => Number((data as HTMLDataElement).value)));
    for (const time of times) expect(time).toBeGreaterThan(0);
    await page.getByRole("button", { name: "Measure again" }).click();
    await page.locator('#latency table[aria-busy="false"]').waitFor();
  });

  test("what is typed and pasted is compared", async () => {
    await page.getByRole("button", { name: "Clear" }).click();
    await page.getByText("Two sentences are needed").waitFor();
    await page.locator("#sentences textarea").fill("Snow fell all night.");
    await page.getByRole("button", { name: "Add a sentence" }).click();
    await page.keyboard.insertText("Es schneite die ganze Nacht. 🌨");
    await page.keyboard.press("Enter");
    await page
      .locator("#sentences textarea")
      .nth(2)
      .evaluate((input) => {
        const clipboardData = new DataTransfer();
        clipboardData.setData("text/plain", "It was snowing.\n\nThe soup is hot.\n");
        input.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
      });
    const texts = ["Snow fell all night.", "Es schneite die ganze Nacht. 🌨", "It was snowing.", "The soup is hot."];
    const found = await tableOf(page, 2, 64, texts.length);
    expect(largestDifference(await nodeCosines(node, texts, 2, 64), found)).toBeLessThan(tolerance);
    await page.getByRole("button", { name: "Remove sentence 2" }).click();
    expect(await tableOf(page, 2, 64, 3)).toHaveLength(3);
    for (const _ of [1, 2, 3]) await page.getByRole("button", { name: "Remove sentence 1" }).click();
    expect(await page.locator("#sentences textarea:focus").inputValue()).toBe("");
    await page.keyboard.insertText("Snow.");
  });

  test("a text that is longer than the model reads is said to be cut", async () => {
    await page.locator("#sentences textarea").first().fill("snow ".repeat(400));
    await page.getByText("One text is longer than the model reads").waitFor();
    await page.getByRole("button", { name: "Examples" }).click();
    await tableOf(page, 2, 64, exampleSentences.length);
  });

  test("all of that without an error, and without a request to another host", () => {
    expect(opened.complaints).toEqual([]);
    expect(opened.strayRequests).toEqual([]);
  });
});
