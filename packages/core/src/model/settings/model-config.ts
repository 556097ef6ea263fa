import {
  count,
  differentCounts,
  field,
  flag,
  listOf,
  oneOf,
  optional,
  pathInside,
  text,
  widestVector,
} from "../../config/config-readers.ts";
import { member, members, type ConfigValue } from "../../config/config-value.ts";
import { poolingModes, poolingOfModes, type Pooling } from "./pooling.ts";

/** What `model_config.json` says, in the published form of 2D-Matryoshka models or in ours, which says more. */
export interface ModelConfig {
  readonly file: string;
  readonly name: string | undefined;
  readonly totalLayers: number | undefined;
  /** Length of the full vector: `hidden_size`. */
  readonly width: number | undefined;
  /** Shallowest first. Never empty. */
  readonly layers: readonly number[];
  /** Widest first. */
  readonly dimensions: readonly number[] | undefined;
  readonly sharedSpace: boolean;
  readonly pooling: Pooling | "in_graph" | undefined;
  readonly output: string | undefined;
  readonly maxTokens: number | undefined;
  /** Each layer's graph where the file names it, relative to the file's folder. */
  readonly paths: ReadonlyMap<number, string>;
}

/** What config.json says, to check against where model_config.json itself does not say it. */
export interface TransformerShape {
  readonly layers: number | undefined;
  readonly width: number | undefined;
}

/**
 * Reads model_config.json. `available_layers` is what a model has; `models` only says where.
 * @throws NestvecError CONFIG_INVALID
 */
export function parseModelConfig(at: ConfigValue, transformer?: TransformerShape): ModelConfig {
  const totalLayers = field(at, "total_layers", optional(count())) ?? transformer?.layers;
  const width = field(at, "hidden_size", optional(count(widestVector))) ?? transformer?.width;
  const layers = field(at, "available_layers", differentCounts(count(totalLayers, ", the number of layers in all")));
  return {
    file: at.file,
    name: field(at, "model_name", optional(text)),
    totalLayers,
    width,
    layers,
    dimensions: field(at, "dimensions", optional(differentCounts(count(width, ", the length of the full vector"))))?.toReversed(),
    sharedSpace: field(at, "shared_space", optional(flag)) ?? false,
    pooling: field(at, "pooling", optional(poolingOf)),
    output: field(at, "output", optional(text)),
    maxTokens: field(at, "max_tokens", optional(count())),
    paths: graphPaths(member(at, "models"), layers),
  };
}

/** One mode, or a list of several. */
const poolingOf = (at: ConfigValue): Pooling | "in_graph" =>
  Array.isArray(at.value) ? poolingOfModes(listOf(oneOf(poolingModes))(at)) : oneOf(["in_graph", ...poolingModes])(at);

function graphPaths(at: ConfigValue, layers: readonly number[]): ReadonlyMap<number, string> {
  const paths = new Map<number, string>();
  if (at.value === undefined || at.value === null) return paths;
  for (const model of members(at)) {
    const path = field(model, "path", optional(pathInside));
    // The graph itself says which weights it reads; the list here is for people, and must not lead elsewhere.
    field(model, "weights", optional(listOf(pathInside)));
    const layer = layers.find((candidate) => String(candidate) === model.name);
    if (layer !== undefined && path !== undefined) paths.set(layer, path);
  }
  return paths;
}
