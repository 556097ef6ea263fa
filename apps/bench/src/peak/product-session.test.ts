import { expect, test } from "vitest";
import { openProduct } from "./product-session.ts";

test("it computes the matrix product", async () => {
  const [rows, inner, columns] = [3, 5, 4];
  const product = (await openProduct({ inner, columns }, { threads: 1, seed: 1 }))(rows);
  const found = await product.run();
  const expected = Array.from({ length: rows * columns }, (_, place) => {
    const [row, column] = [Math.floor(place / columns), place % columns];
    return Array.from({ length: inner }, (_none, k) => product.left[row * inner + k]! * product.weights[k * columns + column]!).reduce(
      (sum, term) => sum + term,
      0,
    );
  });
  // Sums of 5 products below 1, in float32.
  for (const [place, number] of expected.entries()) expect(found[place]).toBeCloseTo(number, 5);
  expect(Math.max(...expected.map(Math.abs))).toBeGreaterThan(0.1);
});
