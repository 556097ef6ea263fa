import { NestvecError } from "../errors/nestvec-error.ts";
import type { ProviderBatching } from "../runtime/runtime.ts";

/** What a layer's graph can be fed with. */
export interface BatchShape {
  /** Whether the graph masks padding; if not, a batch has texts of one length. */
  readonly mayPad: boolean;
  /** Texts of a batch at most: 1 where texts of one batch would change each other's vectors. */
  readonly mostRows: number;
  /** Texts of so many tokens or more run alone: graphs of their own compute them. Left out: all may run together. */
  readonly aloneFrom?: number;
  /** Rows and tokens that every batch is filled up to, where the graph takes no others. */
  readonly fixed: FixedShape;
  /** The side that short texts are filled up on. */
  readonly padSide: "left" | "right";
  /** What the provider asks for. */
  readonly batching?: ProviderBatching | undefined;
  /** Tokens that no batch is padded beyond. Left out: none. */
  readonly mostTokens?: number;
}

/** The shape of a graph that takes any batch. */
export const anyBatch: BatchShape = { mayPad: true, mostRows: Infinity, fixed: { rows: undefined, tokens: undefined }, padSide: "right" };

/** The rows and tokens that are computed for a batch of so many texts, of which the longest has so many tokens. */
export const computedShape = (shape: BatchShape, texts: number, longest: number): { readonly rows: number; readonly tokens: number } => ({
  rows: shape.fixed.rows ?? upTo(shape.mostRows === 1 ? [] : shape.batching?.rowBuckets, texts),
  tokens: shape.fixed.tokens ?? paddedLength(shape, longest),
});

/** Tokens that a text is padded to before any other is put beside it. */
export function paddedLength({ mayPad, aloneFrom = Infinity, mostTokens = Infinity, batching }: BatchShape, tokens: number): number {
  // Graphs for long texts have no mask.
  if (!mayPad || tokens >= aloneFrom) return tokens;
  return Math.max(tokens, Math.min(upTo(batching?.tokenBuckets, tokens), aloneFrom - 1, mostTokens));
}

/** The least of some sizes that is not below a number; above the last, a multiple of that. */
function upTo(sizes: readonly number[] = [], least: number): number {
  const last = sizes.at(-1);
  if (last === undefined) return least;
  return sizes.find((size) => size >= least) ?? Math.ceil(least / last) * last;
}

/** Texts that a batch may have. */
export const mostTexts = ({ mostRows, batching }: BatchShape): number => Math.min(mostRows, batching?.rowBuckets?.at(-1) ?? Infinity);

/** The rows and tokens that a graph was exported for, where it takes no others. */
export interface FixedShape {
  readonly rows: number | undefined;
  readonly tokens: number | undefined;
}

/** An input and its shape, where that is known. A size that is no number is free. */
interface ShapedInput {
  readonly name: string;
  readonly shape: readonly (number | string | undefined)[] | undefined;
}

/** The shape that a graph's inputs, `[rows, tokens]` each, are fixed to. @throws NestvecError GRAPH_INVALID where they contradict each other */
export function fixedShape(inputs: readonly ShapedInput[], graph: string): FixedShape {
  return { rows: fixedSize(inputs, graph, 0), tokens: fixedSize(inputs, graph, 1) };
}

function fixedSize(inputs: readonly ShapedInput[], graph: string, axis: 0 | 1): number | undefined {
  const fixed = inputs.flatMap(({ name, shape }) => {
    const size = shape?.length === 2 ? shape[axis] : undefined;
    return typeof size === "number" && size >= 1 ? [{ name, size }] : [];
  });
  const [first] = fixed;
  const other = fixed.find(({ size }) => size !== first?.size);
  if (first === undefined || other === undefined) return first?.size;
  const unit = axis === 0 ? "rows" : "tokens";
  const problem = `its input "${first.name}" takes ${first.size} ${unit} and its input "${other.name}" ${other.size}`;
  throw new NestvecError("GRAPH_INVALID", { graph, problem });
}
