/** Bounds of histograms of sizes, as TEI has them: 1, 2, 4, … */
export const powersOfTwo = (count: number): number[] => Array.from({ length: count }, (_, power) => 2 ** power);

/** Bounds of histograms of seconds; from a query on a small model to a large job. */
export const secondsBuckets: readonly number[] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
