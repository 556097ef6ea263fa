import { stageValues } from "@nestvec/core/compile";
import { onnxModel } from "@nestvec/onnx/writer";
import type { Activation, Architecture, EncoderLayer, Linear, Norm, ProjectionLayer } from "../architecture/architecture.ts";
import type { StoredTensor } from "../weights/stored-tensor.ts";
import { causalAttention } from "./causal-attention.ts";
import { maskedAttention, unmaskedAttention, type Attention } from "./attention.ts";
import { attentionTools, norm, type AttentionTools } from "./attention-tools.ts";
import { graphParts, microsoft, type GraphParts, type PlacedTensor } from "./graph-parts.ts";
import type { Products } from "./products.ts";

/** How a graph pools; undefined: it does not. */
export type PooledBy = "mean" | "cls" | "last" | undefined;

/** One stage's graph. */
export interface StageGraph {
  readonly architecture: Architecture;
  /** Layers that were computed before; 0 for the stage that begins with the embeddings. */
  readonly from: number;
  /** The layer of its exit. */
  readonly to: number;
  /** For padded rows of any number, or for one row without padding. */
  readonly family: "short" | "long";
  /** Whether the exit's vectors pass the final norm. */
  readonly isNormalized: boolean;
  /** Whether another stage goes on from this one. */
  readonly isContinued: boolean;
  readonly pooledBy: PooledBy;
  /** What the pooled vectors are multiplied by, `[width, width]`, where the exit has such a matrix. */
  readonly head: StoredTensor | undefined;
  /** What the pooled vectors of every exit go through, where that is done in the graphs. */
  readonly projection: readonly ProjectionLayer[];
  /** Where each stored tensor lies, by its name. */
  readonly places: ReadonlyMap<string, PlacedTensor>;
  /** How the layers' linear layers are applied. */
  readonly products: Products;
}

/** Writes the graph of a stage, as an ONNX file whose weights lie beside it. */
export function stageGraph(stage: StageGraph): Uint8Array {
  const { architecture, from, to, family, places } = stage;
  const parts = graphParts();
  const { width, layers } = architecture;
  const dims = family === "short" ? ["rows", "tokens"] : [1, "tokens"];
  const start = parts.input(stageValues.state, "float32", [...dims, width]);
  const tools = attentionTools(parts, architecture, places, start);
  const mask = family === "short" && readsMask(stage) ? parts.input(stageValues.mask, "int64", dims) : undefined;
  const attention = attentionOf(tools, stage, start, mask);
  let hidden = start;
  for (const layer of layers.slice(from, to)) hidden = encoderLayer(tools, stage.products, attention, layer, hidden);
  const { finalNorm } = architecture;
  const exit = stage.isNormalized && finalNorm !== undefined ? norm(tools, finalNorm, hidden) : hidden;
  parts.output(stageValues.tokens, exit, "float32", [...dims, width]);
  if (stage.isContinued && exit !== hidden) parts.output(stageValues.nextState, hidden, "float32", [...dims, width]);
  if (stage.pooledBy !== undefined) {
    const pooled = poolers[stage.pooledBy](tools, exit, mask);
    const vectors = stage.head === undefined ? pooled : parts.add("MatMul", [pooled, tools.weight(stage.head)]);
    const [output, outputWidth, given] =
      stage.projection.length === 0
        ? [stageValues.pooled, width, vectors]
        : [stageValues.projected, widthAfter(stage.projection), project(tools, stage.projection, vectors)];
    parts.output(output, given, "float32", [dims[0] ?? "rows", outputWidth]);
  }
  return onnxModel(parts.graph(), { name: `to_layer_${to}_${family}`, domains: [microsoft], operatorSet: parts.operatorSet() });
}

/** Whether a graph for padded rows reads which tokens are real. */
const readsMask = ({ architecture, pooledBy }: StageGraph): boolean => !architecture.isCausal || pooledBy === "mean" || pooledBy === "last";

function attentionOf(tools: AttentionTools, { architecture, family }: StageGraph, start: string, mask: string | undefined): Attention {
  if (architecture.isCausal) return causalAttention(tools, start, family === "short");
  return mask === undefined ? unmaskedAttention(tools) : maskedAttention(tools, mask);
}

function encoderLayer(tools: AttentionTools, products: Products, attention: Attention, layer: EncoderLayer, state: string): string {
  const { parts, architecture } = tools;
  const isBefore = architecture.norms === "before";
  const through = (own: Norm | undefined, from: string): string => (own === undefined ? from : norm(tools, own, from));
  const before = (own: Norm | undefined, from: string): string => (isBefore ? through(own, from) : from);
  const after = (own: Norm | undefined, from: string): string => (isBefore ? from : through(own, from));

  const input = before(layer.attentionNorm, state);
  const { heads: queryHeads, keyValueHeads } = architecture;
  const [query = "", key = "", value = ""] = products(tools, [layer.query, layer.key, layer.value], input);
  const queries = rotate(tools, layer, queryHeads, headNorm(tools, layer.headNorms?.query, queryHeads, query));
  const keys = rotate(tools, layer, keyValueHeads, headNorm(tools, layer.headNorms?.key, keyValueHeads, key));
  const [output = ""] = products(tools, [layer.output], attention(layer, queries, keys, value));
  const attended = after(layer.attentionNorm, parts.add("Add", [state, through(layer.outputNorms?.attention, output)]));

  const inner = before(layer.feedForwardNorm, attended);
  const [up = "", gate] = products(tools, layer.gate === undefined ? [layer.up] : [layer.up, layer.gate], inner);
  const activated = activate(parts, architecture.activation, up);
  const [down = ""] = products(tools, [layer.down], gate === undefined ? activated : parts.add("Mul", [activated, gate]));
  return after(layer.feedForwardNorm, parts.add("Add", [attended, through(layer.outputNorms?.feedForward, down)]));
}

function linear({ parts, weight }: AttentionTools, { weight: matrix, bias }: Linear, from: string): string {
  const product = parts.add("MatMul", [from, weight(matrix)]);
  return bias === undefined ? product : parts.add("Add", [product, weight(bias)]);
}

const widthAfter = (projection: readonly ProjectionLayer[]): number => projection.at(-1)?.linear.weight.dims[1] ?? 0;

/** What comes of pooled vectors. */
const project = (tools: AttentionTools, projection: readonly ProjectionLayer[], pooled: string): string =>
  projection.reduce((vectors, layer) => {
    const made = linear(tools, layer.linear, vectors);
    return layer.activation === "tanh" ? tools.parts.add("Tanh", [made]) : made;
  }, pooled);

/** Queries or keys, each head of which goes through a norm. */
function headNorm(tools: AttentionTools, own: Norm | undefined, heads: number, from: string): string {
  if (own === undefined) return from;
  const { parts, architecture } = tools;
  const apart = parts.add("Reshape", [from, parts.integers([0, 0, heads, architecture.headWidth])]);
  return parts.add("Reshape", [norm(tools, own, apart), parts.integers([0, 0, heads * architecture.headWidth])]);
}

/** Queries or keys turned by their tokens' positions, which begin at 0 in every row. */
function rotate({ parts, weight }: AttentionTools, { rotary }: EncoderLayer, heads: number, from: string): string {
  if (rotary === undefined) return from;
  const inputs = [from, parts.integers([0]), weight(rotary.cosine), weight(rotary.sine)];
  return parts.add("RotaryEmbedding", inputs, { num_heads: heads, interleaved: 0 }, microsoft);
}

function activate(parts: GraphParts, activation: Activation, from: string): string {
  if (activation === "gelu") return parts.add("Gelu", [from], {}, microsoft);
  if (activation === "gelu_tanh") return parts.add("FastGelu", [from], {}, microsoft);
  if (activation === "relu") return parts.add("Relu", [from]);
  return parts.add("Mul", [from, parts.add("Sigmoid", [from])]);
}

/** The tokens' vectors to one a row, by the ways in which graphs can pool. */
const poolers: Readonly<Record<Exclude<PooledBy, undefined>, (tools: AttentionTools, from: string, mask: string | undefined) => string>> = {
  cls: ({ parts }, from) => parts.add("Gather", [from, parts.integers(0)], { axis: 1 }),
  last: lastToken,
  mean,
};

/** Each row's last real token, which padding follows. */
function lastToken({ parts }: AttentionTools, from: string, mask: string | undefined): string {
  if (mask === undefined) return parts.add("Gather", [from, parts.integers(-1)], { axis: 1 });
  const count = parts.add("ReduceSum", [mask, parts.integers([1])], { keepdims: 1 });
  return parts.add("GatherND", [from, parts.add("Sub", [count, parts.integers(1)])], { batch_dims: 1 });
}

/** The mean of each row's real tokens, by a product with the mask: its sums are taken in parts, so that long texts lose no digits. */
function mean({ parts, tokens }: AttentionTools, from: string, mask: string | undefined): string {
  const weights =
    mask === undefined
      ? parts.add("Expand", [
          parts.float(1),
          parts.add("Concat", [parts.integers([1, 1]), parts.add("Unsqueeze", [tokens(), parts.integers([0])])], { axis: 0 }),
        ])
      : parts.add("Unsqueeze", [parts.add("Cast", [mask], { to: 1 }), parts.integers([1])]);
  const sum = parts.add("Squeeze", [parts.add("MatMul", [weights, from]), parts.integers([1])]);
  const count = parts.add("ReduceSum", [parts.add("Squeeze", [weights, parts.integers([1])]), parts.integers([1])], { keepdims: 1 });
  return parts.add("Div", [sum, count]);
}
