import { settingsBounds, tokenizerBounds } from "../../config/json-bounds.ts";
import type { FileSource } from "../../runtime/runtime.ts";
import { compiledModelPath } from "../settings/compiled-model.ts";
import { matryoshkaConfigPath } from "../settings/matryoshka-config.ts";
import { sentenceConfigPath } from "../settings/sentence-transformers-config.ts";
import { manifestPath } from "./manifest.ts";

/** What every model is asked for, whatever the answers are. */
const settings = [
  "modules.json",
  "config.json",
  compiledModelPath,
  matryoshkaConfigPath,
  "onnx/model_config.json",
  sentenceConfigPath,
  "sentence_bert_config.json",
  "tokenizer_config.json",
  "special_tokens_map.json",
  manifestPath,
];

/**
 * Asks a source at a distance for the settings that opening a model wants, all at once: one after the other, each takes a round trip. `source`
 * remembers the answers. Errors are left to those who ask again.
 */
export function askAhead(source: FileSource): void {
  // Files on a disk are as near as these answers would be.
  if (source.locate !== undefined) return;
  const asked = [
    ...settings.map((path) => read(source, path, settingsBounds.bytes)),
    read(source, "tokenizer.json", tokenizerBounds.bytes),
    // Read later than the others, and not by all.
    source.size("quality.json"),
  ];
  for (const answer of asked) answer.catch(() => undefined);
}

async function read(source: FileSource, path: string, most: number): Promise<void> {
  const bytes = await source.size(path);
  if (bytes !== undefined && bytes <= most) await source.read(path);
}
