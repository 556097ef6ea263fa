/** Rows and padded tokens that one run of a graph may have. Past 512 tokens a larger batch computes no faster, and holds its caller longer. */
const limits = { rows: 32, paddedTokens: 512 } as const;

/** How many tokens, padding included, a run may compute for each real one: one long text beside short ones must not make all of them long. */
const mostPadding = 2;

/**
 * Cuts rows of tokens, in the order they came, into runs of neighbours `[start, end)` within the limits; a long row is alone. Where
 * padding cannot be masked, rows of a run are of equal length.
 */
export function* consecutiveBatches(
  rows: readonly { readonly ids: ArrayLike<number> }[],
  isMasked: boolean,
): Generator<{ readonly start: number; readonly end: number }> {
  let start = 0;
  let longest = 0;
  let real = 0;
  for (const [row, { ids }] of rows.entries()) {
    const count = row - start;
    const padded = Math.max(longest, ids.length) * (count + 1);
    const isWasteful = isMasked ? padded > mostPadding * (real + ids.length) : padded > real + ids.length;
    if (count > 0 && (count === limits.rows || padded > limits.paddedTokens || isWasteful)) {
      yield { start, end: row };
      start = row;
      longest = 0;
      real = 0;
    }
    longest = Math.max(longest, ids.length);
    real += ids.length;
  }
  if (start < rows.length) yield { start, end: rows.length };
}
