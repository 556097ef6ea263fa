import { expect, test } from "vitest";
import { repeatedPlaces } from "./laws-effort.ts";

test("by default all texts are compared again; else some that are short enough, spread evenly", () => {
  const tokens = [4, 9, 130, 11, 2, 256, 3, 5];
  expect(repeatedPlaces(tokens, {})).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(repeatedPlaces(tokens, { repeatedTokens: 64 })).toEqual([0, 1, 3, 4, 6, 7]);
  expect(repeatedPlaces(tokens, { repeatedTexts: 3, repeatedTokens: 64 })).toEqual([0, 3, 6]);
  expect(repeatedPlaces(tokens, { repeatedTexts: 99 })).toHaveLength(8);
});
