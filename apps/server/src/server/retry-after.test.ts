import { setTimeout as sleep } from "node:timers/promises";
import type { EngineStats } from "@nestvec/core";
import { expect, test } from "vitest";
import { coalesce, untilRoom } from "./retry-after.ts";

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

test("who comes while others wait is answered with them, and who comes later waits anew", async () => {
  let asked = 0;
  const pass = coalesce(200, async () => ++asked);
  const gone: string[] = [];
  const one = (name: string): Promise<number> =>
    pass().then((answer) => {
      gone.push(name);
      return answer;
    });
  const first = one("first");
  await sleep(20);
  const second = one("second");
  await sleep(20);
  expect(gone).toEqual([]);
  expect(await first).toBe(1);
  // The second has come later, and has not waited any longer.
  expect(await second).toBe(1);
  const third = one("third");
  await sleep(20);
  expect(gone).toEqual(["first", "second"]);
  expect(await third).toBe(2);
});

test("an answer that cannot be had is an error for its bundle alone", async () => {
  let fails = true;
  const pass = coalesce(1, async () => {
    if (fails) throw new RangeError("not now");
    return "an answer";
  });
  await expect(Promise.all([pass(), pass()])).rejects.toThrow("not now");
  fails = false;
  await expect.poll(() => pass().catch(() => "none")).toBe("an answer");
});
