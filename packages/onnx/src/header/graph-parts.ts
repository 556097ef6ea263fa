import type { GraphFile } from "./file-window.ts";
import { graphTensors, type GraphTensor } from "./graph-tensors.ts";
import { nodeDomain, nodeOperator } from "./onnx-messages.ts";
import { walkOnnx, type OnnxVisitor } from "./walk-onnx.ts";

/** What a graph is made of. */
export interface GraphParts {
  /** The different operators of the graph, of the graphs in it and of its functions, in order of name: `Gather`, or with their domain `com.microsoft.Gelu`. */
  readonly operators: readonly string[];
  /** The graph's own tensors, those of its nodes' attributes included. */
  readonly tensors: readonly GraphTensor[];
}

/** Reads what a graph is made of; the numbers themselves are not read. @throws GraphFileError */
export async function readGraphParts(file: GraphFile): Promise<GraphParts> {
  const operators = graphOperators();
  const tensors = graphTensors();
  await walkOnnx(file, [operators, tensors]);
  return { operators: operators.names(), tensors: tensors.found };
}

function graphOperators(): OnnxVisitor & { names(): readonly string[] } {
  const found = new Set<string>();
  // Nodes hold graphs with nodes.
  const open: { operator: string; domain: string }[] = [];
  return {
    textFields: [nodeOperator, nodeDomain],
    enter(message) {
      if (message === "node") open.push({ operator: "", domain: "" });
    },
    text(field, text) {
      const node = open.at(-1);
      if (node === undefined) return;
      if (field === nodeOperator) node.operator = text;
      else if (field === nodeDomain && text !== "ai.onnx") node.domain = text;
    },
    leave(message) {
      const node = message === "node" ? open.pop() : undefined;
      if (node !== undefined) found.add(node.domain === "" ? node.operator : `${node.domain}.${node.operator}`);
    },
    names: () => [...found].toSorted(),
  };
}
