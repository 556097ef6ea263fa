import type { Architecture, EncoderLayer, Linear, Norm, ProjectionLayer } from "../architecture/architecture.ts";
import { embedGraph } from "../graph/embed-graph.ts";
import { stageGraph, type PooledBy } from "../graph/stage-graph.ts";
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
  readonly graphs: readonly (PlannedGraph & { readonly family: "short" | "long" })[];
}

/** All that a compiled model's graphs and weights are. */
export interface StagePlan {
  readonly weights: readonly WeightsFile[];
  readonly embed: PlannedGraph;
  readonly stages: readonly PlannedStage[];
  readonly longFrom: number | undefined;
}

/** What all stages read: the embeddings, the tables of positions, the final norm, the modules after the pooling. */
const sharedFile = "embeddings.bin";

/** Divides a model into stages, each from one exit to the next. */
export function planStages({ architecture, exits, normalizesExits, pooledBy, heads, projection, storage }: StagePlanning): StagePlan {
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
    const own = weightsFile(`to-layer-${layer}.bin`, [
      ...architecture.layers.slice(from, layer).flatMap((each) => layerTensors(each, storage)),
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
    };
    const isProjected = pooledBy !== undefined && projection.length > 0;
    stages.push({
      layer,
      isNormalized,
      graphs: (hasLong ? (["short", "long"] as const) : (["short"] as const)).map((family) => ({
        family,
        name: `to-layer-${layer}.${family}.onnx`,
        weights: isProjected || readsShared(architecture, from, isNormalized, family) ? [sharedFile, own.name] : [own.name],
        make: () => stageGraph({ ...stage, family }),
      })),
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

const linearTensors = (linear: Linear | undefined, storage: WeightStorage): readonly TypedTensor[] =>
  linear === undefined ? [] : [...storage.matrix(linear.weight), ...(linear.bias === undefined ? [] : [asFloat32(linear.bias)])];

/** In the order in which a graph reads them. */
const layerTensors = (
  { attentionNorm, query, key, value, output, feedForwardNorm, up, gate, down, headNorms, outputNorms }: EncoderLayer,
  storage: WeightStorage,
): readonly TypedTensor[] => [
  ...normTensors(attentionNorm),
  ...[query, key, value].flatMap((linear) => linearTensors(linear, storage)),
  ...normTensors(headNorms?.query),
  ...normTensors(headNorms?.key),
  ...linearTensors(output, storage),
  ...normTensors(outputNorms?.attention),
  ...normTensors(feedForwardNorm),
  ...[up, gate, down].flatMap((linear) => linearTensors(linear, storage)),
  ...normTensors(outputNorms?.feedForward),
];
