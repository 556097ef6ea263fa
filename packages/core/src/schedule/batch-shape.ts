import type { FixedShape } from "../path/fixed-shape.ts";

/** What a layer's graph can be fed with. */
export interface BatchShape {
  /** Whether padding is told from tokens; where it is not, a batch is of texts of one length. */
  readonly mayPad: boolean;
  /** Texts of a batch at most: 1 where texts of one batch would change each other's vectors. */
  readonly mostRows: number;
  /** Rows and tokens that every batch is filled up to, where the graph takes no others. */
  readonly fixed: FixedShape;
}

/** The shape of a graph that takes any batch. */
export const anyBatch: BatchShape = { mayPad: true, mostRows: Infinity, fixed: { rows: undefined, tokens: undefined } };

/** The rows and tokens that are computed for a batch of so many texts, of which the longest has so many tokens. */
export const computedShape = (
  { fixed }: BatchShape,
  texts: number,
  longest: number,
): { readonly rows: number; readonly tokens: number } => ({ rows: fixed.rows ?? texts, tokens: fixed.tokens ?? longest });
