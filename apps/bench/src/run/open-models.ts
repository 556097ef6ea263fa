import { NestvecError } from "@nestvec/core";
import { loadModel, modelFolder } from "@nestvec/runtime-node";
import type { ModelResults } from "../results/bench-results.ts";

/** A model that is to be measured. */
export interface OpenedModel {
  readonly folder: string;
  /** What its results begin with. */
  readonly about: Pick<ModelResults, "name" | "identity" | "layers" | "dimensions" | "width" | "maxTokens" | "sharedSpace">;
  readonly vocabularySize: number;
}

/** Which models, and whether those of the hub are downloaded. */
export interface ModelsChoice {
  readonly model: readonly string[];
  readonly layers?: readonly number[];
  readonly pull?: true;
}

/**
 * Looks at models without opening an exit.
 * @throws NestvecError for one that cannot be loaded; LAYER_UNAVAILABLE where it lacks one of the layers
 */
export async function openModels({ model: names, layers, pull }: ModelsChoice, signal: AbortSignal): Promise<readonly OpenedModel[]> {
  const models: OpenedModel[] = [];
  const wanted = pull === true && layers !== undefined ? { layers } : pull === true;
  for (const name of names) models.push(await openOne(await modelFolder(name, { pull: wanted, signal }), layers));
  return models;
}

async function openOne(folder: string, layers: readonly number[] | undefined): Promise<OpenedModel> {
  // Not in this process: what a tokenizer leaves in memory would be there while others are measured.
  await using embedder = await loadModel(folder, { isolation: "process" });
  const { name, identity, exits, missingLayers, dimensions, width, maxTokens, sharedSpace, vocabularySize } = await embedder.info();
  const available = exits.map((exit) => exit.layer);
  for (const layer of layers ?? []) {
    if (!available.includes(layer)) throw new NestvecError("LAYER_UNAVAILABLE", { layer, available, missing: missingLayers });
  }
  return {
    folder,
    about: { name, identity, layers: layers ?? available, dimensions: dimensions ?? [width], width, maxTokens, sharedSpace },
    vocabularySize,
  };
}
