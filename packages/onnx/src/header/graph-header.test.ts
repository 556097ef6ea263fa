import { expect, test } from "vitest";
import { graphFile } from "../testing/graph-file.ts";
import { initializer, node as operatorNode, onnxModel } from "../writer.ts";
import { bytesOf, message, number, text, type Write } from "../testing/protobuf.ts";
import { readGraphHeader } from "./graph-header.ts";

// Field numbers as in onnx.proto.
const operator = (name: string, ...attributes: Write[]): Write => message(1, text(4, name), ...attributes);
const microsoft = (name: string): Write => message(1, text(4, name), text(7, "com.microsoft"));
const inBranch = (node: Write): Write => operator("If", message(5, text(1, "then_branch"), message(6, node)));
const value = (field: number, name: string, ...sizes: readonly (number | string | undefined)[]): Write =>
  message(
    field,
    text(1, name),
    message(
      2,
      message(
        1,
        message(
          2,
          ...sizes.map((size) => message(1, ...(size === undefined ? [] : [typeof size === "number" ? number(1, size) : text(2, size)]))),
        ),
      ),
    ),
  );
const read = (...fields: Write[]) => readGraphHeader(graphFile(bytesOf(...fields)));

test.each([
  ["the graph", message(7, operator("MatMul"), operator("DynamicQuantizeLinear")), ["DynamicQuantizeLinear"]],
  ["a graph inside a node", message(7, inBranch(inBranch(microsoft("DynamicQuantizeMatMul")))), ["DynamicQuantizeMatMul"]],
  [
    "a function",
    message(25, message(7, text(4, "DynamicQuantizeLSTM"), text(7, "com.microsoft")), text(10, "local")),
    ["DynamicQuantizeLSTM"],
  ],
  ["no part of it", message(7, operator("QuantizeLinear"), operator("MatMulInteger"), text(2, "DynamicQuantizeLinear")), []],
])("operators that scale by the whole batch are found in %s", async (_where, part, expected) => {
  expect((await read(message(7), part)).batchQuantizers).toEqual(expected);
});

test("inputs and outputs with their shapes, but not those of graphs inside nodes", async () => {
  const inner = operator("If", message(5, message(6, value(11, "inner", 1), value(12, "inner", 2))));
  const graph = message(
    7,
    inner,
    value(11, "input_ids", 1, "tokens"),
    value(11, "attention_mask", 0, -1),
    value(11, "position_ids", undefined, 128),
    message(11, text(1, "any")),
    value(12, "last_hidden_state", 1, "tokens", 384),
  );
  expect(await read(graph)).toMatchObject({
    inputs: [
      { name: "input_ids", shape: [1, undefined] },
      { name: "attention_mask", shape: [undefined, undefined] },
      { name: "position_ids", shape: [undefined, 128] },
      { name: "any", shape: undefined },
    ],
    outputs: [{ name: "last_hidden_state", shape: [1, undefined, 384] }],
  });
});

const constant = (name: string, type: number, ...data: Write[]): Write => message(5, number(2, type), ...data, text(8, name));
const raw = (...bytes: number[]): Write => text(9, String.fromCharCode(...bytes));
const quantize = (...inputs: string[]): Write =>
  message(1, ...inputs.map((input) => text(1, input)), text(2, "quantized"), text(4, "QuantizeLinear"));
const half = raw(0, 0, 0, 63);

test.each([
  ["raw numbers", [constant("scale", 1, half), constant("zero", 2, raw(110))], "quantized", 0.5, 110],
  ["lists of numbers", [constant("scale", 1, text(4, "\0\0\0?")), constant("zero", 2, text(5, "n"))], "quantized", 0.5, 110],
  ["what is only reshaped", [constant("scale", 1, half), constant("zero", 2, raw(110))], "reshaped", 0.5, 110],
] as const)("the scale and the zero point of an output are found: %s", async (_what, constants, output, scale, zeroPoint) => {
  const reshaped = message(1, text(1, "quantized"), text(2, "reshaped"), text(4, "Reshape"));
  const graph = message(7, quantize("x", "scale", "zero"), reshaped, ...constants, value(12, output, 1));
  expect((await read(graph)).outputQuantizations).toEqual([{ name: output, scale, zeroPoint }]);
});

test("what a branch or a function holds is none of the graph's own inputs, outputs and scales", async () => {
  const parts = [value(11, "inner", 1), value(12, "quantized", 2), constant("scale", 1, half), constant("zero", 2, raw(110))];
  const branch = operator("If", message(5, text(1, "then_branch"), message(6, ...parts, quantize("x", "scale", "zero"))));
  const inFunction = message(
    25,
    text(1, "f"),
    message(7, text(4, "If"), message(5, text(1, "b"), message(6, ...parts))),
    text(10, "local"),
  );
  for (const fields of [
    [message(7, branch, value(12, "quantized", 1))],
    [message(7, quantize("x", "scale", "zero"), value(12, "quantized", 1)), inFunction],
  ])
    expect(await read(...fields)).toMatchObject({ inputs: [], outputs: [{ name: "quantized", shape: [1] }], outputQuantizations: [] });
});

test("weights that older files list among the inputs are none, however large", async () => {
  const table = message(5, number(1, 2), number(1, 2), number(2, 3), raw(1, 2, 3, 4), text(8, "table"));
  const inputs = [value(11, "table", 30_522, 768), value(11, "input_ids", "rows", "tokens")];
  for (const fields of [
    [table, ...inputs],
    [...inputs, table],
  ])
    expect((await read(message(7, ...fields))).inputs).toMatchObject([{ name: "input_ids" }]);
  const elsewhere = operator("Identity", message(5, text(1, "value"), message(5, number(2, 3), raw(1), text(8, "table"))));
  await expect(read(message(7, elsewhere, ...inputs))).rejects.toThrow('its input "table" has 23440896 elements');
});

const concat = (from: string, to: string): Write => message(1, text(1, from), text(1, from), text(2, to), text(4, "Concat"));

test("sizes that are joined with themselves in a circle, or a thousand times, are looked at once", async () => {
  const expand = message(1, text(1, "x"), text(1, "s30"), text(2, "y"), text(4, "Expand"));
  const chain = Array.from({ length: 30 }, (_, at) => concat(`s${at}`, `s${at + 1}`));
  expect(await read(message(7, concat("s0", "s0"), ...chain, expand))).toMatchObject({ inputs: [] });
  expect(await read(message(7, concat("s30", "s0"), ...chain, expand))).toMatchObject({ inputs: [] });
});

test("a scale and a zero point that name their types last, or are in nodes, are found", async () => {
  const late = message(5, half, number(2, 1), text(8, "scale"));
  const zero = message(1, text(2, "zero"), text(4, "Constant"), message(5, text(1, "value"), message(5, number(2, 3), raw(0x7f))));
  const graph = message(7, late, zero, quantize("x", "scale", "zero"), value(12, "quantized", 1));
  expect((await read(graph)).outputQuantizations).toEqual([{ name: "quantized", scale: 0.5, zeroPoint: 127 }]);
});

test("an output whose scale is computed, is a list, or is none has no quantization", async () => {
  const zero = constant("zero", 3, raw(2));
  const list = constant("scale", 1, number(1, 2), raw(0, 0, 0, 63, 0, 0, 0, 63));
  for (const part of [message(7, quantize("x", "scale", "zero"), zero), message(7, quantize("x", "scale", "zero"), zero, list), message(7)])
    expect((await read(part, message(7, value(12, "quantized", 1)))).outputQuantizations).toEqual([]);
});

test("weights are counted as they are once the graph is open: in half precision or cast from whole numbers as float32, but for tables of rows", async () => {
  const graph = onnxModel({
    nodes: [
      operatorNode("Gather", ["table", "ids"], ["row"]),
      operatorNode("Cast", ["row"], ["looked_up"], { to: 1 }),
      operatorNode("Cast", ["whole"], ["cast"], { to: 1 }),
      operatorNode("DequantizeLinear", ["scaled", "scale"], ["dequantized"]),
      operatorNode("MatMulInteger", ["ids", "kept"], ["product"]),
      operatorNode("MatMul", ["looked_up", "half"], ["other"]),
    ],
    initializers: [
      initializer("table", [100, 2], "int8", new Int8Array(200)),
      initializer("whole", [10, 2], "int8", { location: "w.bin", offset: 64, length: 20 }),
      initializer("scaled", [7], "uint8", { location: "w.bin", offset: 0, length: 7 }),
      initializer("kept", [3], "int8", { location: "w.bin", offset: 128, length: 3 }),
      initializer("half", [5], "float16", { location: "w.bin", offset: 192, length: 10 }),
      initializer("scale", [1], "float32", new Float32Array(1)),
    ],
    inputs: [],
    outputs: [],
  });
  const { weightBytes } = await readGraphHeader(graphFile(graph));
  expect(weightBytes).toBe(200 + 4 * 20 + 4 * 7 + 3 + 4 * 5 + 4);
});
