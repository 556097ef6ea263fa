import { NestvecError } from "../errors/nestvec-error.ts";
import type { ExternalFile, FileSource } from "../runtime/runtime.ts";
import { batchQuantizers } from "./batch-quantizers.ts";
import { declaredValues, type DeclaredValue } from "./declared-values.ts";
import { externalData } from "./external-data.ts";
import { walkOnnx } from "./walk-onnx.ts";

/** What an ONNX graph says of itself without being opened. */
export interface GraphHeader {
  /** The files of weights that it reads, in order of name. */
  readonly externalFiles: readonly ExternalFile[];
  readonly inputs: readonly DeclaredValue[];
  readonly outputs: readonly DeclaredValue[];
  /** Operators that make a row's numbers depend on the rest of the batch. */
  readonly batchQuantizers: readonly string[];
}

/**
 * Reads the header of an ONNX graph. Weights inside the graph are skipped by position, so a graph of any size costs little memory.
 * @throws NestvecError FILE_MISSING, FILE_TRUNCATED, GRAPH_INVALID
 */
export async function readGraphHeader(source: FileSource, graph: string): Promise<GraphHeader> {
  const size = await source.size(graph);
  if (size === undefined) throw new NestvecError("FILE_MISSING", { file: graph, where: source.name });
  const weights = externalData(graph);
  const values = declaredValues();
  const quantizers = batchQuantizers();
  await walkOnnx(source, graph, size, [weights, values, quantizers]);
  const { inputs, outputs } = values;
  return { externalFiles: weights.files(), inputs, outputs, batchQuantizers: quantizers.operators() };
}
