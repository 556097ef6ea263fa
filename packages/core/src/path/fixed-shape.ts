import { NestvecError } from "../errors.ts";

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
