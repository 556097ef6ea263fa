import { NestvecError } from "../errors/nestvec-error.ts";

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
}

/** The shape of a graph that takes any batch. */
export const anyBatch: BatchShape = { mayPad: true, mostRows: Infinity, fixed: { rows: undefined, tokens: undefined }, padSide: "right" };

/** The rows and tokens that are computed for a batch of so many texts, of which the longest has so many tokens. */
export const computedShape = (
  { fixed }: BatchShape,
  texts: number,
  longest: number,
): { readonly rows: number; readonly tokens: number } => ({ rows: fixed.rows ?? texts, tokens: fixed.tokens ?? longest });

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
