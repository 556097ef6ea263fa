import { NestvecError, type Embedder, type Embeddings, type ModelInfo, type Pooling, type Signal, type TextInput } from "@nestvec/core";
import { loadModel } from "@nestvec/runtime-node";
import { sampleTexts } from "./texts.ts";

/** What the exits of a model give for the texts that it is tried with. */
export interface ModelVectors {
  readonly info: ModelInfo;
  readonly texts: readonly TextInput[];
  /** By layer: a unit vector of full width for each text, and the tokens of each. */
  readonly exits: ReadonlyMap<number, Pick<Embeddings, "vectors" | "tokens">>;
}

/** How a model is tried. */
export interface Trial {
  /** What the caller said of it. */
  readonly pooling?: Pooling | undefined;
  /** Another model that is tried with the same texts, at the exits that both have. */
  readonly as?: ModelVectors | undefined;
  /** Bytes for the user's cache of prepacked weights, 0 for a folder that is to be removed. */
  readonly prepackedCacheBytes?: number | undefined;
  readonly signal: Signal | undefined;
}

/**
 * Runs a model in a process of its own, whose memory goes with it: texts of several scripts and lengths, and a single token, at every exit.
 * @throws NestvecError as `loadModel` and `Embedder.embed`
 */
export async function modelVectors(folder: string, { pooling, as, prepackedCacheBytes, signal }: Trial): Promise<ModelVectors> {
  await using embedder = await loadModel(folder, {
    isolation: "process",
    cacheBytes: 0,
    signal,
    ...(pooling === undefined ? {} : { pooling }),
    ...(prepackedCacheBytes === undefined ? {} : { prepackedCacheBytes }),
  });
  const info = await embedder.info();
  // What a single token gives does not depend on positions.
  const texts = as?.texts ?? [[Math.floor(info.vocabularySize / 2)], ...sampleTexts(info.maxTokens)];
  const layers = info.exits.map(({ layer }) => layer).filter((layer) => as?.exits.has(layer) ?? true);
  return { info, texts, exits: await vectorsByExit(embedder, texts, layers, signal) };
}

/** Texts as they are, without a prompt, at some exits in one pass. @throws NestvecError as `Embedder.embedLayers` */
async function vectorsByExit(
  embedder: Embedder,
  texts: readonly TextInput[],
  layers: readonly number[],
  signal: Signal | undefined,
): Promise<ReadonlyMap<number, Embeddings>> {
  if (layers.length === 0) return new Map();
  const exits = await embedder.embedLayers(texts, { layers, prompt: null, truncate: "end", signal });
  return new Map(exits.map((exit) => [exit.layer, exit]));
}

/** Those of the published graphs of a model; undefined where there are none. @throws NestvecError as `modelVectors` */
export function publishedVectors(folder: string, trial: Trial): Promise<ModelVectors | undefined> {
  return modelVectors(folder, { ...trial, prepackedCacheBytes: 0 }).catch((error: unknown) => {
    if (NestvecError.is(error, "MODEL_NOT_FOUND") || NestvecError.is(error, "FILE_MISSING")) return undefined;
    throw error;
  });
}
