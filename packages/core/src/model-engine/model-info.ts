import { messageOf } from "../any-error.ts";
import type { Encoder } from "../encoder/encoder.ts";
import { errorToData } from "../error-data.ts";
import type { ExitInfo, ModelInfo } from "../model/model-info.ts";
import { readQualityTables } from "../model/quality-table.ts";
import { graphNotes } from "./graph-notes.ts";
import type { ReadModel } from "./read-model.ts";
import { tokenLimitOf } from "./token-limit-of.ts";

/** What is known of a model, as plain data. @see Engine.info */
export async function modelInfo(model: ReadModel, encoder: Encoder, longestText: number): Promise<ModelInfo> {
  const { description, files, identity, runtime, tokenizer } = model;
  const providers = encoder.providers();
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
    longestText: Math.min(longestText, limit.maxTokens),
    pooling: description.pooling,
    vocabularySize: description.vocabularySize ?? tokenizer.vocabularySize,
    specialTokens: { before: Array.from(tokenizer.prefix), after: Array.from(tokenizer.suffix) },
    prompts: description.prompts,
    defaultPrompt: description.defaultPrompt,
    quality: await quality(model),
    runtime: `${runtime.name} ${runtime.version}`,
    machine: `${runtime.name} ${runtime.version}, ${runtime.machine}`,
    notes: [...description.notes, ...graphNotes(model), ...(model.notes?.() ?? []), ...(runtime.notes?.() ?? [])],
  };
}

/** What a damaged table says is a problem of those who plan by it alone. */
async function quality({ files, description }: ReadModel): Promise<ModelInfo["quality"]> {
  const file = description.qualityPath;
  try {
    return { file, tables: await readQualityTables(files, description) };
  } catch (error) {
    return { file, tables: [], problem: errorToData(error) };
  }
}

async function spaceOrProblem({ spaceOf }: ReadModel, layer: number): Promise<Pick<ExitInfo, "space" | "problem">> {
  try {
    return { space: await spaceOf(layer) };
  } catch (error) {
    return { space: null, problem: messageOf(error) };
  }
}
