/** The largest distance between the numbers of two lists of vectors; infinite where they differ in number or width. */
export function largestDifference(left: readonly Float32Array[], right: readonly Float32Array[]): number {
  let largest = left.length === right.length ? 0 : Number.POSITIVE_INFINITY;
  for (const [place, vector] of left.entries()) {
    const other = right[place] ?? new Float32Array();
    if (other.length !== vector.length) return Number.POSITIVE_INFINITY;
    for (let d = 0; d < vector.length; d++) {
      const difference = Math.abs((vector[d] ?? Number.NaN) - (other[d] ?? Number.NaN));
      if (!(difference <= largest)) largest = difference;
    }
  }
  return Number.isNaN(largest) ? Number.POSITIVE_INFINITY : largest;
}
