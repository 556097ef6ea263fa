import { expect, test } from "vitest";
import { latest } from "./latest.ts";

test("calls that come while it works make it work once more", async () => {
  const gates: (() => void)[] = [];
  const run = latest(() => new Promise((resolve) => gates.push(resolve)));
  const first = run();
  void run();
  const third = run();
  expect(gates).toHaveLength(1);
  gates[0]!();
  await Promise.resolve();
  await Promise.resolve();
  expect(gates).toHaveLength(2);
  gates[1]!();
  await Promise.all([first, third]);
  expect(gates).toHaveLength(2);
});

test("after a failure it works again", async () => {
  let count = 0;
  const run = latest(() => {
    count++;
    return count === 1 ? Promise.reject(new TypeError("once")) : Promise.resolve();
  });
  await expect(run()).rejects.toThrow("once");
  await run();
  expect(count).toBe(2);
});
