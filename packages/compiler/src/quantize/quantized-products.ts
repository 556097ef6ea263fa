import { floatProducts, type Products } from "../graph/products.ts";
import { microsoft } from "../graph/graph-parts.ts";
import type { ProductTools } from "../graph/product-tools.ts";
import type { TypedTensor } from "../weights/typed-tensor.ts";
import type { QuantizedGroup, QuantizedLinear } from "./quantized-group.ts";

/** A row of zeros has a scale, too. */
const leastScale = 1e-9;

/** Names of what is stored of a quantized linear layer, by that of its weights in float32. */
const names = (name: string): Readonly<Record<"weights" | "scales" | "floatWeights" | "bias", string>> => ({
  weights: `${name}.int8`,
  scales: `${name}.scales`,
  floatWeights: `${name}.float_channels`,
  bias: `${name}.quantized_bias`,
});

/** What is stored of a group, in place of its weights in float32. */
export const quantizedTensors = ({ inputs, floatChannels, linears }: QuantizedGroup): readonly TypedTensor[] =>
  linears.flatMap(({ name, outputs, weights, scales, floatWeights, bias }) => {
    const own = names(name);
    return [
      inMemory(own.weights, [inputs, outputs], "int8", weights),
      inMemory(own.scales, [outputs], "float32", scales),
      ...(floatChannels.length === 0 ? [] : [inMemory(own.floatWeights, [floatChannels.length, outputs], "float32", floatWeights)]),
      ...(bias === undefined ? [] : [inMemory(own.bias, [outputs], "float32", bias)]),
    ];
  });

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
 * Products in whole numbers, of the groups that there are by the name of their first weights; others in float32. No number of a row depends on another row: a
 * scale is that row's.
 */
export const quantizedProducts =
  (groups: ReadonlyMap<string, QuantizedGroup>): Products =>
  (tools, linears, from) => {
    const group = groups.get(linears[0]?.weight.name ?? "");
    if (group === undefined) return floatProducts(tools, linears, from);
    return groupProducts(tools, group, from);
  };

/** The outputs of a group's linear layers, which read one input, in their order. In any graph: a compiled model's or a published one. */
function groupProducts(tools: ProductTools, group: QuantizedGroup, from: string): readonly string[] {
  const rows = rowScales(tools, group, from);
  const whole = wholeNumbers(tools, group, from, rows);
  const floats = floatInputs(tools, group, from);
  return group.linears.map((linear) => product(tools, group, linear, whole, rows, floats));
}

/** Each row's scale, `[rows, tokens, 1]`: by the largest number of the channels that are not float ones. */
function rowScales({ parts }: ProductTools, { inputs, floatChannels, offset, zeroPoint }: QuantizedGroup, from: string): string {
  const mask = new Float32Array(inputs).fill(1);
  for (const channel of floatChannels) mask[channel] = 0;
  const counted =
    floatChannels.length === 0
      ? from
      : parts.add("Mul", [from, parts.constant(`counted_${floatChannels.join("_")}_of_${inputs}`, [inputs], "float32", mask)]);
  const isBounded = zeroPoint === 0;
  const largest = parts.add("ReduceMax", [isBounded ? counted : parts.add("Abs", [counted]), parts.integers([-1])], { keepdims: 1 });
  const range = isBounded ? parts.add("Sub", [largest, parts.float(offset)]) : largest;
  return parts.add("Max", [parts.add("Mul", [range, parts.float(1 / (255 - zeroPoint))]), parts.float(leastScale)]);
}

/** The inputs as uint8. Float channels may be cut off at its ends: their whole weights are 0. */
function wholeNumbers({ parts }: ProductTools, { offset, zeroPoint }: QuantizedGroup, from: string, rows: string): string {
  const shifted = offset === 0 ? from : parts.add("Sub", [from, parts.float(offset)]);
  const zero = parts.constant(`uint8_${zeroPoint}`, [], "uint8", Uint8Array.of(zeroPoint));
  return parts.add("QuantizeLinear", [parts.add("Div", [shifted, rows]), parts.float(1), zero]);
}

/** The float channels of the inputs, `[rows, tokens, floatChannels]`. */
function floatInputs({ parts }: ProductTools, { floatChannels }: QuantizedGroup, from: string): string | undefined {
  if (floatChannels.length === 0) return undefined;
  return parts.add("Gather", [from, parts.integers(floatChannels)], { axis: -1 });
}

function product(
  { parts, weight, asStored }: ProductTools,
  { zeroPoint }: QuantizedGroup,
  { name, bias }: QuantizedLinear,
  whole: string,
  rows: string,
  floats: string | undefined,
): string {
  const own = names(name);
  const zero = parts.constant(`uint8_${zeroPoint}`, [], "uint8", Uint8Array.of(zeroPoint));
  const added = bias === undefined ? undefined : weight({ name: own.bias });
  const inputs = [whole, asStored({ name: own.weights }), parts.float(1), weight({ name: own.scales }), zero];
  const result = parts.add("Mul", [parts.add("MatMulIntegerToFloat", inputs, {}, microsoft), rows]);
  if (floats === undefined) return added === undefined ? result : parts.add("Add", [result, added]);
  const ofFloats = parts.add("MatMul", [floats, weight({ name: own.floatWeights })]);
  // ONNX Runtime makes one Gemm of the second product and the bias.
  return parts.add("Add", [result, added === undefined ? ofFloats : parts.add("Add", [ofFloats, added])]);
}
