import { GraphFileError } from "../walk/graph-file-error.ts";
import type { OnnxMessage } from "../walk/onnx-messages.ts";
import type { OnnxVisitor } from "../walk/walk-onnx.ts";

// Exporters write an `If` within an `If` at most. The largest text encoders have 20,000 nodes, some thousand weights, and hundreds of outputs. ONNX
// Runtime's time to open a graph grows with the square of these numbers: with each of them at its limit it is some seconds.
const deepestGraph = 16;
export const mostNodes = 30_000;
const most: Partial<Record<OnnxMessage, readonly [count: number, name: string]>> = {
  node: [mostNodes, "nodes"],
  tensor: [30_000, "tensors"],
  function: [20_000, "functions"],
  graph: [2000, "graphs in its nodes"],
  input: [10_000, "inputs"],
  output: [4000, "outputs, those of graphs in its nodes included"],
};
const mostInputs = 2048;
const mostReaders = 10_000;

/** Refuses what no text encoder has: too many parts, graphs in graphs in graphs, sparse tensors, and graphs for training. */
export function structure(): OnnxVisitor {
  const counts = new Map<OnnxMessage, number>();
  /** How many nodes read a value, by its name in the graph, and in the function that is open. */
  const graphReaders = new Map<string, number>();
  let readers = graphReaders;
  /** How many inputs each open node has by now. */
  const inputs: number[] = [];
  let depth = 0;
  return {
    fields: ["model.training", "graph.sparse", "attribute.sparse", "attribute.sparseList", "node.input"],
    bytes(field) {
      if (field === "model.training") throw new GraphFileError("it holds graphs for training; export it for inference");
      throw new GraphFileError("it has sparse tensors, which are not read here; export it with dense ones");
    },
    text(_field, name) {
      const ofNode = (inputs.pop() ?? 0) + 1;
      inputs.push(ofNode);
      if (ofNode > mostInputs) throw new GraphFileError(`it has a node of more than ${mostInputs} inputs`);
      if (name === "") return;
      const count = (readers.get(name) ?? 0) + 1;
      readers.set(name, count);
      if (count > mostReaders) throw new GraphFileError(`more than ${mostReaders} of its nodes read "${name}"`);
    },
    enter(message) {
      if (message === "graph") {
        depth += 1;
        if (depth > deepestGraph) throw new GraphFileError(`its graphs are nested more than ${deepestGraph} deep`);
      }
      if (message === "function") readers = new Map();
      if (message === "node") inputs.push(0);
      const limit = most[message];
      if (limit === undefined) return;
      const count = (counts.get(message) ?? 0) + 1;
      counts.set(message, count);
      if (count > limit[0]) throw new GraphFileError(`it has more than ${limit[0]} ${limit[1]}`);
    },
    leave(message) {
      if (message === "graph") depth -= 1;
      if (message === "node") inputs.pop();
      if (message === "function") readers = graphReaders;
    },
  };
}
