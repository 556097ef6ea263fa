import type { Linear } from "../architecture/architecture.ts";
import type { AttentionTools } from "./attention-tools.ts";

/** How a graph applies linear layers that read one input: it gives their outputs, in the same order. */
export type Products = (tools: AttentionTools, linears: readonly Linear[], from: string) => readonly string[];

/** Products in float32. */
export const floatProducts: Products = ({ parts, weight }, linears, from) =>
  linears.map(({ weight: matrix, bias }) => {
    const product = parts.add("MatMul", [from, weight(matrix)]);
    return bias === undefined ? product : parts.add("Add", [product, weight(bias)]);
  });
