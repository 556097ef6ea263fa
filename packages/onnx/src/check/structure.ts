import { GraphFileError } from "../walk/graph-file-error.ts";
import type { OnnxMessage } from "../walk/onnx-messages.ts";
import type { OnnxVisitor } from "../walk/walk-onnx.ts";

// Exporters write an `If` within an `If` at most; graphs have thousands of nodes and some hundred weights.
const deepestGraph = 16;
const most: Partial<Record<OnnxMessage, readonly [count: number, name: string]>> = {
  node: [200_000, "nodes"],
  tensor: [200_000, "tensors"],
  function: [20_000, "functions"],
  input: [10_000, "inputs"],
  output: [10_000, "outputs"],
};

/** Refuses what no text encoder has: too many parts, graphs in graphs in graphs, sparse tensors, and graphs for training. */
export function structure(): OnnxVisitor {
  const counts = new Map<OnnxMessage, number>();
  let depth = 0;
  return {
    fields: ["model.training", "graph.sparse", "attribute.sparse", "attribute.sparseList"],
    bytes(field) {
      if (field === "model.training") throw new GraphFileError("it holds graphs for training; export it for inference");
      throw new GraphFileError("it has sparse tensors, which are not read here; export it with dense ones");
    },
    enter(message) {
      if (message === "graph") {
        depth += 1;
        if (depth > deepestGraph) throw new GraphFileError(`its graphs are nested more than ${deepestGraph} deep`);
      }
      const limit = most[message];
      if (limit === undefined) return;
      const count = (counts.get(message) ?? 0) + 1;
      counts.set(message, count);
      if (count > limit[0]) throw new GraphFileError(`it has more than ${limit[0]} ${limit[1]}`);
    },
    leave(message) {
      if (message === "graph") depth -= 1;
    },
  };
}
