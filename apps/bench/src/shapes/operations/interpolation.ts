/** A batch: so many texts of so many tokens. */
export interface BatchShape {
  readonly rows: number;
  readonly tokens: number;
}

/** Something that was counted at one shape. */
export interface Count extends BatchShape {
  readonly count: number;
}

/**
 * The polynomial, of first degree in the rows and of second in the tokens, through counts at each of two numbers of rows with each of three of tokens
 * (Lagrange's form). What transformers compute is such a polynomial, as long as each token attends to all; parts of it are the same for all rows.
 */
export function interpolation(counts: readonly Count[]): (shape: BatchShape) => number {
  const rows = [...new Set(counts.map((count) => count.rows))];
  const tokens = [...new Set(counts.map((count) => count.tokens))];
  return (shape) =>
    Math.round(
      counts.reduce(
        (sum, { count, ...at }) => sum + count * weight(at.rows, shape.rows, rows) * weight(at.tokens, shape.tokens, tokens),
        0,
      ),
    );
}

/** The polynomial that is 1 at one point and 0 at the others. */
const weight = (point: number, at: number, points: readonly number[]): number =>
  points.reduce((product, other) => (other === point ? product : (product * (at - other)) / (point - other)), 1);
