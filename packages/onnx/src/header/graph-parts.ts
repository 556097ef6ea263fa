import type { GraphFile } from "../walk/file-window.ts";
import { nodeRecords } from "../walk/node-records.ts";
import type { RecordWatch } from "../walk/records.ts";
import { walkOnnx } from "../walk/walk-onnx.ts";
import { graphTensors, type GraphTensor } from "./graph-tensors.ts";

/** What a graph is made of. */
export interface GraphParts {
  /** The different operators of the graph, of the graphs in it and of its functions, in order of name: `Gather`, or with their domain `com.microsoft.Gelu`. */
  readonly operators: readonly string[];
  /** The graph's own tensors, those of its nodes' attributes included. */
  readonly tensors: readonly GraphTensor[];
}

/** Reads what a graph is made of; the numbers themselves are not read. @throws GraphFileError */
export async function readGraphParts(file: GraphFile): Promise<GraphParts> {
  const found = new Set<string>();
  const operators: RecordWatch = {
    node({ operator, domain }) {
      found.add(domain === "" || domain === "ai.onnx" ? operator : `${domain}.${operator}`);
    },
  };
  const tensors = graphTensors();
  await walkOnnx(file, [nodeRecords([operators, tensors])]);
  return { operators: [...found].toSorted(), tensors: tensors.found };
}
