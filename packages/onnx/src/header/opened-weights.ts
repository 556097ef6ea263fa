import { tensorBytes } from "../check/tensor-sizes.ts";
import type { RecordWatch } from "../walk/records.ts";

/** Gathers how many bytes the weights of a graph take once ONNX Runtime has opened it on a CPU. */
export interface OpenedWeightsWatch extends RecordWatch {
  bytes(): number;
}

/** ONNX's numbers of types: texts, and half precision, which no product is computed in on a CPU. */
const texts = 8;
const halves: readonly number[] = [10, 16];

const bytesOfFloat32 = 4;

/**
 * Weights in fewer bits become float32 when a graph is opened, since what does not depend on inputs is computed then: those in half precision, and whole
 * numbers that a Cast or DequantizeLinear reads. Tables whose rows are looked up first stay as they are. @see OpenedWeightsWatch
 */
export function openedWeights(): OpenedWeightsWatch {
  let stored = 0;
  /** Of tensors that may become larger: by how many bytes. */
  const growth = new Map<string, number>();
  const cast = new Set<string>();
  const lookedUp = new Set<string>();
  return {
    tensor({ name, type, dimensions, listBytes }) {
      const bytes = type === texts ? listBytes : tensorBytes({ name, type, dimensions });
      stored += bytes;
      const more = dimensions.reduce((product, dimension) => product * dimension, bytesOfFloat32) - bytes;
      if (more <= 0) return;
      growth.set(name, more);
      if (halves.includes(type)) cast.add(name);
    },
    node({ operator, inputs: [first] }) {
      if (first === undefined) return;
      if (operator === "Cast" || operator === "DequantizeLinear") cast.add(first);
      if (operator.startsWith("Gather")) lookedUp.add(first);
    },
    bytes: () => Array.from(growth).reduce((sum, [name, more]) => (cast.has(name) && !lookedUp.has(name) ? sum + more : sum), stored),
  };
}
