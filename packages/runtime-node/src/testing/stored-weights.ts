import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { initializer, node, onnxModel, value, type Message } from "@nestvec/onnx/writer";

/** Writes a graph that multiplies by two matrices `[width, inner]` and `[inner, width]`, stored as int8 or float16 with a scale for each column, and gives its path. */
export async function writeStoredGraph(
  model: string,
  type: "int8" | "float16",
  [width, inner]: readonly [number, number],
): Promise<string> {
  const size = width * inner;
  // Whole numbers from -127 to 127, or bit patterns of numbers from 1/16 to 1/8, of both signs.
  const stored =
    type === "int8"
      ? Int8Array.from({ length: 2 * size }, (_, index) => ((index * 31) % 255) - 127)
      : Uint16Array.from({ length: 2 * size }, (_, index) => 0x2c00 + ((index * 31) % 1024) + ((index % 2) << 15));
  const scales = Float32Array.from({ length: inner }, (_, index) => (1 + (index % 7)) / 8192);
  await writeFile(join(model, "weights.bin"), stored);
  await writeFile(join(model, "scales.bin"), scales);
  const weights = [["up", [width, inner]] as const, ["down", [inner, width]] as const].flatMap(([name, dims], index) => [
    initializer(name, dims, type, { location: "weights.bin", offset: (index * stored.byteLength) / 2, length: stored.byteLength / 2 }),
    initializer(`${name}_scales`, [dims[1]], "float32", { location: "scales.bin", offset: 0, length: 4 * dims[1] }),
  ]);
  const nodes = [
    ...expanded("up"),
    node("MatMul", ["hidden", "up_scaled"], ["wide"]),
    node("Tanh", ["wide"], ["active"]),
    ...expanded("down"),
    node("MatMul", ["active", "down_scaled"], ["out"]),
  ];
  const [inputs, outputs] = ["hidden", "out"].map((name) => [value(name, "float32", ["rows", "tokens", width])]);
  await writeFile(join(model, "graph.onnx"), onnxModel({ nodes, initializers: weights, inputs: inputs ?? [], outputs: outputs ?? [] }));
  return join(model, "graph.onnx");
}

/** A stored matrix in float32. */
const expanded = (name: string): readonly Message[] => [
  node("Cast", [name], [`${name}_float`], { to: 1 }),
  node("Mul", [`${name}_float`, `${name}_scales`], [`${name}_scaled`]),
];
