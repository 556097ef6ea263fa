import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { QualityMeasure } from "../results/quality.ts";
import { measureQuality } from "./measure-quality.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nestvec-"));
  await writeFile(
    join(folder, "scored.tsv"),
    [
      "left\tright\tscore",
      "How do I reset my password?\tI forgot my login and cannot get in.\t0.9",
      "The cat sleeps on the sofa.\tA kitten is asleep on the couch.\t0.95",
      "Delivery takes three days.\tThe parcel arrives within the week.\t0.7",
      "The library opens at nine.\tHis bicycle has a flat tyre.\t0",
      "Stocks fell sharply today.\tShe sings in a choir.\t0.05",
      "It rains in the mountains.\tThe weather is wet up there.\t0.8",
    ].join("\n"),
  );
  await writeFile(
    join(folder, "answers.tsv"),
    [
      "Where is my parcel?\tDelivery times and costs",
      "I cannot log in\tReset a forgotten password",
      "When may I come to read?\tOpening hours of the library",
    ].join("\n"),
  );
});
afterAll(() => rm(folder, { recursive: true }));

const model = "nestvec-mini";
const named = (measures: readonly QualityMeasure[], name: string): QualityMeasure => measures.find((measure) => measure.name === name)!;

test("pairs of one's own with scores, at every cut of the bundled model", async () => {
  const said: string[] = [];
  const { measures, flags } = await measureQuality({ model, pairs: join(folder, "scored.tsv"), progress: (text) => said.push(text) });
  expect(flags).toEqual([]);
  expect(measures.map(({ name, cells }) => [name, cells.length])).toEqual([
    ["pairs_spearman", 4 * 5 * 3],
    ["pairs_spearman_between_exits", 6 * 5 * 3],
  ]);
  const { cells, what } = measures[0]!;
  expect(what).toBe("100 × Spearman's rank correlation of cosine and score, pairs of scored.tsv.");
  expect(cells[0]).toMatchObject({ queryLayer: 2, storedLayer: 2, dimension: 384, stored: "float32", storedBytes: 1536 });
  expect(cells.at(-1)).toMatchObject({ queryLayer: 6, storedLayer: 6, dimension: 32, stored: "binary", storedBytes: 4 });
  for (const { quality } of cells) expect(Math.abs(quality)).toBeLessThanOrEqual(100);
  // The order of the scores is plain from the meaning.
  expect(cells.find(({ queryLayer }) => queryLayer === 6)!.quality).toBeGreaterThan(75);
  expect(new Set(measures[1]!.cells.map(({ queryLayer, storedLayer }) => `${queryLayer}:${storedLayer}`))).toEqual(
    new Set(["2:3", "2:4", "2:6", "3:4", "3:6", "4:6"]),
  );
  expect(said[0]).toBe("scored.tsv, layer 6: 0 of 12 texts embedded");
});

test("queries with answers, at the cuts that are asked for", async () => {
  const { measures } = await measureQuality({ model, pairs: join(folder, "answers.tsv"), layers: [6, 4], dimensions: [384, 64] });
  expect(measures.map(({ name, cells }) => [name, cells.length])).toEqual([
    ["pairs_accuracy", 12],
    ["pairs_accuracy_between_exits", 6],
    ["pairs_recall_at_10", 12],
    ["pairs_recall_at_10_between_exits", 6],
  ]);
  expect(named(measures, "pairs_accuracy").cells.find(({ queryLayer }) => queryLayer === 6)).toMatchObject({
    dimension: 384,
    quality: 100,
  });
});

test("labelled texts are compared with the full cut, also where its exit is not measured", async () => {
  const questions = Array.from(
    { length: 14 },
    (_, index) => `${index % 2 === 0 ? `Card ${index} is late` : `I forgot PIN ${index}`},${index % 2 === 0 ? "card" : "pin"}`,
  );
  await writeFile(join(folder, "train.csv"), `text,category\n${questions.slice(4).join("\n")}\n"Where is it,\nthe card?",card\n`);
  await writeFile(join(folder, "test.csv"), `text,category\n${questions.slice(0, 4).join("\n")}\n`);
  const full = await measureQuality({ model, banking77: folder, layers: [6], dimensions: [384] });
  expect(named(full.measures, "banking77_recall_at_10").cells[0]).toMatchObject({ stored: "float32", quality: 100 });
  expect(named(full.measures, "banking77_nearest_accuracy").cells[0]!.quality).toBe(100);
  const cut = await measureQuality({ model, banking77: folder, layers: [2], dimensions: [32], limit: 2 });
  expect(cut.measures.map(({ name, sampled }) => [name, sampled])).toEqual([
    ["banking77_nearest_accuracy", true],
    ["banking77_5_nearest_accuracy", true],
    ["banking77_recall_at_1", true],
    ["banking77_recall_at_10", true],
  ]);
  expect(cut.measures[0]!.what).toMatch(/ \(2 of 4\)\.$/);
  expect(cut.flags).toEqual([{ part: "quality", kind: "cut short", detail: "Banking77: only 2 of 4 queries were asked." }]);
});

test("when the time is over, nothing more is begun and a flag says so", async () => {
  const { measures, flags } = await measureQuality({ model, pairs: join(folder, "scored.tsv"), seconds: 0 });
  expect(measures).toEqual([]);
  expect(flags).toEqual([{ part: "quality", kind: "not run", detail: "scored.tsv: the time was over before a cut was measured." }]);
});

test("it can be stopped amid the work", async () => {
  const stop = new AbortController();
  const measuring = measureQuality({
    model,
    pairs: join(folder, "scored.tsv"),
    signal: stop.signal,
    progress: (text) => text.includes("layer 4") && stop.abort(),
  });
  await expect(measuring).rejects.toMatchObject({ code: "ABORTED" });
});

test.each([
  [{ limit: 1 }, { code: "ARGUMENT_INVALID", details: { argument: "limit" } }],
  [{ layers: [5] }, { code: "LAYER_UNAVAILABLE" }],
  [{ dimensions: [100] }, { code: "DIMENSION_UNAVAILABLE" }],
  [{ stsb: "/nowhere" }, { code: "FILE_NOT_READABLE" }],
])("%j is refused", async (options, error) => {
  await expect(measureQuality({ model, pairs: join(folder, "scored.tsv"), ...options })).rejects.toMatchObject(error);
});

// The real sets are not part of the project (see their licences); where NESTVEC_SHARED, or a folder beside the checkout, has copies, the
// figures in the model's own table are measured again.
const shared = process.env["NESTVEC_SHARED"] ?? fileURLToPath(new URL("../../../../../shared", import.meta.url));
const sets = join(shared, "data");

test.skipIf(!existsSync(join(sets, "stsb")))(
  "STS-benchmark at layer 2 is as the model's table says (skipped where NESTVEC_SHARED has no data/stsb)",
  { timeout: 300_000 },
  async () => {
    const { measures } = await measureQuality({ model, stsb: join(sets, "stsb"), layers: [2] });
    const file = new URL("../../../../packages/model-mini/quality.json", import.meta.url);
    const table = JSON.parse(await readFile(file, "utf8")) as Record<string, Record<string, Record<string, number>>>;
    const cells = named(measures, "stsb_test_spearman").cells.filter(({ stored }) => stored === "float32");
    expect(cells).toHaveLength(5);
    // 0.1 points: another processor's kernels give numbers that are a few 1e-7 apart.
    for (const { dimension, quality } of cells)
      expect(Math.abs(quality - table["stsb_test_spearman"]!["2"]![dimension]!)).toBeLessThan(0.1);
  },
);

test.skipIf(!existsSync(join(sets, "banking77")))(
  "some of Banking77 at layer 2 is near the model's table (skipped where NESTVEC_SHARED has no data/banking77)",
  { timeout: 300_000 },
  async () => {
    const folderOfSome = await mkdtemp(join(tmpdir(), "nestvec-"));
    // Half of the test questions to be found by a tenth: enough for the nearest to mean something, and embedded in seconds.
    const lines = (await readFile(join(sets, "banking77", "test.csv"), "utf8"))
      .split(/\r?\n/)
      .filter((line) => line.split('"').length % 2 === 1);
    await writeFile(join(folderOfSome, "train.csv"), [lines[0], ...lines.slice(1).filter((_, index) => index % 2 === 0)].join("\n"));
    await writeFile(join(folderOfSome, "test.csv"), [lines[0], ...lines.slice(1).filter((_, index) => index % 10 === 1)].join("\n"));
    const { measures } = await measureQuality({ model, banking77: folderOfSome, layers: [2], dimensions: [384] });
    await rm(folderOfSome, { recursive: true });
    const [float32, int8, binary] = named(measures, "banking77_nearest_accuracy").cells.map(({ quality }) => quality) as [
      number,
      number,
      number,
    ];
    expect(float32).toBeGreaterThan(75);
    expect(Math.abs(float32 - int8)).toBeLessThan(2);
    expect(binary).toBeGreaterThan(60);
  },
);
