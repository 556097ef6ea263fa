import type { TokenBatch } from "../tensor.ts";

/** Puts rows of token ids into one batch `[rows, tokens]`, as wide as the longest; shorter ones are filled up on the right with `padId`. */
export function padRows(rows: readonly { readonly ids: Int32Array }[], padId: number): TokenBatch {
  const lengths = rows.map(({ ids }) => ids.length);
  const tokens = lengths.reduce((longest, length) => Math.max(longest, length), 0);
  const ids = new Int32Array(rows.length * tokens).fill(padId);
  rows.forEach((row, place) => ids.set(row.ids, place * tokens));
  return { ids, lengths, rows: rows.length, tokens };
}
