import type { LinearGroup } from "../architecture/linear-groups.ts";
import type { StoredTensor } from "../weights/stored-tensor.ts";
import type { InputFacts } from "./input-facts.ts";
import { roundingOrder, roundMatrix, type RoundedMatrix } from "./round-weights.ts";

/** One linear layer of a group. */
export interface QuantizedLinear extends RoundedMatrix {
  /** The name of its weights in float32. */
  readonly name: string;
  readonly outputs: number;
  /** The weights of the float channels, `[floatChannels, outputs]`. */
  readonly floatWeights: Float32Array<ArrayBuffer>;
  /** `[outputs]`; with what the offset of the inputs adds. */
  readonly bias: Float32Array<ArrayBuffer> | undefined;
}

/** Products that read one input, in int8. */
export interface QuantizedGroup {
  readonly inputs: number;
  /** Input channels that stay in float32. */
  readonly floatChannels: readonly number[];
  /**
   * `(x - offset) / scale` is rounded to integers from `-zeroPoint` to `255 - zeroPoint`. The scale is that of the row, by its largest number.
   */
  readonly offset: number;
  readonly zeroPoint: number;
  readonly linears: readonly QuantizedLinear[];
}

/** Of a product's input channels, how many may stay in float32. */
export const mostFloatChannels: number = 1 / 8;

/** Quantizes a group's products by what its inputs were on the calibration texts, of which the `count` channels with the largest numbers stay in float32, or fewer where they are few. */
export async function quantizeGroup(
  { linears, leastInput }: Pick<LinearGroup, "linears" | "leastInput">,
  facts: InputFacts,
  count: number,
): Promise<QuantizedGroup> {
  const inputs = facts.largest.length;
  const magnitudes = facts.largest.map((most, channel) => Math.max(Math.abs(most), Math.abs(facts.least[channel] ?? 0)));
  const channels = Math.min(count, Math.floor(mostFloatChannels * inputs));
  const byMagnitude = Array.from(magnitudes.keys()).toSorted((one, other) => (magnitudes[other] ?? 0) - (magnitudes[one] ?? 0));
  const floatChannels = byMagnitude.slice(0, channels).toSorted((one, other) => one - other);
  const left = new Set(floatChannels);
  const rounding = roundingOrder(facts.products, left);
  const offset = leastInput ?? 0;
  const isBounded = leastInput !== undefined;
  return {
    inputs,
    floatChannels,
    offset,
    zeroPoint: isBounded ? 0 : 128,
    linears: await Promise.all(
      linears.map(async ({ weight, bias }): Promise<QuantizedLinear> => {
        const matrix = await numbersOf(weight);
        const outputs = weight.dims[1] ?? 0;
        const rounded = roundMatrix(matrix, outputs, left, rounding);
        const floatWeights = new Float32Array(floatChannels.length * outputs);
        for (const [index, channel] of floatChannels.entries())
          floatWeights.set(matrix.subarray(channel * outputs, (channel + 1) * outputs), index * outputs);
        const added = bias === undefined ? undefined : await numbersOf(bias);
        return {
          name: weight.name,
          outputs,
          ...rounded,
          floatWeights,
          bias: offset === 0 ? added : withOffset(added, rounded, inputs, outputs, offset),
        };
      }),
    ),
  };
}

/** What inputs of `offset` alone give, added to the bias: int8 products are of the inputs less it. */
function withOffset(
  bias: Float32Array | undefined,
  { weights, scales }: RoundedMatrix,
  inputs: number,
  outputs: number,
  offset: number,
): Float32Array<ArrayBuffer> {
  const sums = new Float64Array(outputs);
  for (let input = 0; input < inputs; input++)
    for (let output = 0; output < outputs; output++) sums[output] = (sums[output] ?? 0) + (weights[input * outputs + output] ?? 0);
  return Float32Array.from(sums, (sum, output) => (bias?.[output] ?? 0) + offset * sum * (scales[output] ?? 0));
}

/** All numbers of a tensor. */
async function numbersOf({ dims, numbers }: StoredTensor): Promise<Float32Array<ArrayBuffer>> {
  const all = new Float32Array(dims.reduce((product, size) => product * size, 1));
  let written = 0;
  for await (const part of numbers()) {
    all.set(part, written);
    written += part.length;
  }
  return all;
}
