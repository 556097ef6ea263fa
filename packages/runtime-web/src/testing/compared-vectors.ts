/** Texts of several scripts and lengths; the last is long enough for graphs of its own. */
export const sampleTexts: readonly string[] = [
  "How many dolls are in a doll?",
  "",
  "Wie viele Puppen sind in einer Puppe?",
  "人形の中に人形がいくつありますか。",
  "a longer one, ".repeat(20),
  "dolls in dolls ".repeat(300),
];

/** The largest difference of two lists of vectors, infinite where one has another shape. */
export function largestDifference(left: readonly Float32Array[], right: readonly (readonly number[])[] = []): number {
  if (left.length !== right.length) return Infinity;
  return left.reduce((largest, vector, text) => {
    const other = right[text] ?? [];
    if (vector.length !== other.length) return Infinity;
    return vector.reduce((most, number, place) => Math.max(most, Math.abs(number - (other[place] ?? Number.NaN))), largest);
  }, 0);
}

/** The least cosine of two lists of unit vectors. */
export const leastCosine = (left: readonly Float32Array[], right: readonly (readonly number[])[] = []): number =>
  Math.min(...left.map((vector, text) => vector.reduce((sum, number, place) => sum + number * (right[text]?.[place] ?? Number.NaN), 0)));
