import type { EngineStats } from "@nestvec/core";
import { expect, test } from "vitest";
import { mergedStats, statsOfDead } from "./merged-stats.ts";

const first: EngineStats = {
  queuedTexts: 1,
  waitingTokens: 10,
  runningTexts: 2,
  batches: 3,
  batchedTexts: 9,
  batchesByTexts: { 2: 2, 8: 1 },
  batchesByTokens: { 32: 2, 64: 1 },
  usefulTokens: 100,
  paddedTokens: 110,
  runMilliseconds: { 2: 5, 6: 7 },
  openedExits: [2, 6],
  residentBytes: 1000,
};
const second: EngineStats = {
  ...first,
  batchesByTexts: { 1: 1, 4: 2 },
  runMilliseconds: { 6: 1, 4: 2 },
  openedExits: [4, 6],
  residentBytes: 24,
};

test("counts of workers are added up, by exit where they are by exit", () => {
  expect(mergedStats([first, second])).toEqual({
    queuedTexts: 2,
    waitingTokens: 20,
    runningTexts: 4,
    batches: 6,
    batchedTexts: 18,
    batchesByTexts: { 1: 1, 2: 2, 4: 2, 8: 1 },
    batchesByTokens: { 32: 4, 64: 2 },
    usefulTokens: 200,
    paddedTokens: 220,
    runMilliseconds: { 2: 5, 4: 2, 6: 8 },
    openedExits: [2, 4, 6],
    residentBytes: 1024,
  });
  expect(mergedStats([first])).toEqual(first);
  // Workers that have not measured how fast they are do not count.
  expect(mergedStats([{ ...first, tokensPerMillisecond: 3 }, second])).toMatchObject({ tokensPerMillisecond: 3 });
  expect(
    mergedStats([
      { ...first, tokensPerMillisecond: 3 },
      { ...second, tokensPerMillisecond: 4 },
    ]),
  ).toMatchObject({ tokensPerMillisecond: 7 });
});

test("of a worker that is gone, what it did counts on; what it held and what waited does not", () => {
  expect(mergedStats([statsOfDead({ ...first, tokensPerMillisecond: 3 }), second])).toEqual({
    ...second,
    batches: 6,
    batchedTexts: 18,
    batchesByTexts: { 1: 1, 2: 2, 4: 2, 8: 1 },
    batchesByTokens: { 32: 4, 64: 2 },
    usefulTokens: 200,
    paddedTokens: 220,
    runMilliseconds: { 2: 5, 4: 2, 6: 8 },
  });
});
