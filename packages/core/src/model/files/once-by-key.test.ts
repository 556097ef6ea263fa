import { expect, test } from "vitest";
import { onceByKey } from "./once-by-key.ts";

test("what is asked for at the same time is made once", async () => {
  const made: string[] = [];
  const get = onceByKey(async (key: string) => {
    made.push(key);
    return key.toUpperCase();
  });
  expect(await Promise.all([get("a"), get("a"), get("b")])).toEqual(["A", "A", "B"]);
  expect(made).toEqual(["a", "b"]);
});

test("what failed is tried again", async () => {
  let tries = 0;
  const get = onceByKey(async () => {
    tries += 1;
    if (tries === 1) throw new Error("not yet");
    return tries;
  });
  await expect(get("a")).rejects.toThrow("not yet");
  expect(await get("a")).toBe(2);
});
