import { totalmem } from "node:os";
import { expect, test } from "vitest";
import { attentionBudget } from "./attention-budget.ts";

test("half of the memory holds the scores of all workers' runs, and no run needs more than core allows by itself", () => {
  // 24 bytes a score: a small container of 512 MB has room for 11 million, which is 965 tokens of 12 heads.
  expect(attentionBudget(1, 512 * 2 ** 20)).toBe(Math.floor((256 * 2 ** 20) / 24));
  expect(Math.floor(Math.sqrt(attentionBudget(1, 512 * 2 ** 20) / 12))).toBe(965);
  expect(attentionBudget(4, 512 * 2 ** 20)).toBe(Math.floor((64 * 2 ** 20) / 24));
  expect(attentionBudget(1, 2 ** 50)).toBe(2 ** 28);
  expect(attentionBudget(1, 0)).toBe(1);
});

test("this machine's budget is that of its own memory or less", () => {
  expect(attentionBudget(1)).toBeGreaterThan(1);
  expect(attentionBudget(1)).toBeLessThanOrEqual(attentionBudget(1, totalmem()));
});
