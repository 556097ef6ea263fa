import type { Architecture, EncoderLayer, Linear, Norm, ProjectionLayer } from "../architecture/architecture.ts";
import { linearGroups, type LinearGroup } from "../architecture/linear-groups.ts";
import { embedGraph } from "../graph/embed-graph.ts";
import { stageGraph, type PooledBy } from "../graph/stage-graph.ts";
import { watchedProducts } from "../quantize/input-facts.ts";
import type { QuantizedGroup } from "../quantize/quantized-group.ts";
import { quantizedProducts, quantizedTensors } from "../quantize/quantized-products.ts";
import type { StoredTensor } from "../weights/stored-tensor.ts";
import { asFloat32, type TypedTensor } from "../weights/typed-tensor.ts";
import type { WeightStorage } from "../weights/weight-storage.ts";
import { weightsFile, type WeightsFile } from "./weights-file.ts";

/** Texts of so many tokens or more are computed by the graphs for long texts. Measured near 512: docs/compile.md. */
const longFrom = 513;

/** What decides the stages of a model. */
export interface StagePlanning {
  readonly architecture: Architecture;
  /** The layers of its exits, shallowest first. */
  readonly exits: readonly number[];
  /** Whether exits below the last layer pass the final norm, too. */
  readonly normalizesExits: boolean;
  readonly pooledBy: PooledBy;
  /** What an exit's pooled vectors are multiplied by, where it has such a matrix. */
  readonly heads: ReadonlyMap<number, StoredTensor>;
  /** What the pooled vectors of every exit go through in the graphs. */
  readonly projection: readonly ProjectionLayer[];
  readonly storage: WeightStorage;
  /** Products that are computed in int8, by the name of their group. Default: none. */
  readonly quantized?: ReadonlyMap<string, QuantizedGroup> | undefined;
}

/** A graph, as its file is named and made. `weights`: the files that it reads. */
export interface PlannedGraph {
  readonly name: string;
  readonly weights: readonly string[];
  make(): Uint8Array;
}

/** A stage of a model, with a graph for each family. */
export interface PlannedStage {
  readonly layer: number;
  readonly isNormalized: boolean;
  /** The name of its own file of weights. */
  readonly weights: string;
  readonly graphs: readonly (PlannedGraph & { readonly family: "short" | "long" })[];
  /** The products of its layers. */
  readonly groups: readonly LinearGroup[];
  /** The graph for short texts, with what tells of its products' inputs. */
  readonly watched: PlannedGraph;
}

/** All that a compiled model's graphs and weights are. */
export interface StagePlan {
  readonly weights: readonly WeightsFile[];
  readonly embed: PlannedGraph;
  readonly stages: readonly PlannedStage[];
  readonly longFrom: number | undefined;
}

/** Bytes of all files of weights. */
export const bytesOf = ({ weights }: Pick<StagePlan, "weights">): number => weights.reduce((sum, { bytes }) => sum + bytes, 0);

/** What all stages read: the embeddings, the tables of positions, the final norm, the modules after the pooling. */
const sharedFile = "embeddings.bin";

/** Divides a model into stages, each from one exit to the next. */
export function planStages({
  architecture,
  exits,
  normalizesExits,
  pooledBy,
  heads,
  projection,
  storage,
  quantized = new Map(),
}: StagePlanning): StagePlan {
  const products = quantizedProducts(quantized);
  const hasLong = architecture.positions >= longFrom && architecture.relativeBias === undefined;
  const shared = weightsFile(sharedFile, [
    ...sharedTensors(architecture, storage),
    ...projection.flatMap(({ linear }) => linearTensors(linear, storage)),
  ]);
  const places = new Map(shared.places.map((place) => [place.name, place]));
  const weights: WeightsFile[] = [shared];
  const stages: PlannedStage[] = [];
  for (const [index, layer] of exits.entries()) {
    const from = exits[index - 1] ?? 0;
    const head = heads.get(layer);
    const layers = architecture.layers.slice(from, layer);
    const groups = layers.flatMap((each, place) => linearGroups(architecture.activation, each, from + place + 1));
    const own = weightsFile(`to-layer-${layer}.bin`, [
      ...layers.flatMap(layerNorms),
      ...groups.flatMap((group) => groupTensors(group, storage, quantized)),
      ...(head === undefined ? [] : storage.matrix(head)),
    ]);
    weights.push(own);
    for (const place of own.places) places.set(place.name, place);
    const isNormalized = architecture.finalNorm !== undefined && (normalizesExits || layer === architecture.layers.length);
    const stage = {
      architecture,
      from,
      to: layer,
      isNormalized,
      isContinued: index < exits.length - 1,
      pooledBy,
      head,
      projection,
      places,
      products,
    };
    const isProjected = pooledBy !== undefined && projection.length > 0;
    const read = (family: "short" | "long"): readonly string[] =>
      isProjected || readsShared(architecture, from, isNormalized, family) ? [sharedFile, own.name] : [own.name];
    stages.push({
      layer,
      isNormalized,
      weights: own.name,
      graphs: (hasLong ? (["short", "long"] as const) : (["short"] as const)).map((family) => ({
        family,
        name: `to-layer-${layer}.${family}.onnx`,
        weights: read(family),
        make: () => stageGraph({ ...stage, family }),
      })),
      groups,
      watched: {
        name: `to-layer-${layer}.watched.onnx`,
        weights: read("short"),
        make: () => stageGraph({ ...stage, family: "short", products: watchedProducts }),
      },
    });
  }
  const embed = { name: "embed.onnx", weights: [sharedFile], make: () => embedGraph(architecture, places) };
  return { weights, embed, stages, longFrom: hasLong ? longFrom : undefined };
}

function sharedTensors({ embeddings, relativeBias, finalNorm, layers }: Architecture, storage: WeightStorage): readonly TypedTensor[] {
  const { tokens, positions, norm } = embeddings;
  const computed = layers.flatMap(({ rotary }) => (rotary === undefined ? [] : [rotary.cosine, rotary.sine]));
  return [
    ...storage.table(tokens),
    // Those of BERT are sums, which float16 may not have where it has all that was trained.
    ...(positions === undefined ? [] : [asFloat32(positions)]),
    ...normTensors(norm),
    ...(relativeBias === undefined ? [] : [asFloat32(relativeBias)]),
    ...normTensors(finalNorm),
    ...computed.map(asFloat32),
  ];
}

/** Whether a stage's graph has anything of the shared file. */
const readsShared = (
  { layers, relativeBias, finalNorm }: Architecture,
  from: number,
  isNormalized: boolean,
  family: "short" | "long",
): boolean =>
  (isNormalized && finalNorm !== undefined) ||
  (family === "short" && relativeBias !== undefined) ||
  layers.slice(from).some(({ rotary }) => rotary !== undefined);

const normTensors = (norm: Norm | undefined): readonly TypedTensor[] =>
  norm === undefined ? [] : [norm.scale, norm.shift].flatMap((tensor) => (tensor === undefined ? [] : [asFloat32(tensor)]));

const linearTensors = ({ weight, bias }: Linear, storage: WeightStorage): readonly TypedTensor[] => [
  ...storage.matrix(weight),
  ...(bias === undefined ? [] : [asFloat32(bias)]),
];

const layerNorms = ({ attentionNorm, headNorms, outputNorms, feedForwardNorm }: EncoderLayer): readonly TypedTensor[] =>
  [attentionNorm, headNorms?.query, headNorms?.key, outputNorms?.attention, feedForwardNorm, outputNorms?.feedForward].flatMap(normTensors);

/** In the order in which a graph reads them. */
function groupTensors(
  { name, linears }: LinearGroup,
  storage: WeightStorage,
  quantized: ReadonlyMap<string, QuantizedGroup>,
): readonly TypedTensor[] {
  const group = quantized.get(name);
  return group === undefined ? linears.flatMap((linear) => linearTensors(linear, storage)) : quantizedTensors(group);
}
