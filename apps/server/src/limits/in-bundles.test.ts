import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { inBundles } from "./in-bundles.ts";

test("who comes while others wait is answered with them, and who comes later waits anew", async () => {
  let asked = 0;
  const pass = inBundles(200, async () => ++asked);
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
  const pass = inBundles(1, async () => {
    if (fails) throw new RangeError("not now");
    return "an answer";
  });
  await expect(Promise.all([pass(), pass()])).rejects.toThrow("not now");
  fails = false;
  await expect.poll(() => pass().catch(() => "none")).toBe("an answer");
});
