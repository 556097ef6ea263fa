import type { ModelInfo } from "../model/model-info.ts";
import { spaceOf, type LoadedModel } from "./loaded-model.ts";

/** What is known of a model, as plain data. @see Embedder.info */
export function infoOf(model: LoadedModel): ModelInfo {
  const { description, files, identity, exits, runtime, tokenizer } = model;
  const providers = exits.providers();
  return {
    name: description.name,
    source: files.name,
    identity,
    exits: description.exits.map(({ layer, graph }) => {
      const provider = providers.get(layer);
      return { layer, graph, space: spaceOf(model, layer), ...(provider === undefined ? {} : { provider }) };
    }),
    missingLayers: description.missingLayers,
    dimensions: description.dimensions,
    width: description.width,
    sharedSpace: description.sharedSpace,
    maxTokens: description.maxTokens,
    maxTokensFrom: description.maxTokensFrom,
    pooling: description.pooling,
    vocabularySize: description.vocabularySize ?? tokenizer.vocabularySize,
    prompts: description.prompts,
    defaultPrompt: description.defaultPrompt,
    runtime: `${runtime.name} ${runtime.version}`,
  };
}
