import { GraphFileError } from "../walk/graph-file-error.ts";
import type { RecordWatch } from "../walk/records.ts";

/** Attributes that are taken as they are by ONNX Runtime: outside of these bounds it divides by zero, reads elsewhere, or takes all memory. */
type Bounds = Readonly<Record<string, readonly [least: number, most: number]>>;
const bounds: ReadonlyMap<string, Bounds> = new Map<string, Bounds>([
  ["Attention", { q_num_heads: [1, Infinity], kv_num_heads: [1, Infinity] }],
  ...["Conv", "ConvInteger", "ConvTranspose", "FusedConv", "NhwcFusedConv", "QLinearConv"].map((operator): [string, Bounds] => [
    operator,
    { group: [1, Infinity] },
  ]),
  ["GatherBlockQuantized", { block_size: [1, Infinity] }],
  ["GatherND", { batch_dims: [0, 64] }],
  ["Split", { num_outputs: [1, 10_000] }],
]);

/** Operators of windows, and the attributes by which what they make, or read, grows in each dimension. */
const windows = /^(Q?Linear|Nhwc)*(Fused)?(Conv|ConvInteger|ConvTranspose|CausalConvWithState|AveragePool|LpPool|MaxPool)$/;
const windowAttributes = ["dilations", "kernel_shape", "output_padding", "output_shape", "pads", "strides"];

/** Far above a window of any text encoder: those of patches of images have some hundred. */
const largestWindow = 2 ** 24;

/** Refuses attributes that no exporter writes, and that end or exhaust the process. @see RecordWatch */
export const attributeBounds: RecordWatch = {
  node({ operator, attributes }) {
    for (const [name, [least, most]] of Object.entries(bounds.get(operator) ?? {}))
      for (const number of attributes.get(name) ?? [])
        if (number < least || number > most)
          throw new GraphFileError(
            `its operator ${operator} has ${name} ${number}; it must be at least ${least}${most === Infinity ? "" : ` and at most ${most}`}`,
          );
    if (!windows.test(operator)) return;
    for (const name of windowAttributes) {
      const size = (attributes.get(name) ?? []).reduce((product, number) => product * Math.max(1, Math.abs(number)), 1);
      if (size > largestWindow)
        throw new GraphFileError(`its operator ${operator} has ${name} that stand for more than ${largestWindow} elements`);
    }
  },
};
