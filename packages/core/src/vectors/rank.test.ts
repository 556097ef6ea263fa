import fc from "fast-check";
import { expect, test } from "vitest";
import { rankByCosine } from "./rank.ts";
import { cosineSimilarity } from "./similarity.ts";
import { topK } from "./top-k.ts";

const setting = fc.record({ width: fc.integer({ min: 1, max: 6 }), rows: fc.nat({ max: 12 }), queryWidth: fc.integer({ min: 1, max: 8 }) });

test("law: the same as top-k of the cosines of the numbers that both have", () => {
  fc.assert(
    fc.property(
      setting.chain(({ width, rows, queryWidth }) =>
        fc.record({
          width: fc.constant(width),
          // Small whole numbers, so that equal cosines and vectors of zeros come up.
          data: fc.array(fc.integer({ min: -2, max: 2 }), { minLength: rows * width, maxLength: rows * width }),
          query: fc.array(fc.integer({ min: -2, max: 2 }), { minLength: queryWidth, maxLength: queryWidth }),
        }),
      ),
      fc.nat({ max: 14 }),
      ({ width, data: numbers, query: queryNumbers }, k) => {
        const data = Float32Array.from(numbers);
        const query = Float32Array.from(queryNumbers);
        const rows = data.length / width;
        const shared = Math.min(width, query.length);
        const cosines = Array.from({ length: rows }, (_, row) =>
          cosineSimilarity(query.subarray(0, shared), data.subarray(row * width, row * width + shared)),
        );
        expect(rankByCosine(query, { data, rows, width }, k)).toEqual(topK(cosines, k));
      },
    ),
  );
});

test("a narrower query goes by the leading numbers and their norms", () => {
  const candidates = { data: Float32Array.of(1, 0, 9, 3, 4, 0, 0, 1, 0), rows: 3, width: 3 };
  expect(rankByCosine(Float32Array.of(1, 0), candidates, 2)).toEqual([
    { index: 0, score: 1 },
    { index: 1, score: 3 / 5 },
  ]);
});

test("damaged numbers are refused, with the row", () => {
  const query = Float32Array.of(1, 1);
  const damaged = { data: Float32Array.of(1, 2, 3, Number.NaN), rows: 2, width: 2 };
  expect(() => rankByCosine(query, damaged, 1)).toThrow('"candidates[1][1]" is NaN; it must be a finite number.');
  expect(() => rankByCosine(Float32Array.of(1, Infinity), { ...damaged, rows: 0, data: new Float32Array() }, 1)).toThrow(
    '"query[0][1]" is Infinity',
  );
});

test("shapes and k are checked, without candidates too", () => {
  const none = { data: new Float32Array(), rows: 0, width: 2 };
  expect(rankByCosine(Float32Array.of(1, 2), none, 3)).toEqual([]);
  expect(() => rankByCosine(Float32Array.of(1, 2), none, -1)).toThrow('"k" is -1; it must be a whole number, 0 or more.');
  expect(() => rankByCosine(new Float32Array(), none, 1)).toThrow(expect.objectContaining({ code: "SHAPE_MISMATCH" }));
  expect(() => rankByCosine(Float32Array.of(1, 2), { ...none, rows: 1 }, 1)).toThrow(
    '"candidates" has 0 numbers for 1 rows of width 2; it must have 1 × 2.',
  );
});
