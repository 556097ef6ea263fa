import { count, differentCounts, field, oneOf, optional, widestVector } from "../../config/config-readers.ts";
import type { ConfigValue } from "../../config/config-value.ts";
import type { Pooling } from "./pooling.ts";
import { parseRepresentationContract, type RepresentationContract } from "./representation-contract.ts";

/** What the `matryoshka_config.json` of a 2D-Matryoshka model says. */
export interface MatryoshkaConfig {
  readonly file: string;
  readonly totalLayers: number | undefined;
  readonly width: number | undefined;
  /** The layers of its exits, shallowest first. */
  readonly layers: readonly number[] | undefined;
  /** Widest first. */
  readonly dimensions: readonly number[] | undefined;
  readonly pooling: Pooling | undefined;
  readonly contract: RepresentationContract | undefined;
}

/** Where it is, at the root of a model. */
export const matryoshkaConfigPath = "matryoshka_config.json";

/** Reads matryoshka_config.json. @throws NestvecError CONFIG_INVALID */
export function parseMatryoshkaConfig(at: ConfigValue): MatryoshkaConfig {
  const totalLayers = field(at, "num_layers", optional(count()));
  const width = field(at, "hidden_size", optional(count(widestVector)));
  return {
    file: at.file,
    totalLayers,
    width,
    layers: field(at, "layer_indices", optional(differentCounts(count(totalLayers, ", the number of layers in all")))),
    dimensions: field(at, "dim_indices", optional(differentCounts(count(width, ", the length of the full vector"))))?.toReversed(),
    pooling: field(at, "pooling_strategy", optional(oneOf(["mean", "cls", "last"] as const))),
    contract: parseRepresentationContract(at),
  };
}
