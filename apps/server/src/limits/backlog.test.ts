import { expect, test } from "vitest";
import { Refusal } from "../refusal/refusal.ts";
import { backlog } from "./backlog.ts";

/** A backlog that has seen 100 tokens done every 10 ms: 10 a millisecond. */
function steady(): { readonly enter: ReturnType<typeof backlog>["enter"]; pass(milliseconds: number): void } {
  let now = 0;
  const { enter } = backlog(() => now, 100);
  for (let i = 0; i < 200; i++) {
    const leave = enter("interactive", 100, 1000);
    now += 10;
    leave(true);
  }
  return { enter, pass: (milliseconds) => (now += milliseconds) };
}

test("work that would not be done in time is turned down with how long to wait, and taken on when there is room again", () => {
  const { enter, pass } = steady();
  // 5,000 tokens are 500 ms, which is what a patience of 1,000 ms allows for.
  const leaves = Array.from({ length: 50 }, () => enter("interactive", 100, 1000));
  const more = Array.from({ length: 1 }, () => enter("interactive", 100, 1000));
  expect(() => enter("interactive", 100, 1000)).toThrow(expect.objectContaining({ kind: "overloaded", retryAfterMilliseconds: 10 }));
  // More patience, more room.
  enter("interactive", 100, 2000)(true);
  for (const leave of [...leaves, ...more].slice(0, 5)) {
    pass(10);
    leave(true);
  }
  expect(() => enter("interactive", 100, 1000)).not.toThrow();
});

test("a bulk job does not keep a query out, but queries come before bulk jobs", () => {
  const { enter } = steady();
  enter("bulk", 1_000_000, 1000);
  expect(() => enter("interactive", 10, 1000)).not.toThrow();
  expect(() => enter("bulk", 10, 1000)).toThrow(Refusal);
});

test("an empty lane takes anything, so that a rate that was too low is found out", () => {
  let now = 0;
  const { enter } = backlog(() => now, 100);
  const leave = enter("interactive", 100, 1000);
  now += 100_000;
  leave(true);
  const next = enter("interactive", 100, 1000);
  expect(() => enter("interactive", 100, 1000)).toThrow(Refusal);
  next(false);
  expect(() => enter("interactive", 100, 1000)).not.toThrow();
});

test("short queries that came alone say nothing of how fast a full server is", () => {
  let now = 0;
  const { enter } = backlog(() => now, 512);
  for (let i = 0; i < 50; i++) {
    const leave = enter("interactive", 4, 1000);
    now += 20;
    leave(true);
  }
  // At their pace, 12,800 tokens would take a minute.
  const leaves = Array.from({ length: 100 }, () => enter("interactive", 128, 1000));
  // Full batches of 4 in 25 ms: 20 tokens a millisecond.
  for (const [place, leave] of leaves.entries()) {
    if (place % 4 === 0) now += 25;
    leave(true);
  }
  const more = Array.from({ length: 70 }, () => enter("interactive", 128, 1000));
  expect(() => Array.from({ length: 20 }, () => enter("interactive", 128, 1000))).toThrow(Refusal);
  for (const leave of more) leave(false);
});
