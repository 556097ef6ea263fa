import { attributeBounds } from "../check/attribute-bounds.ts";
import { constantShapes } from "../check/constant-shapes.ts";
import { externalData, type WeightsFile } from "../check/external-data.ts";
import { operatorUse } from "../check/operator-use.ts";
import { structure } from "../check/structure.ts";
import { tensorSizes } from "../check/tensor-sizes.ts";
import { versions } from "../check/versions.ts";
import type { GraphFile } from "../walk/file-window.ts";
import { nodeRecords } from "../walk/node-records.ts";
import { walkOnnx } from "../walk/walk-onnx.ts";
import { batchQuantizers } from "./batch-quantizers.ts";
import { declaredValues, type DeclaredValue } from "./declared-values.ts";
import { openedWeights } from "./opened-weights.ts";
import { outputQuantization, type OutputQuantization } from "./output-quantization.ts";

/** What an ONNX graph says of itself without being opened. */
export interface GraphHeader {
  /** The files of weights that it reads, in order of name. */
  readonly externalFiles: readonly WeightsFile[];
  /** Bytes of its weights once it is open, as float32 where they are expanded. */
  readonly weightBytes: number;
  readonly inputs: readonly DeclaredValue[];
  readonly outputs: readonly DeclaredValue[];
  /** Operators that make a row's numbers depend on the rest of the batch. */
  readonly batchQuantizers: readonly string[];
  /** Outputs of whole numbers whose scale and zero point the graph says. */
  readonly outputQuantizations: readonly OutputQuantization[];
}

/**
 * Reads the header of an ONNX graph, and checks that it is one which may be opened: its operators, versions, sizes and nesting. Weights inside the
 * graph are skipped by position and not read.
 * @throws GraphFileError
 */
export async function readGraphHeader(file: GraphFile): Promise<GraphHeader> {
  const weights = externalData();
  const values = declaredValues();
  const quantizers = batchQuantizers();
  const quantization = outputQuantization();
  const opened = openedWeights();
  const operators = operatorUse();
  const shapes = constantShapes();
  const records = nodeRecords([tensorSizes, attributeBounds, weights, opened, quantizers, operators, shapes, quantization, values]);
  await walkOnnx(file, [structure(), versions(), records, values, operators]);
  operators.finish();
  shapes.finish();
  const { inputs, outputs } = values.finish();
  const outputQuantizations = quantization.quantizations(outputs);
  const [externalFiles, weightBytes, batchOperators] = [weights.files(), opened.bytes(), quantizers.operators()];
  return { externalFiles, weightBytes, inputs, outputs, batchQuantizers: batchOperators, outputQuantizations };
}
