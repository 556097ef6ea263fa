import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root, toolFile } from "../run/workspace.mjs";
import { figuresTable } from "./figures-table.mjs";
import { figureFiles, replaceFigures } from "./replace-figures.mjs";

const read = (file: string): string => readFileSync(join(root, file), "utf8");

test("the tables of the README are what the script makes of the committed results", () => {
  const readme = read("README.md");
  expect(replaceFigures(readme, read)).toBe(readme);
  expect(readme.match(/<!-- \/?bench\b/g) ?? []).toHaveLength(2 * figureFiles(readme).length);
});

const cell = (layer: number, dimension: number, quality: number, stored = "float32") => ({
  queryLayer: layer,
  storedLayer: layer,
  dimension,
  stored,
  quality,
});
const results = {
  format: "nestvec-bench/1",
  machine: { processor: "AMD EPYC", cores: 2, node: "20.20.2", onnxRuntime: "1.30.0" },
  settings: { threads: 2 },
  models: [
    {
      name: "nestvec-mini",
      layers: [2, 6],
      width: 384,
      latency: [
        { layer: 2, tokens: 16, provider: "cpu", milliseconds: { median: 1.2 } },
        { layer: 6, tokens: 16, provider: "webgpu", milliseconds: { median: 99 } },
        { layer: 6, tokens: 16, provider: "cpu", milliseconds: { median: 2.345 } },
        { layer: 6, tokens: 128, provider: "cpu", milliseconds: { median: 1234.5 } },
      ],
      resources: [
        { layer: 2, memory: { privateMegabytes: 103.4 }, diskBytes: 17_120_000 },
        { layer: 6, memory: { privateMegabytes: 175 }, diskBytes: 26_400_000 },
      ],
      throughput: [
        { layer: 6, tokens: 64, batch: 8, provider: "cpu", tokensPerSecond: 1000 },
        { layer: 6, tokens: 128, batch: 8, provider: "cpu", tokensPerSecond: 386.2 * 128 },
      ],
      quality: [
        { name: "banking77_nearest_accuracy", what: "other", cells: [] },
        {
          name: "stsb_test_spearman",
          what: "100 × Spearman's correlation with STS-benchmark's test scores",
          cells: [cell(2, 384, 76.07), cell(2, 128, 70, "int8"), cell(2, 128, 76.18), cell(6, 384, 81.71), cell(6, 128, 81.34)],
        },
      ],
    },
  ],
};

test("a row an exit, and no column of which nothing was measured", () => {
  expect(figuresTable(results)).toBe(
    `| layer | ms, 16 tokens | ms, 128 tokens | texts/s, 128 tokens × 8 | quality at 384 | quality at 128 | MB on disk | private MB |
| ----: | ------------: | -------------: | ----------------------: | -------------: | -------------: | ---------: | ---------: |
|     2 |          1.20 |                |                         |           76.1 |           76.2 |       17.1 |        103 |
|     6 |          2.35 |          1,235 |                     386 |           81.7 |           81.3 |       26.4 |        175 |

nestvec-mini on AMD EPYC, 2 cores, 2 threads, Node 20.20.2, onnxruntime-node 1.30.0. Quality: the table \`stsb_test_spearman\` of quality.json. 100 × Spearman's correlation with STS-benchmark's test scores.`,
  );
});

test("what stands between the marks is replaced, and nothing else; once more changes nothing", () => {
  const document = "# A\n\n<!-- bench: a.json -->\n\nold\n\n<!-- /bench -->\n\nB $1 $&\n";
  const replaced = replaceFigures(document, () => JSON.stringify(results));
  expect(replaced).toBe(document.replace("old", () => figuresTable(results)));
  expect(replaceFigures(replaced, () => JSON.stringify(results))).toBe(replaced);
  expect(figureFiles(replaced)).toEqual(["a.json"]);
});

test("the formatter leaves the table as it is", () => {
  const document = replaceFigures("<!-- bench: a.json -->\n<!-- /bench -->\n", () => JSON.stringify(results));
  const { stdout, stderr } = spawnSync(process.execPath, [toolFile("oxfmt"), "--stdin-filepath", "a.md"], {
    cwd: root,
    input: document,
    encoding: "utf8",
  });
  expect(stdout, stderr).toBe(document);
});

test("what the bench did not write is refused", () => {
  expect(() => figuresTable({ ...results, format: "nestvec-bench/2" })).toThrow("a file that the bench wrote");
});
