import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import type { ModelResults } from "../../results/bench-results.ts";
import { sampleModel, sampleResults } from "../../testing/sample-results.ts";
import { htmlReport } from "./html-report.ts";

/** What is used of a parsed page. */
interface Found {
  readonly tagName: string;
  readonly textContent: string;
  querySelector(selector: string): Found | null;
  querySelectorAll(selector: string): Iterable<Found>;
  getAttribute(name: string): string | null;
}

const parsed = (page: string): Found => parseHTML(page).document as unknown as Found;
const all = (found: Found, selector: string): Found[] => [...found.querySelectorAll(selector)];
const texts = (found: Found, selector: string): string[] => all(found, selector).map(({ textContent }) => textContent.trim());

const page = htmlReport(sampleResults());

test("the same results give the same bytes, in one process, too", () => {
  expect(htmlReport(sampleResults())).toBe(page);
});

test("nothing is fetched and nothing is run", () => {
  const document = parsed(page);
  expect(all(document, "script, link, img, iframe, object, [src]")).toHaveLength(0);
  expect(page.replaceAll("http://www.w3.org/", "")).not.toMatch(/https?:|url\(|@import/);
  expect(all(document, "[href]").every((link) => link.getAttribute("href")?.startsWith("#"))).toBe(true);
});

test("every model has a plot and a table of each part", () => {
  const document = parsed(page);
  for (const place of [0, 1]) {
    const article = document.querySelector(`#model-${place}`);
    expect(article && texts(article, "figcaption")).toEqual([
      "Quality against latency",
      expect.stringMatching(/^Quality against stored bytes, exit (6|22)$/),
      "Quality against latency",
      expect.stringMatching(/^Quality against stored bytes, exit (6|22)$/),
      "Latency by length",
      "Share of peak",
      "Throughput by length",
      "Memory by exit",
      "Variants, queries",
      "Variants, chunks",
      "Variants, mixed",
    ]);
    for (const section of article ? all(article, "section") : []) expect(all(section, "table caption").length).toBeGreaterThan(0);
  }
});

test("each plot says in words what it shows", () => {
  const document = parsed(page);
  const words = all(document, "figure").map((figure) => {
    const id = figure.querySelector("[role=img]")?.getAttribute("aria-labelledby");
    return document.querySelector(`#${id}`)?.textContent ?? "";
  });
  expect(words).toHaveLength(23);
  for (const sentence of words) expect(sentence).toMatch(/\d.*\.$/);
  expect(words).toContain(
    "Quality of 20 cuts by the milliseconds of one text of 128 tokens. No other cut beats exit 2 at dimension 384 with 74.98 in 4.30 ms, exit 3 at dimension 384 with 76.89 in 6.00 ms, exit 4 at dimension 384 with 78.68 in 7.70 ms, exit 6 at dimension 384 with 82.00 in 11.1 ms.",
  );
});

test("ids are given once, and links lead to them", () => {
  const document = parsed(page);
  const ids = all(document, "[id]").map((found) => found.getAttribute("id"));
  expect(new Set(ids).size).toBe(ids.length);
  for (const link of all(document, "nav a")) expect(ids).toContain(link.getAttribute("href")?.slice(1));
});

test("headings go down by one", () => {
  const levels = all(parsed(page), "h1, h2, h3, h4").map(({ tagName }) => Number(tagName.slice(1)));
  expect(levels.filter((level) => level === 1)).toHaveLength(1);
  for (const [place, level] of levels.entries()) expect(level - (levels[place - 1] ?? 0)).toBeLessThanOrEqual(1);
});

test("what stands in the results is text and not markup", () => {
  const nasty = `</style><script>alert(1)</script>"'><b x="`;
  const model = sampleModel({ name: nasty, providers: ["cpu", nasty] });
  const results = sampleResults([
    {
      ...model,
      identity: nasty,
      workloads: model.workloads.map((workload) => ({
        ...workload,
        name: nasty,
        variants: workload.variants.map((variant) => ({ ...variant, name: nasty, versions: [nasty] })),
      })),
      quality: model.quality.map((measure) => ({ ...measure, name: nasty, what: nasty })),
    },
  ]);
  const spoilt = htmlReport({ ...results, date: nasty, flags: [{ part: nasty, kind: "not run", detail: nasty }], more: [nasty] });
  expect(spoilt).not.toContain("<script");
  expect(spoilt).not.toContain("<b x=");
  expect(texts(parsed(spoilt), "h2")).toContain(nasty);
});

test.each<[string, Partial<ModelResults>]>([
  ["nothing", { latency: [], throughput: [], resources: [], workloads: [], quality: [] }],
  ["quality alone", { latency: [], throughput: [], resources: [], workloads: [] }],
  ["a workload without variants", { workloads: sampleModel().workloads.map((workload) => ({ ...workload, variants: [] })) }],
  ["one exit, one length, one dimension", sampleModel({ layers: [12], lengths: [128], dimensions: [384] })],
])("a model of which %s was measured has a page without a hole", (_, part) => {
  const { peak: __, ...results } = sampleResults([{ ...sampleModel(), ...part }]);
  const shown = htmlReport(results);
  expect(shown.match(/.{0,60}(?:NaN|Infinity|undefined|null).{0,60}/g) ?? []).toEqual([]);
});
