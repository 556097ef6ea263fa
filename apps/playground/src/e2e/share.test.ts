import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, startChromium, withoutChromium } from "@nestvec/chromium";
import { moveSlider, openPage, tableOf, untilReady, type OpenedPage } from "../testing/open-page.ts";
import { startPageServer, type PageServer } from "../testing/page-server.ts";

type Tables = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, number>>>>>>;
const tables = JSON.parse(readFileSync(fileURLToPath(import.meta.resolve("@nestvec/model-mini/quality.json")), "utf8")) as Tables;

/** Texts of the page that do not show all of themselves. */
const cutOff = (page: Page): Promise<string[]> =>
  page
    .locator("#sentences textarea, .heat tbody th .text:visible, .pairs tbody th, .matches .text, .lead, .hint, .storing p, #search-status")
    .evaluateAll((elements) =>
      elements
        .filter((element) => {
          const { overflow, textOverflow } = getComputedStyle(element);
          const isUnseen = element.clientWidth <= 1;
          const isCut = element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1;
          return !isUnseen && isCut && (overflow !== "visible" || textOverflow === "ellipsis");
        })
        .map((element) => (element as HTMLTextAreaElement).value ?? element.textContent),
    );

describe.skipIf(chromiumPath === undefined)(`sharing and planning in Chromium ${withoutChromium}`, { timeout: 180_000 }, () => {
  let server: PageServer;
  let browser: Browser;
  let opened: OpenedPage;
  let page: Page;
  beforeAll(async () => {
    [server, browser] = await Promise.all([startPageServer(), startChromium()]);
    opened = await openPage(browser, server, {
      query: "?threads=1#layer=4&dimension=64&stored=3&text=Snow%20fell.&text=It%20rained.&query=parcel",
    });
    ({ page } = opened);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });
  const inAddress = (): URLSearchParams => new URLSearchParams(new URL(page.url()).hash.slice(1));

  test("a link brings its cut, its sentences, its query and the layer of the list; none of it is sent", async () => {
    await tableOf(page, 4, 64, 2);
    expect(
      await page.locator("#sentences textarea").evaluateAll((list) => list.map((line) => (line as HTMLTextAreaElement).value)),
    ).toEqual(["Snow fell.", "It rained."]);
    expect(await page.locator("#query").inputValue()).toBe("parcel");
    expect(await page.locator("#stored-layer").inputValue()).toBe("3");
    await page.getByText(/to embed at layer 4, .* vectors of 64\./).waitFor();
    expect(server.log.filter(({ path }) => /layer=|Snow|parcel/.test(path))).toEqual([]);
  });

  test("the address follows the sliders, and texts that were changed leave it", async () => {
    await moveSlider(page, "layer", 3);
    await page.waitForFunction(() => location.hash.includes("layer=3"));
    expect(inAddress().getAll("text")).toEqual(["Snow fell.", "It rained."]);
    await page.locator("#sentences textarea").first().fill("A secret.");
    await page.waitForFunction(() => !location.hash.includes("text="));
    expect([...inAddress().keys()]).toEqual(["layer", "dimension", "stored", "query"]);
    expect(new URL(page.url()).search).toBe("?threads=1");
  });

  test("a copied link holds all of it", async () => {
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.getByRole("button", { name: "Copy a link to this" }).click();
    await page.getByText("The link is copied.").waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toBe(page.url());
    const again = await page.context().newPage();
    await again.goto(copied);
    await untilReady(again);
    await tableOf(again, 3, 64, 2);
    expect(await again.locator("#sentences textarea").first().inputValue()).toBe("A secret.");
    await again.close();
  });

  test("another link on the same page is taken", async () => {
    await page.evaluate(() => void (location.hash = "#layer=6&dimension=32"));
    await tableOf(page, 6, 32, 2);
  });

  test("the list is stored anew at another layer, and compared with the query of the slider's", async () => {
    await moveSlider(page, "layer", 2);
    const first = await page.locator(".matches data").allTextContents();
    await page.locator("#stored-layer").selectOption("2");
    await page.waitForFunction(
      (before) => [...document.querySelectorAll(".matches data")].map((data) => data.textContent).join() !== before,
      first.join(),
    );
    await page.waitForFunction(() => location.hash.includes("stored=2"));
    await page.locator("#stored-layer").selectOption("6");
    await page.waitForFunction(() => !location.hash.includes("stored="));
  });

  test("the model's own quality stands beside the sliders, and the cut is marked in it", async () => {
    for (const name of ["stsb_dev_spearman", "banking77_nearest_accuracy"]) {
      await page.locator("#quality-table").selectOption({ label: name });
      const shown = await page
        .locator("#quality tbody tr")
        .evaluateAll((rows) => rows.map((row) => [...row.querySelectorAll("data")].map((data) => Number(data.value))));
      const expected = Object.values(tables[name]!).map((row) =>
        Object.entries(row)
          .toSorted(([a], [b]) => Number(a) - Number(b))
          .map(([, value]) => value),
      );
      expect(shown).toEqual(expected);
    }
    await moveSlider(page, "layer", 3);
    await moveSlider(page, "dimension", 256);
    expect(await page.locator("#quality .chosen data").getAttribute("value")).toBe(
      String(tables["banking77_nearest_accuracy"]!["3"]!["256"]),
    );
  });

  test("beside each time stands how far its runs are apart", async () => {
    await page.locator("#latency data").nth(3).waitFor();
    for (const line of await page.locator("#latency .amount").allTextContents()) {
      const [middle, fastest, slowest] = [...line.replaceAll(",", "").matchAll(/\d+(?:\.\d+)?/g)].map(([number]) => Number(number));
      expect(fastest).toBeLessThanOrEqual(middle!);
      expect(middle).toBeLessThanOrEqual(slowest!);
    }
  });

  test("the page says where there is more", async () => {
    const links = await page.locator("header .links a").evaluateAll((list) => list.map((link) => (link as HTMLAnchorElement).href));
    const home = "https://github.com/nestvec/nestvec";
    expect(links).toEqual([home, `${home}/tree/main/docs`, "https://www.npmjs.com/package/nestvec"]);
  });

  test.each([360, 1280])("at %i pixels no sentence is cut off", async (width) => {
    await page.setViewportSize({ width, height: 800 });
    await page
      .locator("#sentences textarea")
      .first()
      .fill("A sentence that is longer than any line of a small screen, and goes on for a while.");
    await tableOf(page, 3, 256, 2);
    expect(await cutOff(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  });

  test("all of that without an error, and without a request to another host", () => {
    expect(opened.complaints).toEqual([]);
    expect(opened.strayRequests).toEqual([]);
  });
});
