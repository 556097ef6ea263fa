import {
  attribute,
  delimited,
  encoderGraph,
  externalData,
  functionIn,
  integer,
  join,
  rawNode,
  rawTensor,
  text,
  varint,
  type Additions,
  type Bytes,
} from "./raw-onnx.ts";
import { call, functionOf } from "./local-functions.ts";
import { hostile, type HostileGraph } from "./hostile-graph.ts";
import { hostileAttributes } from "./hostile-attributes.ts";
import { hostileCounts } from "./hostile-counts.ts";
import { hostileSizes } from "./hostile-sizes.ts";

const float = 1;
const custom = (operator: string, domain: string): Additions => ({ nodes: [rawNode({ operator, domain, outputs: ["more"] })] });
const weights = (entries: Readonly<Record<string, string>>, dimensions: readonly number[] = [2]): Bytes =>
  rawTensor("w", dimensions, float, externalData(entries));
const outside = "../secret.bin";
const outsideTensor = weights({ location: outside });
const outsideSays = 'it reads weights from "../secret.bin"';
const located = (location: string): HostileGraph =>
  hostile(`weights in ${JSON.stringify(location)}`, { initializers: [weights({ location })] }, "it reads weights from");

const identity = rawNode({ operator: "Identity", inputs: ["x"], outputs: ["y"] });
/** A node with graphs in graphs. */
function branches(depth: number): Bytes {
  let node = identity;
  for (let level = 0; level < depth; level++)
    node = rawNode({
      operator: "If",
      inputs: ["c"],
      outputs: ["y"],
      attributes: [attribute("then_branch", delimited(6, delimited(1, node)))],
    });
  return node;
}

/** A function by whose name ONNX Runtime runs an operator of its own. */
const covering = (domain: string, name: string): HostileGraph =>
  hostile(
    `a function that covers ${name} of ${JSON.stringify(domain)}`,
    { ...custom(name, domain), model: [functionIn(domain, name, identity)] },
    `its function ${JSON.stringify(name)} is in the domain`,
  );
/** Functions that each call the next ten times. */
const laughs = Array.from({ length: 12 }, (_, level) =>
  functionOf(`f${level}`, ...Array.from({ length: 10 }, () => (level === 11 ? identity : call(`f${level + 1}`)))),
);

/** A model's field, as long as it says; the bytes before it are those of a small encoder. */
const appended = (...fields: readonly Bytes[]): Bytes => join(encoderGraph(), ...fields);

/** Graphs of every kind that is refused. @see HostileGraph */
export const hostileGraphs: readonly HostileGraph[] = [
  hostile("a custom operator", custom("Steal", "evil.example"), 'its operator "Steal" of the domain "evil.example" is a custom one'),
  hostile("a tokenizer of onnxruntime-extensions", custom("BertTokenizer", "ai.onnx.contrib"), "belongs to onnxruntime-extensions"),
  hostile("the program of another engine", custom("EPContext", "com.microsoft"), "holds or names the program of another engine"),
  hostile("Python in a graph", custom("PyOp", "pyopmulti"), "holds or names the program of another engine"),
  hostile("an operator for training", custom("Adam", "ai.onnx.preview.training"), "is for training"),
  hostile("an operator that ONNX does not have", custom("System", ""), 'its operator "System" of the domain "ai.onnx" is none'),
  hostile("an operator of images", custom("ImageDecoder", "ai.onnx"), 'its operator "ImageDecoder" of the domain "ai.onnx" is none'),
  hostile(
    "a custom operator in a branch",
    {
      nodes: [
        branches(1),
        rawNode({
          operator: "If",
          attributes: [attribute("else_branch", delimited(6, delimited(1, rawNode({ operator: "Steal", domain: "evil.example" }))))],
        }),
      ],
    },
    "is a custom one",
  ),
  hostile(
    "a custom operator in a function",
    { model: [functionOf("f", rawNode({ operator: "Steal", domain: "evil.example" }))] },
    "is a custom one",
  ),
  hostile(
    "an operator of classical models",
    custom("TreeEnsemble", "ai.onnx.ml"),
    "is of ONNX or ONNX Runtime, but none that a text encoder",
  ),
  covering("", "ImageDecoder"),
  covering("ai.onnx", "ImageDecoder"),
  covering("ai.onnx.ml", "TreeEnsemble"),
  covering("ai.onnx.preview.training", "Adam"),
  covering("com.microsoft", "Tokenizer"),
  covering("com.microsoft.experimental", "Anything"),
  covering("com.ms.internal.nhwc", "Conv"),
  hostile("operators of the future", { operatorSet: 999 }, "it is made for version 999 of ai.onnx's operators"),
  hostile("a format of the future", { formatVersion: 99 }, "it has version 99 of ONNX's format"),
  hostile(
    "ONNX Runtime's own format in a graph's clothes",
    join(varint(2 * 8 + 2), varint(6), Buffer.from("..ORTM"), encoderGraph()),
    "it is in ONNX Runtime's own format",
  ),
  ...["/etc/passwd", outside, "a/../../secret.bin", "..\\secret.bin", "a\\secret.bin", "C:\\secret.bin", "file:///etc/passwd"].map(located),
  ...["https://evil.example/w.bin", "secret.bin\0.data", "", "*/_ORT_MEM_ADDR_/*"].map(located),
  hostile(
    "weights outside, of a constant in a node",
    { nodes: [rawNode({ operator: "Constant", outputs: ["c"], attributes: [attribute("value", delimited(5, outsideTensor))] })] },
    outsideSays,
  ),
  hostile(
    "weights outside, of a branch",
    { nodes: [rawNode({ operator: "If", attributes: [attribute("then_branch", delimited(6, delimited(5, outsideTensor)))] })] },
    outsideSays,
  ),
  hostile(
    "weights outside, of a function",
    { model: [functionOf("f", rawNode({ operator: "Constant", attributes: [attribute("value", delimited(5, outsideTensor))] }))] },
    outsideSays,
  ),
  hostile(
    "weights outside, of a function's attribute",
    { model: [delimited(25, text(1, "f"), text(10, "local"), delimited(11, attribute("value", delimited(5, outsideTensor))))] },
    outsideSays,
  ),
  hostile("weights in no file that it names", { initializers: [weights({ offset: "0" })] }, "does not say in which"),
  hostile("an offset that is no number", { initializers: [weights({ location: "w.bin", offset: "0x10" })] }, 'has the offset "0x10"'),
  hostile("a length below nothing", { initializers: [weights({ location: "w.bin", length: "-8" })] }, 'has the length "-8"'),
  hostile(
    "an offset beyond its file",
    { initializers: [weights({ location: "w.bin", offset: "99999999999999" })] },
    "w.bin",
    "FILE_TRUNCATED",
  ),
  hostile("a length beyond its file", { initializers: [weights({ location: "w.bin", length: "4096" })] }, "w.bin", "FILE_TRUNCATED"),
  hostile(
    "a place shorter than its tensor",
    { initializers: [weights({ location: "w.bin", length: "8" }, [1000])] },
    "takes 4000 bytes, and has a place of 8",
  ),
  hostile(
    "a location that is said twice",
    {
      initializers: [
        rawTensor("w", [2], float, join(externalData({ location: "w.bin" }), delimited(13, text(1, "location"), text(2, outside)))),
      ],
    },
    "says its location twice",
  ),
  hostile(
    "a tensor in two halves, of which neither is outside",
    {
      nodes: [
        rawNode({
          operator: "Constant",
          attributes: [
            attribute(
              "value",
              delimited(5, rawTensor("w", [0], float, delimited(13, text(1, "location"), text(2, outside)))),
              delimited(5, integer(14, 1)),
            ),
          ],
        }),
      ],
    },
    "twice in one attribute",
  ),
  hostile(
    "a data location that is cut to 32 bits",
    { initializers: [rawTensor("w", [2], float, delimited(13, text(1, "location"), text(2, outside)), integer(14, (1n << 32n) + 1n))] },
    "has the data location 4294967297",
  ),
  hostile("a sparse tensor", { graph: [delimited(15, delimited(1, outsideTensor))] }, "it has sparse tensors"),
  hostile("a graph for training", { model: [delimited(20, delimited(2, delimited(5, outsideTensor)))] }, "it holds graphs for training"),
  hostile("a shape that overflows", { initializers: [rawTensor("w", [1n << 62n, 4], float)] }, "more than any memory holds"),
  hostile("a shape below nothing", { initializers: [rawTensor("w", [-1], float)] }, "has a dimension of -1"),
  hostile(
    "a shape without its numbers",
    { initializers: [rawTensor("w", [1 << 30], float, delimited(9, new Uint8Array(4)))] },
    "takes 4294967296 bytes, and holds 4",
  ),
  hostile("a type that there is not", { initializers: [rawTensor("w", [1], 99)] }, "has the element type 99"),
  hostile("a thousand dimensions", { initializers: [rawTensor("w", Array<number>(1000).fill(1), float)] }, "has more than 64 dimensions"),
  ...hostileSizes,
  ...hostileAttributes,
  hostile("inputs of a terabyte", { inputShape: [1 << 20, 1 << 20] }, "elements; it may have"),
  hostile("graphs in graphs", { nodes: [branches(30)] }, "its graphs are nested more than 16 deep"),
  hostile(
    "a function that calls itself",
    { nodes: [call("f")], model: [functionOf("f", call("f"))] },
    "its functions call each other without end",
  ),
  hostile(
    "functions that call each other",
    { model: [functionOf("f", call("g")), functionOf("g", call("f"))] },
    "its functions call each other without end",
  ),
  hostile("ten calls of ten calls of ten", { nodes: [call("f0")], model: laughs }, "nodes, its functions written out"),
  hostile("a function that is defined twice", { model: [functionOf("f", identity), functionOf("f", identity)] }, "twice"),
  hostile(
    "millions of numbers in short lists",
    { nodes: [rawNode({ operator: "Abs", attributes: [attribute("n", Buffer.alloc(515 * 4000, delimited(8, new Uint8Array(512))))] })] },
    "fields and numbers besides its weights",
  ),
  hostile("millions of fields", { graph: [Buffer.alloc(6_300_000, integer(99, 1))] }, "it has more than"),
  ...hostileCounts,
  hostile("a name of a megabyte", { nodes: [rawNode({ operator: "A".repeat(2 ** 20) })] }, "it has a name or path of 1048576 bytes"),
  hostile(
    "a length of more than 32 bits",
    appended(varint(7 * 8 + 2), Buffer.from([0x80, 0x80, 0x80, 0x80, 0x80, 0x01])),
    "it is not an ONNX model",
  ),
  hostile("a number of more than 64 bits", appended(varint(8), Buffer.alloc(9, 0xff), Buffer.from([0x7f])), "it is not an ONNX model"),
  hostile("a group of protobuf 1", appended(varint(7 * 8 + 3), varint(7 * 8 + 4)), "it is not an ONNX model"),
  hostile(
    "two gigabytes that are not there",
    appended(varint(7 * 8 + 2), varint(2 ** 31 - 1)),
    "but its own header needs",
    "FILE_TRUNCATED",
  ),
  hostile(
    "an operator of two names",
    { nodes: [join(rawNode({ operator: "Steal", domain: "evil.example" }), text(7, ""))] },
    "it has the field node.domain twice",
  ),
];
