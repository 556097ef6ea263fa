import { nodeOperator } from "./onnx-messages.ts";
import type { OnnxVisitor } from "./walk-onnx.ts";

/** Gathers the operators of a graph, its subgraphs and its functions that make a row's numbers depend on the rest of the batch. */
export interface BatchQuantizersVisitor extends OnnxVisitor {
  /** In order of name. */
  operators(): readonly string[];
}

/**
 * Operators that choose one scale for a whole tensor, so for all rows and all padding of a batch: `DynamicQuantizeLinear` of ONNX, and of ONNX
 * Runtime's own `DynamicQuantizeMatMul` and `DynamicQuantizeLSTM`. Their names have this beginning in common.
 */
const isBatchQuantizer = (operator: string): boolean => operator.startsWith("DynamicQuantize");

/** @see BatchQuantizersVisitor */
export function batchQuantizers(): BatchQuantizersVisitor {
  const found = new Set<string>();
  return {
    textFields: [nodeOperator],
    text(_field, operator) {
      if (isBatchQuantizer(operator)) found.add(operator);
    },
    operators: () => [...found].toSorted(),
  };
}
