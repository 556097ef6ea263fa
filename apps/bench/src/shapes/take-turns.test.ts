import { expect, test } from "vitest";
import type { CellRounds } from "./cell.ts";
import type { Problem, ProviderProcess } from "./provider-process.ts";
import { takeTurns } from "./take-turns.ts";

/** Variants that write down what they are asked. */
function written(answer: (tokens: number, provider: string) => number | Problem = () => 5): { log: string[]; children: ProviderProcess[] } {
  const log: string[] = [];
  const children = ["cpu", "gpu"].map((provider): ProviderProcess => ({
    provider,
    run: async ({ tokens }, { runs, warmUps }) => {
      log.push(`${provider} ${tokens}: ${warmUps}+${runs}`);
      return answer(tokens, provider);
    },
    close: async () => {},
  }));
  return { log, children };
}

/** Both children at each length. */
const cellsOf = (expected: Readonly<Record<number, number>>): CellRounds[] =>
  Object.entries(expected).flatMap(([tokens, milliseconds]) => {
    const cell = { layer: 2, tokens: Number(tokens), batch: 1 };
    return ["cpu", "gpu"].map((provider) => ({ cell, provider, expected: milliseconds, milliseconds: [] }));
  });

test("every other round is backwards, and short runs are repeated within a round", async () => {
  const { log, children } = written();
  const cells = cellsOf({ 16: 6, 64: 30 });
  expect(await takeTurns(cells, children, { rounds: 2, until: Number.POSITIVE_INFINITY })).toEqual({ leftOut: [], wasCut: false });
  const forwards = ["cpu 16: 1+4", "gpu 16: 1+4", "cpu 64: 0+1", "gpu 64: 0+1"];
  expect(log).toEqual([...forwards, ...forwards.toReversed()]);
  expect(cells.map(({ milliseconds }) => milliseconds)).toEqual(Array.from({ length: 4 }, () => [5, 5]));
});

test("a slow cell has fewer rounds", async () => {
  const { children } = written();
  const cells = cellsOf({ 16: 6, 64: 2000, 128: 9000 });
  await takeTurns(cells, children, { rounds: 5, until: Number.POSITIVE_INFINITY });
  expect(cells.map(({ milliseconds }) => milliseconds.length)).toEqual([5, 5, 3, 3, 1, 1]);
});

test("a cell that has its round has no more", async () => {
  const { log, children } = written();
  const cells = cellsOf({ 2048: 9000 });
  cells[0]!.milliseconds.push(9000);
  await takeTurns(cells, children, { rounds: 5, until: Number.POSITIVE_INFINITY });
  expect(log).toEqual(["gpu 2048: 0+1"]);
  expect(cells.map(({ milliseconds }) => milliseconds)).toEqual([[9000], [5]]);
});

test("what fails in a round is not run again, and what has no round is left out", async () => {
  const { log, children } = written((tokens, provider) => (provider === "gpu" && tokens === 64 ? { problem: "Lost.", isLimit: true } : 5));
  const cells = cellsOf({ 16: 30, 64: 30 });
  const { leftOut } = await takeTurns(cells, children, { rounds: 2, until: Number.POSITIVE_INFINITY });
  expect(leftOut).toEqual([{ cell: cells[3]!.cell, provider: "gpu", kind: "not run", why: "Lost." }]);
  expect(log.filter((line) => line.startsWith("gpu 64"))).toHaveLength(1);
  const late = await takeTurns(cellsOf({ 16: 30 }), children, { rounds: 2, until: performance.now() });
  expect(late).toMatchObject({ leftOut: [{ kind: "cut short" }, { kind: "cut short" }], wasCut: true });
});
