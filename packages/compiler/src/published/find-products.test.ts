import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readGraphModel } from "@nestvec/onnx/editor";
import { initializer, node, onnxModel, value } from "@nestvec/onnx/writer";
import { expect, test } from "vitest";
import { smallSizes, writeGraphModel, type ProductExport } from "../testing/graph-model.ts";
import { temporaryFolder } from "../testing/sources.ts";
import { findProducts, type FoundProduct } from "./find-products.ts";
import { leastInputs } from "./least-input.ts";

const utf8 = { encode: (text: string) => Buffer.from(text), decode: (bytes: Uint8Array) => Buffer.from(bytes).toString() };
const { width, inner } = smallSizes;

test.each<[ProductExport, FoundProduct["type"]]>([
  ["gemm", "float32"],
  ["gemm transposed", "float32"],
  ["transposed", "float32"],
  ["constants", "float32"],
  ["float16 weights", "float32"],
  ["float16", "float16"],
])("products are found as %s, with their biases", async (form, type) => {
  const folder = await writeGraphModel(await temporaryFolder(), form);
  const model = readGraphModel(await readFile(join(folder, "model.onnx")), utf8);
  const found = findProducts(model);
  expect(found.map(({ dims, bias, output }) => ({ dims, bias: bias?.tensor.name, output }))).toEqual([
    { dims: [width, inner], bias: "layer.0.up.bias", output: "layer.0.up.out" },
    { dims: [inner, width], bias: "layer.0.down.bias", output: "layer.0.down.out" },
  ]);
  expect(found.map((product) => product.type)).toEqual([type, type]);
  // A Relu comes before the second.
  expect(found.map(({ input }) => leastInputs(model)(input))).toEqual([undefined, 0]);
});

const matrix = (name: string, rows: number, columns: number) =>
  initializer(name, [rows, columns], "float32", new Float32Array(rows * columns).fill(0.5));
const scalar = (name: string, number: number) => initializer(name, [], "float32", Float32Array.of(number));

/** The products of some nodes, by the nodes' outputs. */
function outputsOf(nodes: readonly Uint8Array[], initializers: readonly Uint8Array[] = []): readonly string[] {
  const graph = {
    nodes,
    initializers: [matrix("w", 32, 32), ...initializers],
    inputs: [value("x", "float32")],
    outputs: [value("y", "float32")],
  };
  return findProducts(readGraphModel(onnxModel(graph), utf8)).map(({ output }) => output);
}

const mul = (inputs: readonly string[]): Uint8Array => node("MatMul", inputs, ["y"]);

test("what is not the product of tokens with a constant matrix is none", () => {
  expect(outputsOf([mul(["x", "w"])])).toEqual(["y"]);
  expect(outputsOf([mul(["x", "x"])])).toEqual([]);
  expect(outputsOf([mul(["w", "x"])])).toEqual([]);
  // Angles of positions: a number by some frequencies.
  expect(outputsOf([mul(["x", "frequencies"])], [matrix("frequencies", 1, 32)])).toEqual([]);
  expect(outputsOf([node("Gemm", ["x", "w"], ["y"], { transA: 1 })])).toEqual([]);
  expect(outputsOf([node("Gemm", ["x", "w", "x"], ["y"])])).toEqual([]);
  expect(outputsOf([node("MatMul", ["x", "w"], ["y"], {}, "another.domain")])).toEqual([]);
  expect(outputsOf([node("FusedMatMul", ["x", "w"], ["y"], { transB: 1 }, "com.microsoft")])).toEqual(["y"]);
});

test("an Add is a bias only of a row, and where nothing else reads the product", () => {
  const product = node("MatMul", ["x", "w"], ["p"]);
  const bias = initializer("b", [32], "float32", new Float32Array(32));
  expect(outputsOf([product, node("Add", ["b", "p"], ["y"])], [bias])).toEqual(["y"]);
  expect(outputsOf([product, node("Add", ["b", "p"], ["s"]), node("Add", ["s", "p"], ["y"])], [bias])).toEqual(["p"]);
  expect(outputsOf([product, node("Add", ["m", "p"], ["y"])], [matrix("m", 32, 32)])).toEqual(["p"]);
  expect(outputsOf([product, node("Add", ["x", "p"], ["y"])])).toEqual(["p"]);
});

const least = (nodes: readonly Uint8Array[]): number | undefined =>
  leastInputs(
    readGraphModel(
      onnxModel({
        nodes,
        initializers: [scalar("half", 0.5), scalar("one", 1), scalar("root", Math.SQRT2), scalar("two", 2)],
        inputs: [value("x", "float32"), value("gate", "float32")],
        outputs: [value("y", "float32")],
      }),
      utf8,
    ),
  )("y");

test("activations that are made of several operators have their bounds, and no others", () => {
  const erf = [node("Div", ["x", "root"], ["d"]), node("Erf", ["d"], ["e"]), node("Add", ["e", "one"], ["s"])];
  const gelu = [...erf, node("Mul", ["x", "s"], ["m"]), node("Mul", ["m", "half"], ["y"])];
  expect(least(gelu)).toBe(-0.17);
  expect(least([...erf, node("Mul", ["x", "half"], ["m"]), node("Mul", ["m", "s"], ["y"])])).toBe(-0.17);
  expect(least([node("Sigmoid", ["x"], ["s"]), node("Mul", ["x", "s"], ["y"])])).toBe(-0.2785);
  expect(least([node("Gelu", ["x"], ["y"], {}, "com.microsoft")])).toBe(-0.17);
  expect(least([...erf, node("Mul", ["x", "s"], ["m"]), node("Mul", ["m", "two"], ["y"])])).toBeUndefined();
  expect(least([...erf, node("Mul", ["gate", "s"], ["m"]), node("Mul", ["m", "half"], ["y"])])).toBeUndefined();
  expect(least([...gelu.slice(0, -1), node("Mul", ["m", "half"], ["g"]), node("Mul", ["g", "gate"], ["y"])])).toBeUndefined();
  expect(least([node("Sigmoid", ["gate"], ["s"]), node("Mul", ["x", "s"], ["y"])])).toBeUndefined();
});
