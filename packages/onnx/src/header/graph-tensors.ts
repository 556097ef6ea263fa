import { placeOf } from "../check/external-data.ts";
import type { RecordWatch } from "../walk/records.ts";

/** A tensor that a graph holds, and where its numbers lie. */
export interface GraphTensor {
  readonly name: string;
  /** `TensorProto.DataType`: 1 is float32, 10 float16, 16 bfloat16, 11 float64, 3 int8, … */
  readonly type: number;
  readonly shape: readonly number[];
  /** The file of weights by the name that the graph has for it; undefined where the numbers are in the graph's own file. */
  readonly externalFile: string | undefined;
  /** Bytes from the start of that file. Equal where the numbers are stored in a way that is not looked into. */
  readonly start: number;
  readonly end: number;
}

/** Gathers the tensors that a graph holds. */
export interface GraphTensorsWatch extends RecordWatch {
  readonly found: readonly GraphTensor[];
}

/** @see GraphTensorsWatch. Throws GraphFileError while the graph is walked through. */
export function graphTensors(): GraphTensorsWatch {
  const found: GraphTensor[] = [];
  return {
    found,
    tensor(tensor) {
      const { name, type, dimensions: shape } = tensor;
      const { file: externalFile, start, end } = placeOf(tensor) ?? { file: undefined, start: tensor.start, end: tensor.end };
      found.push({ name, type, shape, externalFile, start, end });
    },
  };
}
