import { expect, test } from "vitest";
import { sampleEvenly } from "./sample-evenly.ts";

test("so many, from the first on, as far apart as may be", () => {
  expect(sampleEvenly([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 4)).toEqual([0, 2, 5, 7]);
  expect(sampleEvenly([0, 1, 2], 2)).toEqual([0, 1]);
  expect(sampleEvenly([0, 1, 2], 3)).toEqual([0, 1, 2]);
  expect(sampleEvenly([0, 1, 2])).toEqual([0, 1, 2]);
});
