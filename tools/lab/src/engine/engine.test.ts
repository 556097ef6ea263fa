import { fileURLToPath } from "node:url";
import type { Findings } from "@nestvec/bench/measuring";
import { referenceModels } from "@nestvec/conformance";
import { loadModel } from "@nestvec/runtime-node";
import { beforeAll, describe, expect, test } from "vitest";
import type { Setting } from "./benchmark.ts";
import { benchmarks } from "./benchmarks.ts";

// What each benchmark finds on a handful of texts: whether behaviour is as claimed, never how fast it is.
const model = fileURLToPath(new URL("tiny-modernbert/onnx-fp32", referenceModels));
let setting: Setting;
beforeAll(async () => {
  await using embedder = await loadModel(model, { isolation: "none" });
  const { vocabularySize } = await embedder.info();
  setting = { model, layer: 6, cut: 64, vocabularySize, threads: 1, scale: "tiny", seconds: 60 };
});

/** By benchmark: the bounds that hold on any machine, however busy. */
const behaviour: Readonly<Record<string, readonly RegExp[]>> = {
  "event-loop": [],
  throughput: [/^largest difference between the two variants/],
  "query-during-bulk": [],
  kills: [/^calls without an answer/, /^children left/],
  aborts: [/^calls answered or ABORTED/, /still counted/, /^unhandled/, /^listeners/],
  "steady-memory": [],
  "same-results": [/^largest difference from/],
  "session-choices": [],
  "remote-overhead": [],
};

test("all benchmarks are known here", () => {
  expect(benchmarks.map(({ name }) => name)).toEqual(Object.keys(behaviour));
});

describe.each(benchmarks)("$name", ({ name, needsLinux, run }) => {
  test.skipIf(needsLinux === true && process.platform !== "linux")("finds what it is there to find", async () => {
    const findings = await run(setting);
    requireWhole(findings);
    for (const pattern of behaviour[name] ?? []) {
      const found = findings.bounds.filter(({ claim }) => pattern.test(claim));
      expect(found, String(pattern)).toHaveLength(1);
      expect(found[0], String(pattern)).toMatchObject({ verdict: "met" });
    }
  });
});

/** Every row has a cell for each column, every figure is a number, and all of it can be written as JSON. */
function requireWhole(findings: Findings): void {
  expect(findings.tables.length).toBeGreaterThan(0);
  for (const { columns, rows } of findings.tables) {
    for (const row of rows) {
      expect(row).toHaveLength(columns.length);
      for (const [place, cell] of row.entries()) {
        if (columns[place]?.digits === undefined) expect(cell).toBeTypeOf("string");
        else expect(cell, columns[place]?.title).toSatisfy(Number.isFinite);
      }
    }
  }
  expect(findings.bounds.every(({ measured }) => Number.isFinite(measured))).toBe(true);
  expect(findings.notes.length).toBeGreaterThan(0);
  expect(JSON.parse(JSON.stringify(findings))).toEqual(findings);
}
