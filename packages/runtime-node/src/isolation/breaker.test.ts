import { expect, test } from "vitest";
import { breaker } from "./breaker.ts";

test("opens at the fifth death in a row, half-opens after its pause, and opens again at the next death", () => {
  let now = 0;
  const { died, pause, onTrial } = breaker(() => now);
  for (let death = 0; death < 4; death++) died(false);
  expect([pause(), onTrial()]).toEqual([undefined, false]);
  died(false);
  expect([pause(), onTrial()]).toEqual([30_000, true]);
  now = 30_000;
  expect([pause(), onTrial()]).toEqual([undefined, true]);
  died(false);
  expect(pause()).toBe(30_000);
});

test("whatever was finished in between starts the count again", () => {
  const { died, pause, onTrial } = breaker(() => 0);
  for (let death = 0; death < 100; death++) died(death % 4 === 0);
  expect([pause(), onTrial()]).toEqual([undefined, false]);
});
