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

/** What a benchmark must come to on any machine, however busy. */
interface Expected {
  /** What each row of the first table is of. */
  readonly rows?: readonly string[];
  /** All claims with their limits, and those that hold by behaviour alone. */
  readonly claims: readonly string[];
  readonly met?: readonly string[];
  /** Of the first note or the second: that all was done which should be. */
  readonly done: RegExp;
  /** Columns of the first table, of which none is larger in any row than the one after it. */
  readonly ascending?: readonly number[];
}

const expected: Readonly<Record<string, Expected>> = {
  "event-loop": {
    rows: ["none", "thread", "process", "nothing done, 2 s"],
    claims: ["thread: p99, milliseconds, ≤ 10", "process: p99, milliseconds, ≤ 10"],
    done: /^4 texts, log-normal, p50 28 and p95 838 tokens, cut at 64;/,
    ascending: [1, 3],
  },
  throughput: {
    rows: ["nestvec, token ids", "batches of 32, token ids"],
    claims: [
      "useful tokens per second, times those of batches of 32, ≥ 2.5",
      "padding, percent, ≤ 5",
      "largest difference between the two variants' vectors ≤ 0.000001",
    ],
    met: ["largest difference between the two variants' vectors ≤ 0.000001"],
    done: /^8 texts, .* 180 tokens in all/,
  },
  "query-during-bulk": {
    rows: [
      "the batch in which a query was sent, p50",
      "the query alone, p50",
      "the query during bulk, p50",
      "the query during bulk, p95",
      "the query during bulk, longest",
      "first in, first out, 8 texts before it",
    ],
    claims: ["p95 of each query's time over that of the batch in which it was sent, ≤ 2"],
    done: /^3 queries at random moments of a job of 2000 texts/,
  },
  kills: {
    claims: ["calls without an answer, or with another error than WORKER_DIED, ≤ 0", "children left behind ≤ 0"],
    met: ["calls without an answer, or with another error than WORKER_DIED, ≤ 0", "children left behind ≤ 0"],
    done: /^2 of 2 SIGKILLs; 32 callers/,
    // Answered with vectors, of all calls.
    ascending: [3, 2],
  },
  aborts: {
    claims: [
      "calls answered or ABORTED ≥ 20",
      "texts and tokens still counted as waiting or running ≤ 0",
      "unhandled rejections ≤ 0",
      "listeners left on signals ≤ 0",
      "resident memory after over before ≤ 1.1",
    ],
    met: [
      "calls answered or ABORTED ≥ 20",
      "texts and tokens still counted as waiting or running ≤ 0",
      "unhandled rejections ≤ 0",
      "listeners left on signals ≤ 0",
    ],
    done: /^32 callers, 1 to 4 texts a call/,
    ascending: [1, 0],
  },
  "steady-memory": {
    rows: ["1", "2", "3", "4"],
    claims: ["median of the last quarter over that of the third ≤ 1.02"],
    done: /^40 of 40 calls/,
    // Least, median and most.
    ascending: [2, 1, 3],
  },
  "same-results": {
    claims: ["largest difference from the vector computed alone ≤ 0.000001"],
    met: ["largest difference from the vector computed alone ≤ 0.000001"],
    done: /^each order is split into calls of 1 to 64 texts/,
    ascending: [3, 2],
  },
  "session-choices": {
    rows: ["arena off, spinning for 50 µs (nestvec's)", "arena off, sleeping at once", "arena off, spinning for 200 µs"].concat(
      ["arena off, spinning for 1,000 µs"],
      ["arena on, sleeping at once", "arena on, spinning (ONNX Runtime's)"],
    ),
    claims: [],
    done: /^2, 2, 2, 2, 2, 2 rounds of one text of 16 tokens/,
    // Memory of a process after its runs: private, resident, and the most that ever was.
    ascending: [9, 10, 11],
  },
  "remote-overhead": {
    rows: ["none", "thread", "process"],
    claims: [],
    done: /^2 rounds of ".*", 22 tokens$/,
    // The median and the 95th percentile.
    ascending: [1, 2],
  },
  "tokenizer-start": {
    rows: ["compiled form", "tokenizer.json", "the start that compiles"],
    claims: ["milliseconds to the tokens of the first text ≤ 150", "private MB more ≤ 60"],
    done: /^1 starts of each, .* tokens of text; 0\.0 MB kept in the cache$/,
  },
};

test("all benchmarks are known here", () => {
  expect(benchmarks.map(({ name }) => name)).toEqual(Object.keys(expected));
});

describe.each(benchmarks)("$name", ({ name, needsLinux, run }) => {
  test.skipIf(needsLinux === true && process.platform !== "linux")("finds what it is there to find", async () => {
    const findings = await run(setting);
    requireWhole(findings);
    const { rows, claims, met = [], done, ascending = [] } = expected[name]!;
    const found = findings.tables[0]!.rows;
    if (rows !== undefined) expect(found.map(([of]) => of)).toEqual(rows);
    expect(findings.bounds.map(({ claim }) => claim)).toEqual(claims);
    expect(findings.bounds.filter(({ claim }) => met.includes(claim)).map(({ verdict }) => verdict)).toEqual(met.map(() => "met"));
    expect(findings.notes).toContainEqual(expect.stringMatching(done));
    for (const row of found) {
      const cells = ascending.map((column) => Number(row[column]));
      expect(cells, String(row[0])).toEqual(cells.toSorted((left, right) => left - right));
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
