import type { RecordWatch } from "../walk/records.ts";

/** Gathers the operators of a graph, its subgraphs and its functions that make a row's numbers depend on the rest of the batch. */
export interface BatchQuantizersWatch extends RecordWatch {
  /** In order of name. */
  operators(): readonly string[];
}

/**
 * Operators that choose one scale for a whole tensor, so for all rows and all padding of a batch: `DynamicQuantizeLinear` of ONNX, and of ONNX
 * Runtime's own `DynamicQuantizeMatMul` and `DynamicQuantizeLSTM`. Their names have this beginning in common.
 */
const isBatchQuantizer = (operator: string): boolean => operator.startsWith("DynamicQuantize");

/** @see BatchQuantizersWatch */
export function batchQuantizers(): BatchQuantizersWatch {
  const found = new Set<string>();
  return {
    node({ operator }) {
      if (isBatchQuantizer(operator)) found.add(operator);
    },
    operators: () => [...found].toSorted(),
  };
}
