import { NestvecError, type ModelInfo, type Pooling, type Signal, type TextInput } from "@nestvec/core";
import { loadModel } from "@nestvec/runtime-node";
import { sampleTexts } from "./texts.ts";

/** What the exits of a model give for the texts that it is tried with. */
export interface ModelVectors {
  readonly info: ModelInfo;
  readonly texts: readonly TextInput[];
  /** By layer: a unit vector of full width for each text, and the tokens of each. */
  readonly exits: ReadonlyMap<number, ExitVectors>;
}

/** Those of one exit. */
export interface ExitVectors {
  readonly vectors: readonly Float32Array[];
  readonly tokens: readonly number[];
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
  const exits = new Map<number, ExitVectors>();
  for (const { layer } of info.exits) {
    if (as !== undefined && !as.exits.has(layer)) continue;
    const { vectors, tokens } = await embedder.embed(texts, { layer, prompt: null, truncate: "end", signal });
    exits.set(layer, { vectors, tokens });
  }
  return { info, texts, exits };
}

/** Those of the published graphs of a model; undefined where there are none. @throws NestvecError as `modelVectors` */
export function publishedVectors(folder: string, trial: Trial): Promise<ModelVectors | undefined> {
  return modelVectors(folder, { ...trial, prepackedCacheBytes: 0 }).catch((error: unknown) => {
    if (NestvecError.is(error, "MODEL_NOT_FOUND") || NestvecError.is(error, "FILE_MISSING")) return undefined;
    throw error;
  });
}
