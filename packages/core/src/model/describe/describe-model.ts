import { requireOptions } from "../../errors/arguments.ts";
import type { FileSource } from "../../runtime/runtime.ts";
import { overrideNames, type DescriptionOverrides } from "./description-overrides.ts";
import type { ModelDescription } from "./model-description.ts";

/**
 * Reads what a model's own files say of it: exits, dimensions, pooling, limits, prompts. The root of the source may be the folder
 * of a published model, a copy of its `onnx/` folder alone, the folder of one exit, or an export with one graph. No tokenizer is read, and of
 * graphs only the header of one whose width no file states.
 * @throws NestvecError MODEL_NOT_FOUND, GRAPH_UNAVAILABLE, FILE_MISSING, MODULE_UNSUPPORTED, ARGUMENT_INVALID, and CONFIG_INVALID, which names file and key
 * @example
 * ```ts
 * import { describeModel, memorySource } from "@nestvec/core";
 *
 * const config = { hidden_size: 384, num_hidden_layers: 6, max_position_embeddings: 512 };
 * const source = memorySource({ "config.json": JSON.stringify(config), "tokenizer.json": "{}", "model.onnx": "" }, "my-model");
 * const { name, width, maxTokens } = await describeModel(source, { pooling: "mean" });
 * console.log(name, width, maxTokens); // → my-model 384 512
 * ```
 */
export async function describeModel(source: FileSource, overrides: DescriptionOverrides = {}): Promise<ModelDescription> {
  requireOptions<DescriptionOverrides>("describeModel", overrides, overrideNames);
  // Loaded by those who open or describe a model, and not by those who only compare vectors.
  return (await import("./read-description.ts")).readDescription(source, overrides);
}
