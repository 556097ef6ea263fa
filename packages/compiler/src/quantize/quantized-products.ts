import { floatProducts, type Products } from "../graph/products.ts";
import { microsoft } from "../graph/graph-parts.ts";
import type { ProductTools } from "../graph/product-tools.ts";
import type { TypedTensor } from "../weights/typed-tensor.ts";
import type { QuantizedGroup, QuantizedLinear } from "./quantized-group.ts";

type Parts = ProductTools["parts"];

/** A row of zeros has a scale, too. */
const leastScale = 1e-9;

/** Names of what is stored of a quantized linear layer, by that of its weights in float32. */
const names = (name: string): Readonly<Record<"weights" | "scales" | "floats", string>> => ({
  weights: `${name}.int8`,
  scales: `${name}.scales`,
  floats: `${name}.float_channels`,
});

/** What is stored of a group, in place of its weights in float32. */
export const quantizedTensors = (group: QuantizedGroup): readonly TypedTensor[] =>
  group.linears.flatMap((linear) => {
    const { name, outputs, weights, scales } = linear;
    const own = names(name);
    return [
      inMemory(own.weights, [group.inputs, outputs], "int8", weights),
      inMemory(own.scales, [outputs], "float32", scales),
      ...(hasFloats(group, linear) ? [inMemory(own.floats, [group.floatChannels.length + 1, outputs], "float32", withBias(linear))] : []),
    ];
  });

/** Whether a product has a part in float32: that of the float channels, or a bias, or both. */
const hasFloats = ({ floatChannels }: QuantizedGroup, { bias }: QuantizedLinear): boolean => floatChannels.length > 0 || bias !== undefined;

/** The weights of the float channels, and the bias as those of a channel that is 1: `[floatChannels + 1, outputs]`. */
function withBias({ floatWeights, bias, outputs }: QuantizedLinear): Float32Array {
  const all = new Float32Array(floatWeights.length + outputs);
  all.set(floatWeights);
  if (bias !== undefined) all.set(bias, floatWeights.length);
  return all;
}

function inMemory(name: string, dims: readonly number[], type: TypedTensor["type"], data: Int8Array | Float32Array): TypedTensor {
  return {
    name,
    dims,
    type,
    async *bytes() {
      yield new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    },
  };
}

/**
 * Products in int8, of the groups that there are by the name of their first weights; others in float32. No number of a row depends on another row: a scale is
 * that row's.
 */
export const quantizedProducts =
  (groups: ReadonlyMap<string, QuantizedGroup>): Products =>
  (tools, linears, from) => {
    const group = groups.get(linears[0]?.weight.name ?? "");
    if (group === undefined) return floatProducts(tools, linears, from);
    return groupProducts(tools, group, from);
  };

/** The outputs of a group's linear layers, which read one input, in their order. In any graph: a compiled model's or a published one. */
export function groupProducts(tools: ProductTools, group: QuantizedGroup, from: string): readonly string[] {
  const rows = quantizedRows(tools, group, from);
  return group.linears.map((linear) => product(tools, group, linear, rows));
}

/** The inputs of a group's products, `[rows * tokens, inputs]`. */
interface QuantizedRows {
  /** In uint8. Float channels may be cut off at its ends: their weights in int8 are 0. */
  readonly quantized: string;
  /** `[rows * tokens, 1]` */
  readonly scales: string;
  /** The float channels and a 1, divided by the scale, `[rows * tokens, floatChannels + 1]`; undefined where no product has a part in float32. */
  readonly floats: string | undefined;
  /** All axes of the inputs but the last, `[axes]`. */
  readonly leading: string;
}

function quantizedRows({ parts, leadingAxes }: ProductTools, group: QuantizedGroup, from: string): QuantizedRows {
  const { inputs, offset, zeroPoint } = group;
  const flat = parts.add("Reshape", [from, parts.integers([-1, inputs])]);
  const scales = rowScales(parts, group, flat);
  const shifted = offset === 0 ? flat : parts.add("Sub", [flat, parts.float(offset)]);
  // A scale and a zero point for each row: QuantizeLinear divides and rounds in one pass.
  const scaleList = parts.add("Reshape", [scales, parts.integers([-1])]);
  const leading = leadingAxes(from);
  const zeroPoints = parts.once(`${leading} zero points ${zeroPoint}`, () =>
    parts.add("Expand", [zeroOf(parts, zeroPoint), parts.add("Shape", [scaleList])]),
  );
  const quantized = parts.add("QuantizeLinear", [shifted, scaleList, zeroPoints], { axis: 0 });
  return { quantized, scales, floats: floatInputs(parts, group, flat, scales), leading };
}

function floatInputs(parts: Parts, group: QuantizedGroup, flat: string, scales: string): string | undefined {
  if (!group.linears.some((linear) => hasFloats(group, linear))) return undefined;
  const one = parts.add("Reciprocal", [scales]);
  if (group.floatChannels.length === 0) return one;
  const channels = parts.add("Gather", [flat, parts.integers(group.floatChannels)], { axis: 1 });
  return parts.add("Concat", [parts.add("Div", [channels, scales]), one], { axis: 1 });
}

/** Each row's scale, `[rows * tokens, 1]`: by the largest number of the channels that are not float ones. */
function rowScales(parts: Parts, { inputs, floatChannels, offset, zeroPoint }: QuantizedGroup, flat: string): string {
  const step = 1 / (255 - zeroPoint);
  const isBounded = zeroPoint === 0;
  const largest = (of: string): string =>
    parts.add("ReduceMax", [isBounded ? of : parts.add("Abs", [of]), parts.integers([-1])], { keepdims: 1 });
  const above = (range: string, least: number): string => (isBounded ? parts.add("Sub", [range, parts.float(least)]) : range);
  const atLeast = (scales: string): string => parts.add("Max", [scales, parts.float(leastScale)]);
  if (floatChannels.length === 0) return atLeast(parts.add("Mul", [above(largest(flat), offset), parts.float(step)]));
  // One product leaves the float channels out and makes steps of the others.
  const counted = new Float32Array(inputs).fill(step);
  for (const channel of floatChannels) counted[channel] = 0;
  const name = `counted_${floatChannels.join("_")}_of_${inputs}_in_${255 - zeroPoint}`;
  return atLeast(above(largest(parts.add("Mul", [flat, parts.constant(name, [inputs], "float32", counted)])), offset * step));
}

const zeroOf = (parts: Parts, zeroPoint: number): string => parts.constant(`uint8_${zeroPoint}`, [], "uint8", Uint8Array.of(zeroPoint));

/** `(integers + floats / scale + bias / scale) * scale`: one Gemm adds the float channels and the bias to the integers' product, and one Mul scales all. */
function product(
  { parts, weight, asStored }: ProductTools,
  group: QuantizedGroup,
  linear: QuantizedLinear,
  { quantized, scales, floats, leading }: QuantizedRows,
): string {
  const own = names(linear.name);
  const zeroPoint = zeroOf(parts, group.zeroPoint);
  const inputs = [quantized, asStored({ name: own.weights }), parts.float(1), weight({ name: own.scales }), zeroPoint];
  const integers = parts.add("MatMulIntegerToFloat", inputs, {}, microsoft);
  const sum =
    floats !== undefined && hasFloats(group, linear) ? parts.add("Gemm", [floats, weight({ name: own.floats }), integers]) : integers;
  const shape = parts.once(`${leading} and ${linear.outputs}`, () =>
    parts.add("Concat", [leading, parts.integers([linear.outputs])], { axis: 0 }),
  );
  return parts.add("Reshape", [parts.add("Mul", [sum, scales]), shape]);
}
