import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type { AxeResults } from "axe-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, startChromium, withoutChromium } from "@nestvec/chromium";
import { sampleResults } from "../../testing/sample-results.ts";
import { htmlReport } from "./html-report.ts";

const both = sampleResults();
/** The model with two providers and many lengths alone: what is looked at several times. */
const shortResults = sampleResults(both.models.slice(1));
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const pictures = fileURLToPath(new URL("../../../../../node_modules/.cache/nestvec/screenshots/", import.meta.url));

/** The marks without which a plot shows nothing. */
const marks: Readonly<Record<string, readonly string[]>> = {
  "Quality against latency": ["dot", "line", "text"],
  "Quality against stored bytes": ["dot", "line", "text"],
  "Latency by length": ["dot", "line", "text"],
  "Share of peak": ["dot", "line", "text"],
  "Throughput by length": ["dot", "line", "text"],
  "Memory by exit": ["bar", "tick", "text"],
  Variants: ["bar", "rule", "text"],
  "Peak GFLOP/s": ["bar", "text"],
};

describe.skipIf(chromiumPath === undefined)(`the report in Chromium ${withoutChromium}`, { timeout: 180_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startChromium();
    mkdirSync(pictures, { recursive: true });
  });
  afterAll(() => browser?.close());

  /** The report in a page of its own, and what it should not have done. */
  async function opened(
    context: BrowserContextOptions,
    results = shortResults,
  ): Promise<{ page: Page; complaints: string[]; requests: string[] }> {
    const page = await (await browser.newContext(context)).newPage();
    const [complaints, requests]: [string[], string[]] = [[], []];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("request", (request) => requests.push(request.url()));
    await page.setContent(htmlReport(results), { waitUntil: "load" });
    return { page, complaints, requests };
  }

  test("it opens without a word on the console and without a request, and every plot has its marks", async () => {
    const { page, complaints, requests } = await opened({ viewport: { width: 1200, height: 900 } }, both);
    const found = await page.locator("figure").evaluateAll((figures) =>
      figures.map((figure) => ({
        title: figure.querySelector("figcaption")?.textContent ?? "",
        shown: [...figure.querySelectorAll("svg")].filter((svg) => svg.checkVisibility()).length,
        marks: [...figure.querySelectorAll("svg")].map((svg) =>
          [...svg.querySelectorAll(":scope > g[aria-label]")]
            .filter((group) => group.childElementCount > 0)
            .map((group) => group.getAttribute("aria-label") ?? ""),
        ),
      })),
    );
    expect(found).toHaveLength(23);
    for (const { title, shown, marks: drawn } of found) {
      expect(shown, title).toBe(1);
      const [, expected] = Object.entries(marks).find(([start]) => title.startsWith(start)) ?? [];
      for (const groups of drawn) expect(groups, title).toEqual(expect.arrayContaining([...(expected ?? ["none is known"])]));
    }
    expect(complaints).toEqual([]);
    expect(requests).toEqual([]);
    await page.context().close();
  });

  test.each<[string, BrowserContextOptions]>([
    ["light", { viewport: { width: 1200, height: 900 }, colorScheme: "light" }],
    ["dark", { viewport: { width: 1200, height: 900 }, colorScheme: "dark" }],
    ["narrow", { viewport: { width: 340, height: 800 }, colorScheme: "light" }],
  ])("%s: nothing that axe finds, nothing wider than the page, no letters of a plot outside it", async (name, context) => {
    const { page } = await opened(context);
    await page.screenshot({ path: `${pictures}bench-report-${name}.png`, fullPage: true });
    // The page's own policy lets no script in; the test's comes by another way.
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run());
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    expect(await lettersOutside(page)).toEqual([]);
    await page.context().close();
  });

  test("on paper: black on white from a dark screen, no plot cut off or on two pages, nothing to click", async () => {
    const { page } = await opened({ viewport: { width: 688, height: 1000 }, colorScheme: "dark" });
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    const colours = await page.evaluate(() => {
      const { color, backgroundColor } = getComputedStyle(document.documentElement);
      return [color, backgroundColor];
    });
    expect(colours).toEqual(["rgb(0, 0, 0)", "rgb(255, 255, 255)"]);
    const cut = await page
      .locator("figure, table")
      .evaluateAll((found) => found.filter((part) => part.checkVisibility() && part.getBoundingClientRect().right > innerWidth).length);
    expect(cut).toBe(0);
    expect(
      await page.locator("figure").evaluateAll((figures) => new Set(figures.map((figure) => getComputedStyle(figure).breakInside)).size),
    ).toBe(1);
    expect(
      await page
        .locator("figure")
        .first()
        .evaluate((figure) => getComputedStyle(figure).breakInside),
    ).toBe("avoid");
    expect(await page.locator("nav, details").evaluateAll((parts) => parts.filter((part) => part.checkVisibility()).length)).toBe(0);
    expect(await lettersOutside(page)).toEqual([]);
    await page.screenshot({ path: `${pictures}bench-report-print.png`, fullPage: true });
    await page.context().close();
  });
});

/** Texts of plots that reach beyond their figure. */
function lettersOutside(page: Page): Promise<string[]> {
  return page.locator("figure").evaluateAll((figures) =>
    figures.flatMap((figure) => {
      const frame = figure.getBoundingClientRect();
      return [...figure.querySelectorAll("svg text")]
        .filter((text) => text.checkVisibility() && text.textContent !== "")
        .filter((text) => {
          const { left, right } = text.getBoundingClientRect();
          return left < frame.left - 1 || right > frame.right + 1;
        })
        .map((text) => `${figure.querySelector("figcaption")?.textContent}: ${text.textContent}`);
    }),
  );
}
