import { hostile, type HostileGraph } from "./hostile-graph.ts";
import { attribute, integer, rawNode } from "./raw-onnx.ts";

/** An operator with a list of whole values as an attribute. */
const attributeBomb = (operator: string, name: string, values: readonly number[], says: string): HostileGraph =>
  hostile(
    `${name} of ${operator}: ${values.join(", ")}`,
    {
      nodes: [
        rawNode({
          operator,
          inputs: ["x", "w"],
          outputs: ["bomb"],
          attributes: [attribute(name, ...values.map((number) => integer(values.length === 1 ? 3 : 8, number)))],
        }),
      ],
    },
    `its operator ${operator} has ${name} ${says}`,
  );
const window = (operator: string, name: string, ...values: readonly number[]): HostileGraph =>
  attributeBomb(operator, name, values, "that stand for more than 16777216 elements");

/** Graphs whose attributes make ONNX Runtime divide by zero, read elsewhere, or take all memory. */
export const hostileAttributes: readonly HostileGraph[] = [
  window("Conv", "pads", 1 << 15, 1 << 15, 1 << 15, 1 << 15),
  window("ConvInteger", "pads", 1 << 15, 1 << 15, 1 << 15, 1 << 15),
  window("QLinearConv", "pads", 1 << 15, 1 << 15, 1 << 15, 1 << 15),
  window("ConvTranspose", "output_shape", 1 << 15, 1 << 15),
  window("ConvTranspose", "strides", 1 << 15, 1 << 15),
  window("ConvTranspose", "dilations", 1 << 15, 1 << 15),
  window("ConvTranspose", "output_padding", 1 << 15, 1 << 15),
  window("MaxPool", "pads", 1 << 15, 1 << 15, 1 << 15, 1 << 15),
  window("AveragePool", "kernel_shape", 1 << 15, 1 << 15),
  window("QLinearAveragePool", "kernel_shape", 1 << 15, 1 << 15),
  attributeBomb("Split", "num_outputs", [1 << 30], "1073741824; it must be at least 1 and at most 10000"),
  attributeBomb("Split", "num_outputs", [0], "0; it must be at least 1"),
  attributeBomb("Attention", "q_num_heads", [0], "0; it must be at least 1"),
  attributeBomb("Attention", "kv_num_heads", [0], "0; it must be at least 1"),
  attributeBomb("ConvTranspose", "group", [0], "0; it must be at least 1"),
  attributeBomb("Conv", "group", [-1], "-1; it must be at least 1"),
  attributeBomb("GatherBlockQuantized", "block_size", [0], "0; it must be at least 1"),
  attributeBomb("GatherND", "batch_dims", [-3], "-3; it must be at least 0"),
];
