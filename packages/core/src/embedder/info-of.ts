import { messageOf } from "../any-error.ts";
import type { ExitInfo, ModelInfo } from "../model/model-info.ts";
import type { LoadedModel } from "./loaded-model.ts";

/** What is known of a model, as plain data. @see Embedder.info */
export async function infoOf(model: LoadedModel): Promise<ModelInfo> {
  const { description, files, identity, exits, runtime, tokenizer } = model;
  const providers = exits.providers();
  return {
    name: description.name,
    source: files.name,
    identity,
    exits: await Promise.all(
      description.exits.map(async ({ layer, graph }) => {
        const provider = providers.get(layer);
        return { layer, graph, ...(await spaceOrProblem(model, layer)), ...(provider === undefined ? {} : { provider }) };
      }),
    ),
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
    notes: [...(model.notes?.() ?? []), ...(runtime.notes?.() ?? [])],
  };
}

async function spaceOrProblem(model: LoadedModel, layer: number): Promise<Pick<ExitInfo, "space" | "problem">> {
  try {
    return { space: await model.spaceOf(layer) };
  } catch (error) {
    return { space: null, problem: messageOf(error) };
  }
}
