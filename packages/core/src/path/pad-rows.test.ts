import { expect, test } from "vitest";
import { padRows } from "./pad-rows.ts";

test("rows are filled up on the right to the longest", () => {
  const rows = [{ ids: Int32Array.of(2, 5, 1) }, { ids: Int32Array.of(7) }];
  expect(padRows(rows, 9)).toEqual({ ids: Int32Array.of(2, 5, 1, 7, 9, 9), lengths: [3, 1], rows: 2, tokens: 3 });
});

test("no rows are an empty batch", () => {
  expect(padRows([], 0)).toEqual({ ids: new Int32Array(0), lengths: [], rows: 0, tokens: 0 });
});
