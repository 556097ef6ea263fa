import type { Embedder, ModelOptions } from "@nestvec/core";
import type { SmallGraphOptions } from "../graphs/small-graph.ts";

/** Opens a small graph as a model, by default with mean pooling where it does not pool; `more`: further files of the model, by path. */
export type OpenGraph = (
  graph: SmallGraphOptions,
  options?: ModelOptions,
  more?: Readonly<Record<string, Uint8Array | string>>,
) => Promise<Embedder>;
