import { rankByCosine } from "@nestvec/core/vectors";
import { loadModel } from "@nestvec/runtime-node";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, startChromium, withoutChromium } from "@nestvec/chromium";
import { moveSlider, openPage, type OpenedPage } from "../testing/open-page.ts";
import { startPageServer, type PageServer } from "../testing/page-server.ts";

const things = ["lamp", "bicycle", "violin", "kettle", "passport", "umbrella", "ladder", "telescope", "sofa", "camera"];
const states = [
  "is broken",
  "was stolen",
  "came too late",
  "is too small",
  "works well",
  "makes a noise",
  "is for sale",
  "got wet",
  "is lost",
  "is new",
];
const lines = states.flatMap((state) => things.map((thing) => `The ${thing} ${state}.`));

describe.skipIf(chromiumPath === undefined)(`searching a list in Chromium ${withoutChromium}`, { timeout: 180_000 }, () => {
  let server: PageServer;
  let browser: Browser;
  let opened: OpenedPage;
  let page: Page;
  beforeAll(async () => {
    [server, browser] = await Promise.all([startPageServer(), startChromium()]);
    opened = await openPage(browser, server);
    ({ page } = opened);
    await page.getByText("32 texts of the example list can be searched").waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  /** Drops a file on the page, as from a file manager. */
  const drop = (name: string, content: string): Promise<void> =>
    page.locator(".drop").evaluate(
      (target, [file, text]) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([text as string], file as string));
        for (const type of ["dragover", "drop"])
          target.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
      },
      [name, content],
    );

  const results = (): Promise<{ text: string; similarity: number }[]> =>
    page.locator(".matches li").evaluateAll((list) =>
      list.map((line) => ({
        text: line.querySelector(".text")?.textContent ?? "",
        similarity: Number(line.querySelector("data")?.value),
      })),
    );

  test("a hundred texts are embedded while the page goes on", async () => {
    await page.locator("#latency data").nth(3).waitFor();
    await page.evaluate(() => {
      const blocked = { long: 0, started: performance.now() };
      new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => (blocked.long += duration))).observe({
        type: "longtask",
      });
      Object.assign(globalThis, { blocked });
    });
    await drop("things.txt", lines.join("\n"));
    await page.getByText("100 texts of things.txt can be searched").waitFor();
    const part = await page.evaluate(() => {
      const { long, started } = (globalThis as unknown as { blocked: { long: number; started: number } }).blocked;
      return long / (performance.now() - started);
    });
    // In the page itself, runs would take nearly all of the time. A part, since no slow machine changes it much.
    expect(part).toBeLessThan(1 / 4);
  });

  test("a query at a shallow exit finds what Node finds among vectors of the deepest", async () => {
    await moveSlider(page, "layer", 3);
    await moveSlider(page, "dimension", 64);
    await page.locator("#query").fill("my bike was taken");
    await page
      .getByText(/to embed at layer 3, .* to compare with 100 vectors of 64\. Of these 10, \d+ are found at the full cut/)
      .waitFor();
    const found = await results();
    await using node = await loadModel(undefined, { isolation: "none" });
    const stored = await node.embed(lines);
    const query = await node.embed(["my bike was taken"], { layer: 3, dimension: 64 });
    const best = rankByCosine(query.data, { data: stored.data, rows: lines.length, width: stored.dimension }, 10);
    expect(found.map(({ text }) => text)).toEqual(best.map(({ index }) => lines[index]));
    expect(found[0]?.text).toContain("bicycle");
    // Node and browser: the bound of the project.
    for (const [place, { score }] of best.entries()) expect(Math.abs((found[place]?.similarity ?? 9) - score)).toBeLessThan(1e-4);
  });

  test("answers follow the sliders and the typing", async () => {
    await moveSlider(page, "layer", 6);
    await moveSlider(page, "dimension", 384);
    await page.getByText(/to embed at layer 6, .* 100 vectors of 384\. Of these 10, 10 are found/).waitFor();
    await page.locator("#query").fill("");
    await page.locator("#query").pressSequentially("telescope");
    await page.locator(".matches li").first().getByText("telescope").waitFor();
    await page.locator("#query").fill("");
    await page.locator(".matches").waitFor({ state: "detached" });
  });

  test("thousands of lines show how far they are, can be searched meanwhile, and can be cancelled", async () => {
    await page.locator("#query").fill("it rained on my camera");
    await drop("many.txt", Array.from({ length: 5000 }, (_, index) => `${lines[index % lines.length]} ${index}`).join("\n"));
    const bar = page.getByRole("progressbar", { name: "Embedding the list" });
    await bar.waitFor();
    await page.getByText(/a second, .* left/).waitFor();
    await page.locator(".matches li").first().waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByText(/Stopped: the first [\d,]+ of 5,000 texts of many\.txt can be searched/).waitFor();
    expect(await bar.count()).toBe(0);
    expect(await page.locator(".matches li").count()).toBe(10);
  });

  test("csv offers its columns, and empty lines are counted", async () => {
    await drop("issues.csv", 'id,subject,text\n1,Noise,"The kettle, again"\n2,Rain,\n3,Snow,Cold hands\n');
    await page.getByText("2 texts of issues.csv can be searched").waitFor();
    await page.getByText("1 empty line passed over").waitFor();
    await page.getByLabel("Texts are in").selectOption("subject");
    await page.getByText("3 texts of issues.csv can be searched").waitFor();
  });

  test("jsonl is read, and what cannot be read is said with what to do", async () => {
    await drop("a.jsonl", '{"text":"one"}\n{"text":"two"}\n');
    await page.getByText("2 texts of a.jsonl can be searched").waitFor();
    await drop("b.jsonl", '{"text":"one"}\nnot json\n');
    expect(await page.locator("#search .problem").textContent()).toContain("Line 2 of b.jsonl is no JSON object. Each line should be like");
  });

  test("pasted lines become the list", async () => {
    await page.getByText("Paste lines").click();
    await page.locator("#lines").fill("red apples\ngreen pears\n");
    await page.getByRole("button", { name: "Use these lines" }).click();
    await page.getByText("2 texts of what you pasted can be searched").waitFor();
    expect(await page.locator("#search .problem").count()).toBe(0);
    await page.locator("#query").fill("fruit");
    await page.locator(".matches li").nth(1).waitFor();
  });

  test("all of that without an error, and without a request to another host", () => {
    expect(opened.complaints).toEqual([]);
    expect(opened.strayRequests).toEqual([]);
  });
});
