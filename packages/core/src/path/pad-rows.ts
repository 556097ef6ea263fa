import type { TokenBatch } from "../tensor.ts";
import type { FixedShape } from "./fixed-shape.ts";

const anyShape: FixedShape = { rows: undefined, tokens: undefined };

/**
 * Puts rows of token ids into one batch `[rows, tokens]`, as wide as the longest; shorter ones are filled up on the right with `padId`. A batch
 * of a fixed shape has just that many tokens, and is filled up with copies of its first row.
 */
export function padRows(rows: readonly { readonly ids: Int32Array }[], padId: number, fixed: FixedShape = anyShape): TokenBatch {
  const [first] = rows;
  const copies = first === undefined ? 0 : Math.max(0, (fixed.rows ?? 0) - rows.length);
  const all = first === undefined ? rows : [...rows, ...Array.from({ length: copies }, () => first)];
  const lengths = all.map(({ ids }) => ids.length);
  const tokens = lengths.reduce((longest, length) => Math.max(longest, length), first === undefined ? 0 : (fixed.tokens ?? 0));
  const ids = new Int32Array(all.length * tokens).fill(padId);
  all.forEach((row, place) => ids.set(row.ids, place * tokens));
  return { ids, lengths, rows: all.length, tokens };
}
