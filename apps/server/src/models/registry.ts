import { basename } from "node:path";
import { NestvecError } from "@nestvec/core";
import type { LoadOptions } from "@nestvec/runtime-node";
import type { Configuration } from "../configuration/configuration.ts";
import { Refusal } from "../refusal/refusal.ts";
import { servedModel, type ServedModel } from "./served-model.ts";

/** The models that are served. */
export interface ModelRegistry {
  /** In the order of the configuration. */
  readonly models: readonly ServedModel[];
  /** The model of that name; the first where none is asked for. @throws Refusal "unknown model" */
  find(name: string | undefined): ServedModel;
  /** Whether those that are loaded at the start were all tried. */
  readonly isStarted: boolean;
  /** Loads them, one after the other, unless they are loaded lazily. Never throws. */
  start(): Promise<void>;
  dispose(): Promise<void>;
}

/** @throws NestvecError ARGUMENT_INVALID where names are not as many as models, or two are the same */
export function modelRegistry(configuration: Configuration, report: (model: ServedModel, error?: unknown) => void): ModelRegistry {
  const isLazy = configuration.load === "lazy";
  if (configuration.anyModelName && configuration.modelId.length !== 1) {
    const found = `set with ${configuration.modelId.length} models`;
    throw new NestvecError("ARGUMENT_INVALID", { argument: "--any-model-name", found, expected: "used with one model" });
  }
  const models = namedModels(configuration).map(({ name, model }) =>
    servedModel({ name, model, isLazy, layers: configuration.layers, settings: engineOptions(configuration), report }),
  );
  let isStarted = isLazy;
  return {
    models,
    find(name) {
      const isAny = name === undefined || configuration.anyModelName;
      const found = isAny ? models[0] : models.find((model) => model.name === name);
      if (found !== undefined) return found;
      const names = models.map((model) => `"${model.name}"`).join(", ");
      throw new Refusal("unknown model", `No model of that name is served. Served: ${names}.`, { parameter: "model" });
    },
    get isStarted() {
      return isStarted;
    },
    async start() {
      if (!isLazy) for (const model of models) await model.load();
      isStarted = true;
    },
    async dispose() {
      await Promise.all(models.map((model) => model.dispose()));
    },
  };
}

function namedModels({ modelId, servedModelName }: Configuration): readonly { readonly name: string; readonly model: string }[] {
  if (servedModelName.length > 0 && servedModelName.length !== modelId.length) {
    const found = `${servedModelName.length} for ${modelId.length} models`;
    throw new NestvecError("ARGUMENT_INVALID", { argument: "--served-model-name", found, expected: "a name for each --model-id" });
  }
  const named = modelId.map((id, place) => {
    const [, name, model] = /^([\w.-]+)=(.+)$/.exec(id) ?? [];
    return { name: servedModelName[place] ?? name ?? (basename(id) || id), model: model ?? id };
  });
  const twice = named.find(({ name }, place) => named.findIndex((other) => other.name === name) < place);
  if (twice === undefined) return named;
  const expected = "another name for each model; --model-id NAME=FOLDER gives one";
  throw new NestvecError("ARGUMENT_INVALID", { argument: "--model-id", found: `"${twice.name}" twice`, expected });
}

/** What one request for a vector of each token may hold of the two processes' memory, 32 MiB: 21,845 tokens at 384 numbers. */
const tokenVectorBytes = 2 ** 25;

function engineOptions(configuration: Configuration): LoadOptions {
  const { workers, threads, spinMicroseconds, pooling, maxBatchTokens, queueTexts, queueTokens, cacheBytes, deadline } = configuration;
  return {
    workers,
    ...(threads === undefined ? {} : { threads }),
    spinning: spinMicroseconds,
    cacheBytes,
    ...(pooling === undefined ? {} : { pooling }),
    schedule: {
      paddedTokens: maxBatchTokens,
      fillTokens: Math.min(64, maxBatchTokens),
      queueTexts,
      queueTokens,
      tokenVectorBytes,
      deadlineMilliseconds: deadline,
    },
  };
}
