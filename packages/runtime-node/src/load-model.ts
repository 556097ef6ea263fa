import { NestvecError, openModel, type Embedder, type ExecutionProvider, type ModelOptions } from "@nestvec/core";
import { after } from "./after.ts";
import { cacheStore } from "./cache-store.ts";
import { directory } from "./directory.ts";
import { nodeRuntime } from "./node-runtime.ts";
import { modelDirectory } from "./model-directory.ts";
import { sha256 } from "./sha256.ts";

/** How a model is loaded in Node. Plain data. */
export interface LoadOptions extends ModelOptions {
  /** Tried one at a time; the one in use is named by every answer. Default: the CPU. */
  readonly providers?: readonly ExecutionProvider[];
  /** Threads of ONNX Runtime within one graph. Default: the cores that this process may use. */
  readonly threads?: number;
}

/**
 * Loads a model: a directory in one of the layouts that the documentation lists, with or without its `onnx/` folder, or
 * `"nestvec-mini"`, the bundled model and the default. Graphs are opened when an exit is first used.
 * @throws NestvecError MODEL_NOT_FOUND, CONFIG_INVALID, FILE_MISSING, FILE_TRUNCATED, MODULE_UNSUPPORTED, TOKENIZER_UNUSABLE, ARGUMENT_INVALID
 */
export async function loadModel(model: string = "nestvec-mini", options: LoadOptions = {}): Promise<Embedder> {
  if (typeof options !== "object" || options === null) {
    throw new NestvecError("ARGUMENT_INVALID", { argument: "options", found: String(options), expected: "an object, or left out" });
  }
  const { providers, threads, ...modelOptions } = options;
  const runtime = nodeRuntime({
    ...(providers === undefined ? {} : { providers }),
    ...(threads === undefined ? {} : { threads }),
  });
  return openModel(directory(await modelDirectory(model)), modelOptions, {
    runtime,
    clock: () => performance.now(),
    after,
    digest: sha256,
    store: cacheStore(),
  });
}
