import { expect, test } from "vitest";
import { checkBatch } from "./check-batch.ts";
import { padRows } from "./pad-rows.ts";
import { requireUnitRows } from "./unit-rows.ts";

const good = padRows([{ ids: Int32Array.of(1, 2, 3) }, { ids: Int32Array.of(4) }], 0);

test("a batch of whole rows passes", () => {
  expect(() => checkBatch(good, 5)).not.toThrow();
});

test.each([
  ["no rows", { ...good, rows: 0, ids: new Int32Array(), lengths: [] }, "SHAPE_MISMATCH"],
  ["a row too few", { ...good, ids: good.ids.subarray(3) }, "SHAPE_MISMATCH"],
  ["a length too few", { ...good, lengths: [3] }, "SHAPE_MISMATCH"],
  ["a row that is all padding", { ...good, lengths: [3, 0] }, "SHAPE_MISMATCH"],
  ["a row longer than the batch", { ...good, lengths: [4, 1] }, "SHAPE_MISMATCH"],
  ["an id below 0", { ...good, ids: good.ids.with(1, -1) }, "TOKEN_OUT_OF_RANGE"],
  ["an id above the vocabulary", { ...good, ids: good.ids.with(3, 5) }, "TOKEN_OUT_OF_RANGE"],
])("%s is refused", (_what, batch, code) => {
  expect(() => checkBatch(batch, 5)).toThrow(expect.objectContaining({ code }));
});

test("a vector of zeros and one that is not of length 1 are refused, with their place", () => {
  const data = Float32Array.of(0.6, 0.8, 0, 0);
  expect(() => requireUnitRows({ data: data.subarray(0, 2), rows: 1, width: 2 })).not.toThrow();
  expect(() => requireUnitRows({ data, rows: 2, width: 2 })).toThrow(
    expect.objectContaining({ code: "VECTOR_WITHOUT_DIRECTION", details: { text: 1, dimension: 2 } }),
  );
  expect(() => requireUnitRows({ data: Float32Array.of(Number.NaN), rows: 1, width: 1 })).toThrow();
});
