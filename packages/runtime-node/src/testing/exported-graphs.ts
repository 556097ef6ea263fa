import {
  attribute,
  delimited,
  functionIn,
  integer,
  integers,
  join,
  rawNode,
  rawTensor,
  text,
  varint,
  type Additions,
  type Bytes,
} from "./raw-onnx.ts";

const [float, int8, float16] = [1, 3, 10];
const most = (1n << 63n) - 1n;
const least = -(1n << 63n);
const node = (operator: string, inputs: readonly string[], ...attributes: readonly Bytes[]): Bytes =>
  rawNode({ operator, inputs, outputs: ["more"], attributes });
const microsoft = (operator: string, inputs: readonly string[], ...attributes: readonly Bytes[]): Bytes =>
  rawNode({ operator, domain: "com.microsoft", inputs, outputs: ["more"], attributes });
const number = (name: string, value: number | bigint): Bytes => attribute(name, integer(3, value));
const sized = (operator: string, inputs: readonly string[], sizes: readonly bigint[]): Additions => ({
  nodes: [node(operator, inputs)],
  initializers: [integers("sizes", sizes)],
});
/** An input of a graph. */
const input = (name: string, type: number, ...sizes: readonly number[]): Bytes =>
  delimited(
    11,
    text(1, name),
    delimited(2, delimited(1, integer(1, type), delimited(2, ...sizes.map((size) => delimited(1, integer(1, size)))))),
  );

/** What exporters, optimizers and quantizers write that looks like what is refused; by what it is. */
export const exportedGraphs: Readonly<Record<string, Additions>> = {
  "weights among the inputs, as before version 4 of the format": {
    formatVersion: 3,
    operatorSet: 11,
    initializers: [rawTensor("large", [1 << 13, 1 << 12], int8, delimited(9, new Uint8Array(2 ** 25)))],
    graph: [input("large", int8, 1 << 13, 1 << 12), input("table", float, 869, 8)],
  },
  "a mask of 16,384 tokens": sized("Expand", ["table", "sizes"], [1n, 1n, 16_384n, 16_384n]),
  "positions of 32,768 tokens": sized("Range", ["zero", "sizes", "one"], [32_768n]),
  "heads by repetition": sized("Tile", ["table", "sizes"], [1n, 12n, 1n, 1n]),
  "a slice to the end of any size": {
    nodes: [node("Slice", ["table", "start", "end"])],
    initializers: [integers("start", [least]), integers("end", [most])],
  },
  "a shape that is handed on": {
    nodes: [
      node("Cast", ["sizes"]),
      node("Expand", ["table", "more"]),
      rawNode({ operator: "Reshape", inputs: ["table", "more"], outputs: ["shaped"] }),
    ],
    initializers: [integers("sizes", [1n, -1n, 12n, 64n])],
  },
  "a loop of as many rounds as its condition allows": {
    nodes: [node("Loop", ["rounds", "", "x"], attribute("body", delimited(6, text(2, "body"))))],
    initializers: [integers("rounds", [most])],
  },
  "a region of nothing, in float16": {
    nodes: [node("Resize", ["table", "region", "", "sizes"])],
    initializers: [rawTensor("region", [0], float16), integers("sizes", [1n, 1n, 64n, 64n])],
  },
  "attributes at their defaults, written out": {
    nodes: [
      node("QuantizeLinear", ["table", "scale"], number("block_size", 0), number("axis", -1)),
      node("Attention", ["q", "k", "v"], number("is_causal", 0), number("q_num_heads", 12), number("kv_num_heads", 12)),
      microsoft("RotaryEmbedding", ["x", "positions", "cosines", "sines"], number("num_heads", 0), number("rotary_embedding_dim", 0)),
      microsoft(
        "MatMulNBits",
        ["x", "table", "scale"],
        number("K", 4096),
        number("N", 150_000),
        number("bits", 4),
        number("block_size", 32),
      ),
      node("Split", ["table"], number("num_outputs", 3)),
      node("GatherND", ["table", "ids"], number("batch_dims", 0)),
    ],
  },
  "a window of patches": {
    nodes: [
      node(
        "Conv",
        ["x", "table"],
        attribute("kernel_shape", delimited(8, varint(16), varint(16))),
        attribute("strides", delimited(8, varint(16), varint(16))),
        attribute("pads", delimited(8, ...Array<Bytes>(4).fill(varint(7)))),
        number("group", 1),
      ),
    ],
  },
  "a node of a thousand inputs": { nodes: [join(...Array<Bytes>(1000).fill(text(1, "x")), text(2, "y"), text(4, "Concat"))] },
  "twenty thousand nodes": { graph: [Buffer.alloc(10 * 20_000, delimited(1, text(4, "Abs"), text(2, "y")))] },
  "a function of the exporter's own": {
    nodes: [rawNode({ operator: "aten_gelu", domain: "pkg.onnxscript.torch_lib", outputs: ["y"] })],
    model: [functionIn("pkg.onnxscript.torch_lib", "aten_gelu", rawNode({ operator: "Gelu", inputs: ["x"], outputs: ["y"] }))],
  },
  "sets of operators that are named and not used": {
    model: [delimited(8, text(1, "ai.onnx.ml"), integer(2, 3)), delimited(8, text(1, "org.pytorch.aten"), integer(2, 1))],
  },
  "weights of 8 bits with their scales": {
    nodes: [node("DequantizeLinear", ["weights", "scale", "zero"], number("axis", 0))],
    initializers: [
      rawTensor("weights", [4, 4], int8, delimited(9, new Uint8Array(16))),
      rawTensor("scale", [4], float, delimited(9, new Uint8Array(16))),
      rawTensor("zero", [4], int8, delimited(9, new Uint8Array(4))),
    ],
  },
};
