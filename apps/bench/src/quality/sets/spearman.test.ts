import { array, assert, double, integer, property, tuple } from "fast-check";
import { expect, test } from "vitest";
import { spearman } from "./spearman.ts";

/** Pairs of values, many of them equal. */
const pairs = array(tuple(integer({ min: -5, max: 5 }), integer({ min: -5, max: 5 })), { minLength: 2, maxLength: 40 });
const sides = (list: readonly (readonly [number, number])[]): [number[], number[]] => [
  list.map(([left]) => left),
  list.map(([, right]) => right),
];

const sum = (terms: readonly number[]): number => terms.reduce((total, term) => total + term, 0);

/** By its definition: how many are below a value, and half of those that are as large. */
const ranks = (values: readonly number[]): number[] =>
  values.map((value) => values.filter((other) => other < value).length + values.filter((other) => other === value).length / 2);

/** Pearson's correlation over ranks. */
function byDefinition(left: readonly number[], right: readonly number[]): number {
  const [a, b] = [ranks(left), ranks(right)];
  const mean = left.length / 2;
  const squares = sum(a.map((rank) => (rank - mean) ** 2)) * sum(b.map((rank) => (rank - mean) ** 2));
  return squares === 0 ? 0 : sum(a.map((rank, index) => (rank - mean) * (b[index]! - mean))) / Math.sqrt(squares);
}

test("the textbook's values", () => {
  expect(spearman([1, 2, 3, 4], [10, 20, 30, 40])).toBeCloseTo(1, 12);
  expect(spearman([1, 2, 3, 4], [4, 3, 2, 1])).toBeCloseTo(-1, 12);
  // IQ and hours of television, from the rank correlation's textbook example: -29/165.
  const iq = [106, 86, 100, 101, 99, 103, 97, 113, 112, 110];
  expect(spearman(iq, [7, 0, 27, 50, 28, 29, 20, 12, 6, 17])).toBeCloseTo(-29 / 165, 12);
});

test("equal values share the mean of their ranks", () => {
  assert(
    property(pairs, (list) => {
      const [left, right] = sides(list);
      // Sums of at most 40 products of small numbers in double precision.
      expect(spearman(left, right)).toBeCloseTo(byDefinition(left, right), 10);
    }),
  );
});

test("only the order counts: whatever keeps it leaves the correlation as it is, and what turns it round turns the sign", () => {
  assert(
    property(pairs, double({ min: 0.1, max: 10, noNaN: true }), (list, scale) => {
      const [left, right] = sides(list);
      const found = spearman(left, right);
      expect(
        spearman(
          left.map((value) => Math.exp(value) * scale - 3),
          right,
        ),
      ).toBe(found);
      expect(
        spearman(
          left.map((value) => -value),
          right,
        ),
      ).toBeCloseTo(-found, 10);
      expect(spearman(right, left)).toBeCloseTo(found, 10);
      expect(spearman(Float64Array.from(left), Float64Array.from(right))).toBe(found);
    }),
  );
});

test("the order of the pairs does not count", () => {
  assert(
    property(pairs, integer({ min: 0, max: 39 }), (list, by) => {
      const turned = [...list.slice(by % list.length), ...list.slice(0, by % list.length)];
      expect(spearman(...sides(turned))).toBeCloseTo(spearman(...sides(list)), 10);
    }),
  );
});

test("a side that is the same everywhere orders nothing", () => {
  expect(spearman([1, 2, 3], [7, 7, 7])).toBe(0);
});
