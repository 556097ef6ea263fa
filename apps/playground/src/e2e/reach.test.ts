import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { AxeResults } from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, startChromium, withoutChromium } from "@nestvec/chromium";
import { openPage, tableOf } from "../testing/open-page.ts";
import { startPageServer, type PageServer } from "../testing/page-server.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Kept to be looked at. */
const screenshots = fileURLToPath(new URL("../../../../node_modules/.cache/nestvec/screenshots", import.meta.url));

async function violations(page: Page): Promise<string[]> {
  // Through the debugger: the page's policy would not let it in.
  await page.evaluate(axe);
  const results = await page.evaluate(() => (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run());
  return results.violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`));
}

async function shoot(page: Page, name: string): Promise<void> {
  await page.evaluate(() => scrollTo(0, 0));
  await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true });
}

describe.skipIf(chromiumPath === undefined)(`the page for everybody, in Chromium ${withoutChromium}`, { timeout: 180_000 }, () => {
  let server: PageServer;
  let browser: Browser;
  beforeAll(async () => {
    [server, browser] = await Promise.all([startPageServer(), startChromium()]);
    mkdirSync(screenshots, { recursive: true });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  test("light, dark and narrow: nothing that axe finds, and nothing wider than the page", async () => {
    const { page, complaints } = await openPage(browser, server, {
      colorScheme: "light",
      reducedMotion: "reduce",
      viewport: { width: 1280, height: 800 },
    });
    await page.locator("#query").fill("I cannot log in any more");
    await page.locator(".matches .shift").first().waitFor();
    await page.locator("#latency data").nth(3).waitFor();
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      for (const width of [1280, 360]) {
        await page.setViewportSize({ width, height: 800 });
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
        // Each scheme and each width once.
        if ((colorScheme === "light") === (width === 1280)) expect(await violations(page)).toEqual([]);
        await shoot(page, `${colorScheme}-${width}`);
      }
    }
    expect(complaints).toEqual([]);
  });

  test("the choice of colours is stronger than the system's, and is kept", async () => {
    const { page } = await openPage(browser, server, { colorScheme: "light", waits: false });
    const ground = (): Promise<string> => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await ground();
    await page.getByLabel("Dark").check();
    const dark = await ground();
    expect(dark).not.toBe(light);
    await page.reload();
    expect(await ground()).toBe(dark);
  });

  test("the keyboard is enough", async () => {
    const { page } = await openPage(browser, server);
    const press = async (key: string, times = 1): Promise<void> => {
      for (let time = 0; time < times; time++) await page.keyboard.press(key);
    };
    const tabTo = async (selector: string): Promise<void> => {
      for (let step = 0; step < 60; step++) {
        await press("Tab");
        if (await page.locator(`${selector}:focus-visible`).count()) return;
      }
      expect.fail(`Tab does not reach ${selector}`);
    };
    await tabTo("#layer");
    await press("ArrowRight", 2);
    expect(await page.locator("#layer").getAttribute("aria-valuetext")).toBe("4 of 6");
    await tabTo("#dimension");
    await press("Home");
    await tableOf(page, 4, 32, 8);
    await tabTo("#sentences textarea");
    await press("End");
    await press("Enter");
    await page.keyboard.type("May I have a refund?");
    await tableOf(page, 4, 32, 9);
    await tabTo(".remove");
    await press("Enter");
    await tableOf(page, 4, 32, 8);
    // Where a button went away, the keyboard is not lost.
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("TEXTAREA");
    await tabTo(".scroll");
    await tabTo("#latency button");
    // Nor is it lost on a button that has to wait for what it started.
    await press("Enter");
    await page.locator('#latency [aria-busy="false"]').waitFor();
    expect(await page.locator("#latency button:focus").count()).toBe(1);
    await tabTo(".file input");
    await tabTo(".paste summary");
    await press("Enter");
    await tabTo("#lines");
    await page.keyboard.insertText("apples\npears\ntrains");
    await tabTo(".paste button");
    await press("Enter");
    await page.getByText("3 texts of what you pasted can be searched").waitFor();
    await tabTo("#query");
    await page.keyboard.type("railway");
    await page.locator(".matches li").first().getByText("trains").waitFor();
  });
});
