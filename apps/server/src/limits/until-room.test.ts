import type { EngineStats } from "@nestvec/core";
import { expect, test } from "vitest";
import { untilRoom } from "./until-room.ts";

const model = (stats: Partial<EngineStats> | undefined): { stats(): Promise<EngineStats | undefined> } => ({
  stats: async () => stats as EngineStats | undefined,
});

test("what a client is told to wait comes from what waits and how fast it is done, within bounds", async () => {
  expect(await untilRoom([])).toBe(1000);
  expect(await untilRoom([model(undefined), model({ waitingTokens: 50_000 })])).toBe(1000);
  expect(await untilRoom([{ stats: () => Promise.reject(new Error("gone")) }])).toBe(1000);
  expect(
    await untilRoom([model({ waitingTokens: 10_000, tokensPerMillisecond: 10 }), model({ waitingTokens: 1, tokensPerMillisecond: 1 })]),
  ).toBe(500);
  expect(await untilRoom([model({ waitingTokens: 0, tokensPerMillisecond: 10 })])).toBe(100);
  expect(await untilRoom([model({ waitingTokens: 1e9, tokensPerMillisecond: 1e-6 })])).toBe(30_000);
});
