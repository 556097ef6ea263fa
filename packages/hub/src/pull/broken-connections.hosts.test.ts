import { expect, test } from "vitest";
import { pullRounds } from "../testing/pull-rounds.ts";

test("200 downloads with connections cut at random are whole, and at most 1 % of the bytes come twice", async () => {
  const { sent, bytes, cuts } = await pullRounds(200);
  expect(cuts).toBeGreaterThan(200);
  expect(sent / bytes).toBeLessThanOrEqual(1.01);
});
