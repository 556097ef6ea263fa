import type { PeakSize } from "../results/peak.ts";

/** The sizes of one matrix product. */
export type MatrixSizes = Pick<PeakSize, "rows" | "inner" | "columns">;

const rows: readonly number[] = [16, 64, 256, 1024];

/** Squares, and the matrices of a layer: of MiniLM's size, of ModernBERT base's, of BERT base's. */
const matrices: readonly (readonly [inner: number, columns: number])[] = [
  [384, 384],
  [384, 1536],
  [1536, 384],
  [768, 768],
  [768, 1152],
  [768, 3072],
  [1024, 1024],
];

/** All sizes of the sweep. */
export const peakSizes: readonly MatrixSizes[] = matrices.flatMap(([inner, columns]) =>
  rows.map((count) => ({ rows: count, inner, columns })),
);
