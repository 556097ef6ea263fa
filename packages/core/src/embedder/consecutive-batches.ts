/** Rows and padded tokens that one run of a graph may have. Bounds memory whatever the number and length of the texts. */
const limits = { rows: 32, paddedTokens: 16_384 } as const;

/** Cuts rows of tokens, in the order they came, into runs of neighbours `[start, end)` within the limits; a long row may be alone. */
export function* consecutiveBatches(rows: readonly { readonly ids: ArrayLike<number> }[]): Generator<{ start: number; end: number }> {
  let start = 0;
  let longest = 0;
  for (const [row, { ids }] of rows.entries()) {
    const count = row - start;
    const padded = Math.max(longest, ids.length) * (count + 1);
    if (count > 0 && (count === limits.rows || padded > limits.paddedTokens)) {
      yield { start, end: row };
      start = row;
      longest = 0;
    }
    longest = Math.max(longest, ids.length);
  }
  if (start < rows.length) yield { start, end: rows.length };
}
