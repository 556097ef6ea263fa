import { count, field, listOf, oneOf, optional, pathInside, text } from "../../config/config-readers.ts";
import { configInvalid, member, type ConfigValue } from "../../config/config-value.ts";
import { parseModelConfig, type ModelConfig } from "./model-config.ts";
import type { PoolingMode } from "./pooling.ts";
import { readQuantization, type CompiledQuantization } from "./quantization.ts";

/** Where the description of a compiled model is, at its root. */
export const compiledModelPath = "nestvec.json";

/** The version of the compiled layout. */
export const compiledFormat = 1;

/** The names of what a compiled model's graphs take and give. */
export const stageValues = {
  ids: "input_ids",
  mask: "attention_mask",
  /** The tokens' vectors at an exit, `[rows, tokens, width]`. */
  tokens: "last_hidden_state",
  /** The state that a stage goes on from, `[rows, tokens, width]`. */
  state: "hidden_state",
  /** The state that it leaves for the next, where that is another than the tokens' vectors. */
  nextState: "next_hidden_state",
  /** One vector a text, `[rows, width]`. */
  pooled: "pooled",
  /** The same after the modules that follow the pooling, `[rows, another width]`, in its place where the graphs apply them. */
  projected: "projected",
} as const;

/** The ways in which the graphs of a compiled model can pool. */
export const pooledModes: readonly Extract<PoolingMode, "mean" | "cls" | "last">[] = ["mean", "cls", "last"];

/** One stage of a compiled model: from the exit before, or the token ids, to an exit. */
export interface CompiledStage {
  /** The layer of its exit. */
  readonly layer: number;
  /** The graph for rows of any number, padded and masked. */
  readonly short: string;
  /** The graph for one row without padding, where there is one. */
  readonly long: string | undefined;
}

/** What `nestvec.json` says of a compiled model beyond what every model has. */
export interface CompiledModel {
  /** The graph from token ids to the state that the first stage goes on from. */
  readonly embed: string;
  /** Shallowest first. Each goes on from the state of the one before. */
  readonly stages: readonly CompiledStage[];
  /** Texts of so many tokens or more are computed by the graphs for long texts; undefined where there are none. */
  readonly longFrom: number | undefined;
  /** How the graphs pool, where they do so by the masked mean, or the first or last token; undefined where only the caller can pool, or a head follows. */
  readonly pooledBy: PoolingMode | undefined;
  /** The known repository that its source is, where it is one: a folder of another name does not say it. */
  readonly repository: string | undefined;
  /** Names the files that it was compiled from. */
  readonly sourceDigest: string;
  /** What compiled it, and its version. */
  readonly compiler: string;
  /** The exits that were compared with published graphs; undefined where none was. */
  readonly verification: readonly VerifiedStage[] | undefined;
  /** What its weights are stored in; undefined where the file does not say it, for float32. */
  readonly weights: StoredWeights | undefined;
  /** How near its vectors come to those in float32, where its products are in int8; undefined where all are in float32. */
  readonly quantization: CompiledQuantization | undefined;
}

/** What the weights of a compiled model are stored in. */
export type WeightType = "float32" | "float16" | "int8";

/** All that they can be stored in. */
export const weightTypes: readonly WeightType[] = ["float32", "float16", "int8"];

/** How the weights of a compiled model are stored. */
export interface StoredWeights {
  readonly storage: WeightType;
  /** Bytes of the files of weights, and what they would be in float32. */
  readonly bytes: number;
  readonly floatBytes: number;
  /** How far vectors are from those with weights in float32, by exit; undefined where all weights are kept exactly. */
  readonly loss: readonly StageLoss[] | undefined;
}

/**
 * What the name of a space ends with where its vectors come from weights that were rounded to be stored.
 * @example
 * ```ts
 * import { roundedSpace } from "@nestvec/core/compile";
 *
 * console.log(`my-model/layer-6${roundedSpace("int8")}`); // → my-model/layer-6/int8-weights
 * ```
 */
export const roundedSpace = (storage: WeightType): string => (storage === "int8" ? "/int8-weights" : `/${storage}`);

/** What an exit loses by how its weights are stored, over some texts. */
export interface StageLoss {
  readonly layer: number;
  /** Of a number of a unit vector. */
  readonly largestDifference: number;
  readonly leastCosine: number;
}

/** An exit that was compared with its published graph when it was compiled. */
export interface VerifiedStage {
  readonly layer: number;
  /** The space of the published graph's vectors, where those of the compiled weights are the same, and what rounding them adds to it. */
  readonly space: string | undefined;
}

/** What the file says, the part that model_config.json has for published models, too. */
export interface ParsedCompiledModel {
  readonly compiled: CompiledModel;
  readonly config: ModelConfig;
}

/**
 * Reads nestvec.json: the keys of model_config.json and, beside them, `format_version`, `source_digest`, `repository`, `pooled_by`, `long_from`, `embed`, `weights`, `stages`, `compute` and `quantization`.
 * @throws NestvecError CONFIG_INVALID
 */
export function parseCompiledModel(at: ConfigValue): ParsedCompiledModel {
  const version = member(at, "format_version");
  if (version.value !== compiledFormat)
    throw configInvalid(version, `${compiledFormat}, the only version of compiled models that is known here: compile the model again`);
  const config = parseModelConfig(at);
  const longFrom = field(at, "long_from", optional(count()));
  const stagesAt = member(at, "stages");
  const stages = listOf((stage): CompiledStage => ({
    layer: field(stage, "layer", count()),
    short: field(stage, "short", graphPath),
    long: longFrom === undefined ? undefined : field(stage, "long", graphPath),
  }))(stagesAt);
  const layers = stages.map(({ layer }) => layer);
  if (layers.join() !== config.layers.join())
    throw configInvalid(stagesAt, `one stage for each of available_layers, ${config.layers.join(", ")}, in that order`, layers.join(", "));
  const compiled: CompiledModel = {
    embed: field(at, "embed", graphPath),
    stages,
    longFrom,
    pooledBy: field(at, "pooled_by", optional(oneOf(pooledModes))),
    repository: field(at, "repository", optional(text)),
    sourceDigest: field(at, "source_digest", text),
    compiler: field(at, "compiler", text),
    verification: field(at, "verification", optional(listOf(verifiedStage))),
    weights: field(at, "weights", optional(storedWeights)),
    quantization: field(at, "compute", optional(oneOf(computedIn))) === "int8" ? field(at, "quantization", readQuantization) : undefined,
  };
  return { compiled, config };
}

/** What products may be computed in; left out where it is float32. */
const computedIn = ["float32", "int8"] as const;

const verifiedStage = (at: ConfigValue): VerifiedStage => ({
  layer: field(at, "layer", count()),
  space: field(at, "space", optional(text)),
});

const storedWeights = (at: ConfigValue): StoredWeights => ({
  storage: field(at, "storage", oneOf(weightTypes)),
  bytes: field(at, "bytes", count()),
  floatBytes: field(at, "float32_bytes", count()),
  loss: field(at, "loss", optional(listOf(stageLoss))),
});

const stageLoss = (at: ConfigValue): StageLoss => ({
  layer: field(at, "layer", count()),
  largestDifference: field(at, "largest_difference", figure),
  leastCosine: field(at, "least_cosine", figure),
});

const figure = (at: ConfigValue): number => {
  if (typeof at.value === "number") return at.value;
  throw configInvalid(at, "a number");
};

const graphPath = (at: ConfigValue): string => {
  const path = pathInside(at);
  if (path.endsWith(".onnx")) return path;
  throw configInvalid(at, "the path of a graph, *.onnx");
};
