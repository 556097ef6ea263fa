import { batchQuantizers } from "./batch-quantizers.ts";
import { declaredValues, type DeclaredValue } from "./declared-values.ts";
import { externalData, type WeightsFile } from "./external-data.ts";
import type { GraphFile } from "./file-window.ts";
import { outputQuantization, type OutputQuantization } from "./output-quantization.ts";
import { walkOnnx } from "./walk-onnx.ts";

/** What an ONNX graph says of itself without being opened. */
export interface GraphHeader {
  /** The files of weights that it reads, in order of name. */
  readonly externalFiles: readonly WeightsFile[];
  readonly inputs: readonly DeclaredValue[];
  readonly outputs: readonly DeclaredValue[];
  /** Operators that make a row's numbers depend on the rest of the batch. */
  readonly batchQuantizers: readonly string[];
  /** Outputs of whole numbers whose scale and zero point the graph says. */
  readonly outputQuantizations: readonly OutputQuantization[];
}

/**
 * Reads the header of an ONNX graph. Weights inside the graph are skipped by position, so a graph of any size costs little memory.
 * @throws GraphFileError
 */
export async function readGraphHeader(file: GraphFile): Promise<GraphHeader> {
  const weights = externalData();
  const values = declaredValues();
  const quantizers = batchQuantizers();
  const quantization = outputQuantization();
  await walkOnnx(file, [weights, values, quantizers, quantization]);
  const { inputs, outputs } = values;
  const outputQuantizations = quantization.quantizations(outputs);
  return { externalFiles: weights.files(), inputs, outputs, batchQuantizers: quantizers.operators(), outputQuantizations };
}
