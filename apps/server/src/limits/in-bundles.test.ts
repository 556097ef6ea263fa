import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { inBundles } from "./in-bundles.ts";

test("who comes while others wait goes with them, and who comes later waits anew", async () => {
  const pass = inBundles(200);
  const gone: string[] = [];
  const one = (name: string): Promise<unknown> => pass().then(() => gone.push(name));
  const first = one("first");
  await sleep(20);
  const second = one("second");
  await sleep(20);
  expect(gone).toEqual([]);
  await first;
  // The second has come later, and has not waited any longer.
  await second;
  const third = one("third");
  await sleep(20);
  expect(gone).toEqual(["first", "second"]);
  await third;
  expect(gone).toEqual(["first", "second", "third"]);
});
