import type { Engine } from "../engine/engine.ts";
import type { EnginePlatform } from "../model-engine/engine-platform.ts";
import { modelOptionNames, type ModelOptions } from "../model-engine/model-options.ts";
import { requireOptions } from "../errors/arguments.ts";
import type { FileSource } from "../runtime/runtime.ts";
import type { EmbedderOptions, EmbedderPlatform } from "./embedder-parts.ts";
import { embedderOver } from "./embedder-over.ts";
import type { Embedder } from "./embedder.ts";

/**
 * Opens a model whose files are in `source`, in this thread. Reads its configuration and tokenizer and samples its weights; graphs are
 * opened when an exit is first used.
 * @throws NestvecError MODEL_NOT_FOUND, CONFIG_INVALID, FILE_MISSING, FILE_TRUNCATED, FILE_NOT_UTF8, MODULE_UNSUPPORTED, TOKENIZER_UNUSABLE, ARGUMENT_INVALID
 * @example
 * ```ts
 * import { hash } from "node:crypto";
 * import { fileURLToPath } from "node:url";
 * import { openEngine } from "@nestvec/core";
 * import { after, directory, nodeRuntime } from "@nestvec/runtime-node";
 *
 * const folder = fileURLToPath(new URL(".", import.meta.resolve("@nestvec/model-mini/package.json")));
 * const clock = () => performance.now();
 * const digest = async (bytes: Uint8Array) => hash("sha256", bytes);
 * const engine = await openEngine(directory(folder), { maxTokens: 128 }, { runtime: nodeRuntime(), clock, after, digest });
 * const { name, maxTokens } = await engine.info();
 * console.log(`${name} reads ${maxTokens} tokens`); // → nestvec-mini reads 128 tokens
 * await engine.dispose();
 * ```
 */
export async function openEngine(source: FileSource, options: ModelOptions, platform: EnginePlatform): Promise<Engine> {
  requireOptions("openEngine", options, modelOptionNames);
  // All that works on a model is loaded with it, and not by those who only compare vectors.
  const { openModelEngine } = await import("../model-engine/open-engine.ts");
  return openModelEngine(source, options, platform);
}

/** What a model in this thread needs of its platform. */
export interface ModelPlatform extends EnginePlatform, EmbedderPlatform {}

/**
 * The embedder of a model that is opened in this thread.
 * @throws NestvecError as `openEngine`
 * @example
 * ```ts
 * import { hash } from "node:crypto";
 * import { fileURLToPath } from "node:url";
 * import { openModel } from "@nestvec/core";
 * import { after, cacheStore, directory, nodeRuntime } from "@nestvec/runtime-node";
 *
 * const folder = fileURLToPath(new URL(".", import.meta.resolve("@nestvec/model-mini/package.json")));
 * const clock = () => performance.now();
 * const digest = async (bytes: Uint8Array) => hash("sha256", bytes);
 * const platform = { runtime: nodeRuntime(), clock, after, digest, store: cacheStore() };
 * await using embedder = await openModel(directory(folder), { cacheBytes: 1_000_000 }, platform);
 * const { vectors } = await embedder.embed(["nesting dolls"], { dimension: 64 });
 * console.log(vectors[0]?.length); // → 64
 * ```
 */
export async function openModel(
  source: FileSource,
  { cacheBytes, observer, ...options }: ModelOptions & EmbedderOptions,
  platform: ModelPlatform,
): Promise<Embedder> {
  const engine = await openEngine(source, options, platform);
  return embedderOver(engine, platform, { cacheBytes, observer });
}
