import { expect } from "vitest";

/** The largest distance between two vectors' numbers. */
export const largestDifference = (left: ArrayLike<number>, right: ArrayLike<number>): number => {
  let largest = left.length === right.length ? 0 : Infinity;
  for (let i = 0; i < left.length; i++) {
    const difference = Math.abs((left[i] ?? Number.NaN) - (right[i] ?? Number.NaN));
    if (!(difference <= largest)) largest = difference;
  }
  return largest;
};

/** Fails unless every number of two vectors is within `tolerance`. */
export const expectClose = (actual: ArrayLike<number> | undefined, expected: ArrayLike<number>, tolerance: number, what: string): void => {
  expect(largestDifference(actual ?? [], expected), what).toBeLessThanOrEqual(tolerance);
};

/** Cosine in float64. */
export const cosine = (left: ArrayLike<number>, right: ArrayLike<number>): number => {
  let product = 0;
  let leftSquares = 0;
  let rightSquares = 0;
  for (let i = 0; i < left.length; i++) {
    const a = left[i] ?? Number.NaN;
    const b = right[i] ?? Number.NaN;
    product += a * b;
    leftSquares += a * a;
    rightSquares += b * b;
  }
  return product / Math.sqrt(leftSquares * rightSquares);
};
