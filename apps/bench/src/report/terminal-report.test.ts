import { expect, test } from "vitest";
import { sampleModel, sampleResults } from "../testing/sample-results.ts";
import { terminalReport } from "./terminal-report.ts";

const results = sampleResults();
const report = terminalReport(results);

/** The lines of a part, from its heading to the next. */
const part = (heading: string): string => report.split(/^(?=#)/m).find((text) => text.startsWith(heading)) ?? "";

test("the machine comes first, then what to doubt, then the peak, and at the end what to add", () => {
  const order = ["AMD EPYC 9V74", "# Look out", "# Peak GFLOP/s", "# nestvec-mini", "# mmbert-shape", "# For more"];
  const places = order.map((text) => report.indexOf(text));
  expect(places).toEqual(places.toSorted((left, right) => left - right));
  expect(places[0]).toBe(0);
  expect(part("# Look out")).toContain("- latency, wide spread: 1 of 16 shapes");
  expect(part("# For more").trim()).toMatch(/--stsb FOLDER\.$/);
});

test("latency: exits × lengths, with the share of peak", () => {
  expect(part("## Latency: one text")).toBe(`## Latency: one text, ms in the median · share of peak

| exit |   16 tokens |   64 tokens |  128 tokens |  256 tokens |
| :--- | ----------: | ----------: | ----------: | ----------: |
| 2    | 1.30 · 49 % | 2.55 · 97 % | 4.30 · 97 % | 8.10 · 97 % |
| 3    | 1.50 · 64 % | 3.38 · 97 % | 6.00 · 97 % | 11.7 · 97 % |
| 4    | 1.71 · 76 % | 4.20 · 97 % | 7.70 · 97 % | 15.3 · 97 % |
| 6    | 2.11 · 92 % | 5.85 · 97 % | 11.1 · 97 % | 22.5 · 97 % |

`);
});

test("a second provider has rows of its own and says how much faster it is", () => {
  const rows = report.split("\n").filter((line) => line.startsWith("| 22   | "));
  expect(rows[0]).toMatch(/^\| 22 {3}\| cpu {6}\|.*% \|\s+\|$/);
  expect(rows[1]).toMatch(/^\| 22 {3}\| webgpu {3}\|.*\| 3\.8 to 6\.0 × \|$/);
});

test("variants say how they compare, and what they are made of once", () => {
  expect(part("## Workloads")).toMatch(/\| transformers\.js {3}\|\s+1\.47 · 6 % \|/);
  expect(part("## Workloads").match(/^transformers\.js: @huggingface\/transformers 4\.3\.0/gm)).toHaveLength(1);
});

test("quality: cuts, between exits, and in fewer bytes", () => {
  const text = part("## Quality: stsb_test_spearman");
  expect(text).toContain("| 6    | 82.00 | 82.00 | 81.10 | 79.59 | 77.37 |");
  expect(text).toContain("| 2 : 6 | 70.98 |");
  expect(text).toMatch(/\| 6 binary {8}\|\s+78\.80 · 48 B \|/);
});

test("of several models that were judged by one measure, the cuts that no other beats", () => {
  const fast = sampleModel({ name: "nestvec-mini-int8", perToken: 0.005 });
  // As good in half the time, but for one cut, which is worse.
  const worse = fast.quality.map((measure) => ({
    ...measure,
    cells: measure.cells.map((cell) => (cell.queryLayer === 6 ? { ...cell, quality: cell.quality - 1 } : cell)),
  }));
  const rows = terminalReport(sampleResults([sampleModel(), { ...fast, quality: worse }]))
    .split("# All models")[1]
    ?.split("\n")
    .filter((line) => line.startsWith("| nestvec"))
    .map((line) =>
      line
        .split("|")
        .map((cell) => cell.trim())
        .slice(1, 4),
    );
  expect(rows?.at(-1)).toEqual(["nestvec-mini", "6", "384"]);
  expect(rows?.[0]?.[0]).toBe("nestvec-mini-int8");
  // Every other cut of float32 is beaten by the same one in int8.
  expect(rows?.slice(0, -1).filter(([name, exit]) => name === "nestvec-mini" && exit !== "6")).toEqual([]);
  expect(terminalReport(sampleResults([sampleModel()]))).not.toContain("# All models");
});

test("what was not measured is left out", () => {
  const empty = { latency: [], throughput: [], resources: [], workloads: [], quality: [] };
  const { peak: _, ...withoutPeak } = results;
  const text = terminalReport({ ...withoutPeak, models: [{ ...sampleModel(), ...empty }], flags: [], more: [] });
  expect(text.match(/^#.*/gm)).toEqual(["# nestvec-mini"]);
});

test("a name cannot steer the terminal", () => {
  expect(terminalReport(sampleResults([sampleModel({ name: "a\u001b[2Jb\r" })]))).toContain("# a [2Jb \n");
});
