import { expect, test } from "vitest";
import type { Cell } from "./cell.ts";
import { firstRuns } from "./first-runs.ts";
import type { Problem, ProviderProcess } from "./provider-process.ts";

const cell = (tokens: number, layer = 2): Cell => ({ layer, tokens, batch: 1 });
/** What a text of so many tokens computes. */
const operations = new Map([[2, { of: ({ tokens }: { tokens: number }) => tokens, exact: true }]]);

/** An child that says what it was asked, and answers as told. */
function childOf(answer: (cell: Cell) => number | Problem, provider = "cpu"): { child: ProviderProcess; asked: number[] } {
  const asked: number[] = [];
  const run = async (one: Cell) => {
    asked.push(one.tokens);
    return answer(one);
  };
  return { child: { provider, run, close: async () => {} }, asked };
}

test("each cell is run twice, since the first opens the exit, and a slow one once", async () => {
  const { child, asked } = childOf(({ tokens }) => tokens * 10);
  const { admitted, leftOut } = await firstRuns([cell(16), cell(500)], [child], { operations, until: Number.POSITIVE_INFINITY });
  expect(asked).toEqual([16, 16, 500]);
  expect(admitted.map(({ expected }) => expected)).toEqual([160, 5000]);
  expect(leftOut).toEqual([]);
});

test("a very slow run of the CPU is a round", async () => {
  const children = ["cpu", "gpu"].map((provider) => childOf(({ tokens }) => tokens * 10, provider).child);
  const { admitted } = await firstRuns([cell(500), cell(700)], children, { operations, until: Number.POSITIVE_INFINITY });
  expect(admitted.map(({ provider, milliseconds }) => [provider, milliseconds])).toEqual([
    ["cpu", []],
    ["gpu", []],
    ["cpu", [7000]],
    ["gpu", []],
  ]);
});

test("what there is no time for is not begun: told from what a shorter text took", async () => {
  const { child, asked } = childOf(({ tokens }) => tokens * 10);
  const until = performance.now() + 20_000;
  const { admitted, leftOut } = await firstRuns([cell(16), cell(400), cell(550), cell(2000), cell(650)], [child], { operations, until });
  // Three rounds of 16 tokens and one of 400 are 4.5 s. 550 tokens would take 16.5 s, 2,000 tokens 20 s, and 650 tokens, run once, 6.5 s.
  expect(asked).toEqual([16, 16, 400, 650]);
  expect(admitted.map((each) => each.cell.tokens)).toEqual([16, 400, 650]);
  expect(leftOut).toEqual(
    [550, 2000].map((tokens) => ({ cell: cell(tokens), provider: "cpu", kind: "cut short", why: "There was no time for it." })),
  );
});

test("a problem of one cell is its own, a limit is that of all that follow", async () => {
  const small = childOf(({ tokens }) => (tokens === 64 ? { problem: "Too small.", isLimit: true } : 1), "gpu");
  const odd = childOf(({ layer }) => (layer === 4 ? { problem: "No kernel.", isLimit: false } : 1));
  const cells = [cell(16), cell(16, 4), cell(64), cell(64, 4), cell(128)];
  const { leftOut } = await firstRuns(cells, [odd.child, small.child], { operations, until: Number.POSITIVE_INFINITY });
  expect(leftOut.filter(({ provider }) => provider === "cpu").map((each) => each.cell)).toEqual([cell(16, 4), cell(64, 4)]);
  expect(leftOut.filter(({ provider }) => provider === "gpu").map((each) => each.cell)).toEqual([cell(64), cell(64, 4), cell(128)]);
  expect(small.asked).toEqual([16, 16, 16, 16, 64]);
});
