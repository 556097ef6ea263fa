import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { AxeResults } from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, startChromium, withoutChromium } from "@nestvec/chromium";
import { moveSlider, openPage, untilReady } from "../testing/open-page.ts";
import { startPageServer, type PageServer } from "../testing/page-server.ts";

const program = fileURLToPath(new URL("../../../cli/dist/main.js", import.meta.url));
const tinySource = fileURLToPath(new URL("../../../../packages/conformance/models/tiny-modernbert-source", import.meta.url));
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The table of the steps: texts, computed and resumed of each row, by its name. */
const stepsOf = (page: Page): Promise<Record<string, readonly number[]>> =>
  page
    .locator("#cascade tbody tr")
    .evaluateAll((rows) =>
      Object.fromEntries(
        rows.map((row) => [
          row.querySelector("th")?.textContent ?? "",
          [...row.querySelectorAll("td.amount")].slice(0, 3).map((cell) => Number(cell.textContent)),
        ]),
      ),
    );

const outcome = (page: Page, pattern: RegExp): Promise<void> => page.locator("#cascade-status").getByText(pattern).waitFor();

describe.skipIf(chromiumPath === undefined)(`a cascade in Chromium ${withoutChromium}`, { timeout: 180_000 }, () => {
  let server: PageServer;
  let browser: Browser;
  beforeAll(async () => {
    [server, browser] = await Promise.all([startPageServer(), startChromium()]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  test("by the keyboard alone: how many texts were at each exit, and the time beside the deepest alone", async () => {
    const { page, complaints } = await openPage(browser, server);
    await page.getByText("32 texts of the example list can be searched").waitFor();
    await moveSlider(page, "layer", 2);
    const button = page.locator("#cascade button");
    expect(await page.locator("#cascade-status").textContent()).toBe("Type a query above.");
    await button.press("Enter");
    expect(await page.locator("#cascade table").count()).toBe(0);
    await page.locator("#query").fill("I want my money back");
    await page.locator("#kept-share").press("ArrowDown");
    expect(await page.locator("#kept-share").inputValue()).toBe("0.5");
    await page.locator("#cascade button").press("Enter");
    await outcome(
      page,
      /^For “I want my money back” the cascade took [\d.,]+ ms, layer 6 alone [\d.,]+ ms\. Of the 10 best there, the cascade found \d+\./,
    );
    expect(await stepsOf(page)).toEqual({
      "Layer 2, 128 numbers": [32, 32, 0],
      "Layer 6, 384 numbers": [16, 16, 0],
      "Layer 6 alone": [32, 32, 0],
    });
    // The model of the page is published, not compiled.
    expect(await page.locator("#cascade-status").textContent()).toContain("This model is not compiled");
    // The keyboard's place stays on the button.
    expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
    await moveSlider(page, "layer", 6);
    await outcome(page, /^Move the slider to a layer above the deepest/);
    await page.evaluate(axe);
    for (const width of [1200, 320]) {
      await page.setViewportSize({ width, height: 800 });
      const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run());
      expect(violations.map(({ id }) => id)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    }
    expect(complaints).toEqual([]);
  });

  test("what was used once is there without a network", async () => {
    const own = await startPageServer();
    const { page } = await openPage(browser, own);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    const search = async (): Promise<void> => {
      await page.getByText("32 texts of the example list can be searched").waitFor();
      await moveSlider(page, "layer", 2);
      await page.locator("#query").fill("refund");
      await page.locator("#cascade button").click();
      await outcome(page, /^For “refund” the cascade took/);
    };
    await search();
    await own.close();
    await page.context().setOffline(true);
    await page.reload();
    await untilReady(page);
    await search();
  });

  describe("of a compiled model that nestvec playground serves", () => {
    let folder: string;
    let child: ChildProcess | undefined;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "nestvec-playground-"));
      const out = join(folder, "tiny-compiled");
      const [code] = await once(spawn(process.execPath, [program, "compile", tinySource, "--out", out, "--layers", "2,6"]), "close");
      expect(code).toBe(0);
      child = spawn(process.execPath, [program, "playground", "--port", "0", "--model", out], { stdio: ["ignore", "pipe", "inherit"] });
    });
    afterAll(async () => {
      child?.kill("SIGTERM");
      await rm(folder, { recursive: true, force: true });
    });

    test("the deepest exit goes on from where the first left the texts", async () => {
      const [printed] = (await once(child?.stdout ?? expect.unreachable(), "data")) as [Buffer];
      const url = /http:\S+/.exec(printed.toString())?.[0] ?? "";
      const { page, complaints } = await openPage(browser, { ...server, url, origin: new URL(url).origin }, { waits: false });
      await page.getByText(/is ready: 2 exits/).waitFor();
      await page.getByText("32 texts of the example list can be searched").waitFor();
      await page.locator("#query").fill("I want my money back");
      await page.locator("#cascade button").click();
      await outcome(page, /\. 7 of 7 texts went on from the first exit\.$/);
      expect(await stepsOf(page)).toEqual({
        "Layer 2, 64 numbers": [32, 32, 0],
        "Layer 6, 64 numbers": [7, 0, 7],
        "Layer 6 alone": [32, 32, 0],
      });
      expect(complaints.filter((complaint) => !complaint.includes("404"))).toEqual([]);
    });
  });
});
