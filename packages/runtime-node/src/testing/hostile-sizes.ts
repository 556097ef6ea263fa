import { hostile, type HostileGraph } from "./hostile-graph.ts";
import { attribute, delimited, integer, integers, join, rawNode, rawTensor, varint, type Bytes } from "./raw-onnx.ts";

const bomb = (name: string, operator: string, inputs: readonly string[], ...initializers: readonly Bytes[]): HostileGraph =>
  hostile(
    name,
    { nodes: [rawNode({ operator, inputs, outputs: ["bomb"] })], initializers },
    `its operator ${operator} makes a tensor of a constant size`,
  );
const microsoftBomb = (operator: string, inputs: readonly string[], size: bigint): HostileGraph =>
  hostile(
    `a constant size of ${operator}`,
    {
      nodes: [rawNode({ operator, domain: "com.microsoft", inputs, outputs: ["bomb"] })],
      initializers: [integers("sizes", [size])],
    },
    `its operator ${operator} makes a tensor of a constant size`,
  );
const shapeBomb = (operator: string, inputs: readonly string[], sizes: readonly bigint[] = [1n << 20n, 1n << 20n]): HostileGraph =>
  bomb(`a constant size of ${operator}`, operator, inputs, integers("sizes", sizes));
/** Numbers of another type, raw. */
const numbers = (name: string, type: number, values: Int32Array | Float32Array | Float64Array): Bytes =>
  rawTensor(name, [values.length], type, delimited(9, new Uint8Array(values.buffer)));
const manyNumbers = (name: string, ...initializers: readonly Bytes[]): HostileGraph =>
  hostile(
    name,
    { nodes: [rawNode({ operator: "Expand", inputs: ["table", "sizes"], outputs: ["bomb"] })], initializers },
    "its operator Expand has a constant size of more than 64 numbers",
  );
/** The size goes through these operators before it is used. */
const handedOn = (...operators: readonly string[]): HostileGraph =>
  hostile(
    `a size that goes through ${operators.join(" and ")}`,
    {
      nodes: [
        ...operators.map((operator, at) =>
          rawNode({ operator, inputs: [at === 0 ? "sizes" : `s${at - 1}`, at === 0 ? "sizes" : "more"], outputs: [`s${at}`] }),
        ),
        rawNode({ operator: "Expand", inputs: ["table", `s${operators.length - 1}`], outputs: ["bomb"] }),
      ],
      initializers: [integers("sizes", operators.includes("Concat") ? [1n << 16n] : [1n << 20n, 1n << 20n])],
    },
    "its operator Expand makes a tensor of a constant size",
  );
const [float, int32, int64, float64] = [1, 6, 7, 11];
const one = numbers("one", int32, Int32Array.of(1));
const zero = numbers("zero", int32, Int32Array.of(0));

/** Graphs that make tensors of a constant size which no memory holds, or hide what a constant is. */
export const hostileSizes: readonly HostileGraph[] = [
  shapeBomb("ConstantOfShape", ["sizes"]),
  shapeBomb("Expand", ["table", "sizes"]),
  shapeBomb("Tile", ["table", "sizes"]),
  shapeBomb("Pad", ["table", "sizes"]),
  shapeBomb("Range", ["zero", "sizes", "one"], [1n << 40n]),
  shapeBomb("OneHot", ["input_ids", "sizes"], [1n << 40n]),
  shapeBomb("DFT", ["table", "sizes"], [1n << 40n]),
  microsoftBomb("RelativePositionBias", ["table", "sizes", "sizes"], 1n << 15n),
  microsoftBomb("GroupQueryAttention", ["q", "k", "v", "", "", "lengths", "sizes"], 1n << 27n),
  microsoftBomb("Pad", ["table", "sizes"], 1n << 33n),
  microsoftBomb("Range", ["zero", "sizes"], 1n << 33n),
  shapeBomb("Expand", ["table", "sizes"], [1n << 15n, 1n << 14n]),
  shapeBomb("OneHot", ["input_ids", "sizes"], [1n << 25n]),
  handedOn("Identity"),
  hostile(
    "a size that two branches hand on by one name, the first of which is large",
    {
      nodes: [
        rawNode({ operator: "Cast", inputs: ["sizes"], outputs: ["size"] }),
        rawNode({ operator: "Cast", inputs: ["one"], outputs: ["size"] }),
        rawNode({ operator: "Expand", inputs: ["table", "size"], outputs: ["bomb"] }),
      ],
      initializers: [integers("sizes", [1n << 40n]), integers("one", [1n])],
    },
    "its operator Expand makes a tensor of a constant size",
  ),
  handedOn("Cast"),
  handedOn("Concat"),
  handedOn("Squeeze", "Unsqueeze", "Reshape", "Flatten"),
  ...[
    ["zero", "sizes", "one"],
    ["sizes", "zero", "minus"],
  ].map((inputs) =>
    bomb(
      `a range of int32 from ${inputs[0]}`,
      "Range",
      inputs,
      zero,
      one,
      numbers("minus", int32, Int32Array.of(-1)),
      numbers("sizes", int32, Int32Array.of(2 ** 31 - 1)),
    ),
  ),
  bomb("a range that begins far below 0", "Range", ["sizes", "zero", "one"], integers("sizes", [-(1n << 40n)]), integers("zero", [0n])),
  bomb("a range that begins far below 0, to a computed end", "Range", ["sizes", "", ""], integers("sizes", [-(1n << 40n)])),
  bomb(
    "a range in tiny steps",
    "Range",
    ["zero", "one", "step"],
    numbers("zero", float, Float32Array.of(0)),
    numbers("one", float, Float32Array.of(1)),
    numbers("step", float, Float32Array.of(1e-12)),
  ),
  bomb("a range in steps of nothing", "Range", ["zero", "one", "zero"], zero, one),
  bomb("a range to what is no number", "Range", ["zero", "end", "one"], zero, one, numbers("end", float64, Float64Array.of(Number.NaN))),
  bomb("a depth in int32", "OneHot", ["input_ids", "sizes"], numbers("sizes", int32, Int32Array.of(2 ** 31 - 1))),
  bomb("a depth in floats", "OneHot", ["input_ids", "sizes"], numbers("sizes", float, Float32Array.of(2 ** 40))),
  bomb("a depth in a list of int32", "OneHot", ["input_ids", "sizes"], rawTensor("sizes", [1], int32, delimited(5, varint(2 ** 31 - 1)))),
  bomb("scales of Resize", "Resize", ["table", "", "sizes"], numbers("sizes", float, Float32Array.of(1e6, 1e6))),
  bomb("scales of Resize in its first version", "Resize", ["table", "sizes"], numbers("sizes", float, Float32Array.of(1e6, 1e6))),
  bomb("scales of Upsample", "Upsample", ["table", "sizes"], numbers("sizes", float, Float32Array.of(1e6, 1e6))),
  bomb(
    "sizes of two branches by one name, the first of which is large",
    "Expand",
    ["table", "sizes"],
    integers("sizes", [1n << 40n]),
    integers("sizes", [1n]),
  ),
  hostile(
    "scales of Upsample in its first version",
    {
      nodes: [
        rawNode({
          operator: "Upsample",
          inputs: ["table"],
          outputs: ["bomb"],
          attributes: [attribute("scales", delimited(7, new Uint8Array(Float32Array.of(1e6, 1e6).buffer)))],
        }),
      ],
    },
    "its operator Upsample makes a tensor of a constant size",
  ),
  hostile(
    "padding in its first version",
    { nodes: [rawNode({ operator: "Pad", inputs: ["table"], outputs: ["bomb"], attributes: [attribute("pads", integer(8, 1n << 33n))] })] },
    "its operator Pad makes a tensor of a constant size",
  ),
  manyNumbers("a shape of 65 numbers", integers("sizes", [...Array<bigint>(63).fill(1n), 1n << 20n, 1n << 20n])),
  manyNumbers(
    "a shape of 65 numbers in a list",
    rawTensor("sizes", [65], int64, delimited(7, ...Array<Bytes>(64).fill(varint(1)), varint(1n << 40n))),
  ),
  manyNumbers("a shape of a thousand numbers in a list", rawTensor("sizes", [1000], int64, delimited(7, new Uint8Array(1000).fill(1)))),
  manyNumbers("a shape in a type that is none of sizes", rawTensor("sizes", [1], 10, delimited(9, Uint8Array.of(0, 60)))),
  hostile(
    "a shape of 65 numbers from a node",
    {
      nodes: [
        rawNode({
          operator: "Constant",
          outputs: ["sizes"],
          attributes: [attribute("value_ints", delimited(8, ...Array<Bytes>(64).fill(varint(1)), varint(1n << 40n)))],
        }),
        rawNode({ operator: "Expand", inputs: ["table", "sizes"], outputs: ["bomb"] }),
      ],
    },
    "its operator Expand has a constant size of more than 64 numbers",
  ),
  hostile(
    "int64 numbers that are half of those that their shape says",
    { initializers: [rawTensor("half", [8], int64, delimited(7, new Uint8Array(4).fill(1)))] },
    "takes at least 8 bytes, and holds 4",
  ),
  hostile(
    "raw numbers in another form than bytes",
    { initializers: [rawTensor("w", [1], 2, integer(9, 1))] },
    "its field tensor.raw is not written as ONNX writes it",
  ),
  hostile(
    "floats of eight bytes",
    { initializers: [rawTensor("w", [2], float, join(varint(4 * 8 + 1), new Uint8Array(8)))] },
    "tensor.floats",
  ),
  hostile(
    "a constant size from a node",
    {
      nodes: [
        rawNode({ operator: "Constant", outputs: ["sizes"], attributes: [attribute("value_ints", integer(8, 1n << 33n))] }),
        rawNode({ operator: "Expand", inputs: ["table", "sizes"], outputs: ["bomb"] }),
      ],
    },
    "its operator Expand makes",
  ),
];
