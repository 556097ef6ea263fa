import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { cosineSimilarity, type Embedder } from "@nestvec/core";
import { sampleRankCorrelation } from "simple-statistics";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadModel } from "./load-model.ts";
import { modelDirectory } from "../files/model-directory.ts";

// STS-benchmark is not part of the project (see its licence); where NESTVEC_SHARED, or a folder beside the checkout, has a copy, meaning
// is measured on it.
const shared = process.env["NESTVEC_SHARED"] ?? fileURLToPath(new URL("../../../../../shared", import.meta.url));
const file = join(shared, "data", "stsb", "stsbenchmark.tsv.gz");
const present = existsSync(file);

/** A figure of a table, by layer and dimension. */
type Table = ReadonlyMap<number, ReadonlyMap<number, number>>;

/** The first Markdown table under a line that begins with `caption`. Its head names the dimensions, its first column the layers. */
function tableUnder(caption: string, markdown: string): Table {
  const lines = markdown.split("\n");
  const start = lines.findIndex((line) => line.startsWith(caption)) + 1;
  const end = lines.findIndex((line, index) => index >= start && !line.startsWith("|"));
  const [head = [], , ...rows] = lines.slice(start, end).map((line) => line.split("|").slice(1, -1).map(Number));
  return new Map(rows.map(([layer, ...figures]) => [layer!, new Map(figures.map((figure, index) => [head[index + 1]!, figure]))]));
}

const table = tableUnder(
  "100 × Spearman, STS-benchmark test",
  readFileSync(join(await modelDirectory("nestvec-mini"), "README.md"), "utf8"),
);

interface Pair {
  readonly left: string;
  readonly right: string;
  readonly score: number;
}

function testPairs(): Pair[] {
  const rows = gunzipSync(readFileSync(file)).toString("utf8").split("\r\n");
  return rows
    .map((row) => row.split("\t"))
    .filter((columns) => columns[0] === "test")
    .map((columns) => ({ score: Number(columns[5]), left: columns[6]!, right: columns[7]! }));
}

let embedder: Embedder;
beforeAll(async () => {
  embedder = await loadModel("nestvec-mini", { cacheBytes: 2 ** 25 });
});
afterAll(() => embedder.dispose());

test("the model's README states a figure for every exit and dimension", async () => {
  const { exits, dimensions } = await embedder.info();
  expect([...table.keys()]).toEqual(exits.map(({ layer }) => layer));
  for (const figures of table.values()) {
    expect([...figures.keys()]).toEqual(dimensions);
    for (const figure of figures.values()) expect(figure > 0 && figure <= 100).toBe(true);
  }
});

test.skipIf(!present).each([...table.keys()])(
  "STS-benchmark at layer %i is as the model's README says, at every dimension (skipped where NESTVEC_SHARED has no data/stsb)",
  { timeout: 600_000 },
  async (layer) => {
    const pairs = testPairs();
    expect(pairs).toHaveLength(1379);
    const scores = pairs.map(({ score }) => score);
    // Sorted by length, since texts are padded to the longest beside them.
    const texts = [...new Set(pairs.flatMap(({ left, right }) => [left, right]))].toSorted((a, b) => a.length - b.length);
    const place = new Map(texts.map((text, index) => [text, index]));
    for (const [dimension, expected] of table.get(layer)!) {
      const { vectors } = await embedder.embed(texts, { layer, dimension });
      const similarities = pairs.map(({ left, right }) => cosineSimilarity(vectors[place.get(left)!]!, vectors[place.get(right)!]!));
      // 0.3 points: the product's promise. The table rounds to 0.1.
      expect(Math.abs(100 * sampleRankCorrelation(similarities, scores) - expected), `dimension ${dimension}`).toBeLessThanOrEqual(0.3);
    }
  },
);
