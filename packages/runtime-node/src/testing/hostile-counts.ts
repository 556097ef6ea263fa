import { hostile, type HostileGraph } from "./hostile-graph.ts";
import { call, functionOf } from "./local-functions.ts";
import { attribute, delimited, join, rawNode, rawTensor, text, type Bytes } from "./raw-onnx.ts";

const float = 1;
const times = (count: number, bytes: Bytes): Bytes => Buffer.alloc(bytes.length * count, bytes);
const node = delimited(1, rawNode({ operator: "Abs", inputs: ["x"], outputs: ["y"] }));
const unread = delimited(1, rawNode({ operator: "Abs", outputs: ["y"] }));
const branch = delimited(1, rawNode({ operator: "If", attributes: [attribute("then_branch", delimited(6, text(2, "g")))] }));
/** A function with a constant of a megabyte, without its numbers being more than one field. */
const heavy = functionOf(
  "heavy",
  rawNode({
    operator: "Constant",
    outputs: ["y"],
    attributes: [attribute("value", delimited(5, rawTensor("", [2 ** 18], float, delimited(9, new Uint8Array(2 ** 20)))))],
  }),
);

/** Graphs of so many parts that ONNX Runtime, whose time grows with their square, is minutes in opening them, or takes all memory. */
export const hostileCounts: readonly HostileGraph[] = [
  hostile("tens of thousands of nodes", { graph: [times(30_001, unread)] }, "it has more than 30000 nodes"),
  hostile(
    "tens of thousands of weights",
    { graph: [times(30_001, delimited(5, rawTensor("w", [0], float)))] },
    "it has more than 30000 tensors",
  ),
  hostile("thousands of branches", { graph: [times(2000, branch)] }, "it has more than 2000 graphs in its nodes"),
  hostile("thousands of outputs", { graph: [times(4001, delimited(12, text(1, "y")))] }, "it has more than 4000 outputs"),
  hostile(
    "a node of thousands of inputs",
    { nodes: [join(times(2049, text(1, "x")), text(2, "y"), text(4, "Sum"))] },
    "it has a node of more than 2048 inputs",
  ),
  hostile("a value that thousands of nodes read", { graph: [times(10_001, node)] }, 'more than 10000 of its nodes read "x"'),
  hostile(
    "a value that thousands of nodes read, in two halves with a function between them",
    { graph: [times(6000, node)], model: [functionOf("f", rawNode({ operator: "Abs" })), delimited(7, times(6000, node))] },
    'more than 10000 of its nodes read "x"',
  ),
  hostile(
    "a megabyte in a function that is called hundreds of times",
    { graph: [times(300, delimited(1, call("heavy")))], model: [heavy] },
    "its functions have more than 268435456 bytes, written out",
  ),
  hostile(
    "a megabyte in a function that is called by functions",
    {
      nodes: Array.from({ length: 20 }, () => call("outer")),
      model: [functionOf("outer", ...Array.from({ length: 20 }, () => call("heavy"))), heavy],
    },
    "its functions have more than 268435456 bytes, written out",
  ),
];
