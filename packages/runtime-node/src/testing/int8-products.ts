import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { initializer, node, onnxModel, value, type Message } from "@nestvec/onnx/writer";

const microsoft = "com.microsoft";

/** Writes a graph of two products in int8, by matrices `[width, inner]` and `[inner, width]` with a scale for each column, and gives its path. */
export async function writeInt8Products(model: string, [width, inner]: readonly [number, number]): Promise<string> {
  const size = width * inner;
  await writeFile(
    join(model, "weights.bin"),
    Int8Array.from({ length: 2 * size }, (_, index) => ((index * 31) % 255) - 127),
  );
  const scales = Float32Array.from({ length: inner }, (_, index) => (1 + (index % 7)) / 8192);
  await writeFile(join(model, "scales.bin"), scales);
  const weights = [["up", [width, inner]] as const, ["down", [inner, width]] as const].flatMap(([name, dims], index) => [
    initializer(name, dims, "int8", { location: "weights.bin", offset: index * size, length: size }),
    initializer(`${name}_scales`, [dims[1]], "float32", { location: "scales.bin", offset: 0, length: 4 * dims[1] }),
  ]);
  const step = initializer("step", [], "float32", Float32Array.of(1 / 127));
  const zero = initializer("zero", [], "uint8", Uint8Array.of(128));
  const nodes = [...product("hidden", "up", "wide"), node("Tanh", ["wide"], ["active"]), ...product("active", "down", "out")];
  const [inputs, outputs] = ["hidden", "out"].map((name) => [value(name, "float32", ["rows", "tokens", width])]);
  const graph = { nodes, initializers: [...weights, step, zero], inputs: inputs ?? [], outputs: outputs ?? [] };
  await writeFile(join(model, "graph.onnx"), onnxModel(graph, { domains: [microsoft] }));
  return join(model, "graph.onnx");
}

/** Rounds numbers from -1 to 1, and multiplies them. */
const product = (from: string, weights: string, to: string): readonly Message[] => [
  node("QuantizeLinear", [from, "step", "zero"], [`${from}_whole`]),
  node("MatMulIntegerToFloat", [`${from}_whole`, weights, "step", `${weights}_scales`, "zero"], [to], {}, microsoft),
];
