import { messageOf } from "../any-error.ts";
import type { ExitInfo, ModelInfo } from "../model/model-info.ts";
import { graphNotes } from "./graph-notes.ts";
import type { LoadedModel } from "./loaded-model.ts";
import { tokenLimitOf } from "./token-limit-of.ts";

/** What is known of a model, as plain data. @see Embedder.info */
export async function infoOf(model: LoadedModel): Promise<ModelInfo> {
  const { description, files, identity, exits, runtime, tokenizer } = model;
  const providers = exits.providers();
  const limit = tokenLimitOf(model);
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
    maxTokens: limit.maxTokens,
    maxTokensFrom: limit.from,
    pooling: description.pooling,
    vocabularySize: description.vocabularySize ?? tokenizer.vocabularySize,
    specialTokens: { before: Array.from(tokenizer.prefix), after: Array.from(tokenizer.suffix) },
    prompts: description.prompts,
    defaultPrompt: description.defaultPrompt,
    runtime: `${runtime.name} ${runtime.version}`,
    notes: [...description.notes, ...graphNotes(model), ...(model.notes?.() ?? []), ...(runtime.notes?.() ?? [])],
  };
}

async function spaceOrProblem(model: LoadedModel, layer: number): Promise<Pick<ExitInfo, "space" | "problem">> {
  try {
    return { space: await model.spaceOf(layer) };
  } catch (error) {
    return { space: null, problem: messageOf(error) };
  }
}
