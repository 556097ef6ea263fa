import { firstPresent, readConfigFile } from "../../config/config-file.ts";
import { member, type ConfigValue } from "../../config/config-value.ts";
import type { FileSource } from "../../runtime/runtime.ts";
import type { ModulesConfig } from "../settings/modules-config.ts";
import type { TableDescription, TableFiles } from "./table-description.ts";

/**
 * The static model of a folder whose files say that it is one: model2vec's config.json, or a StaticEmbedding module of Sentence Transformers. A graph
 * beside it is left aside, since it computes the same. Undefined for other models.
 * @throws NestvecError FILE_MISSING, FILE_TRUNCATED, CONFIG_INVALID
 */
export async function findStatedTable(source: FileSource, modules: ModulesConfig | undefined): Promise<TableDescription | undefined> {
  const folder = modules?.staticFolder;
  const config = await readConfigFile(source, "config.json");
  const isModel2Vec = config !== undefined && saysModel2Vec(config);
  if (folder === undefined && !isModel2Vec) return undefined;
  const file = `${folder ?? ""}model.safetensors`;
  const tokenizerPath = `${folder ?? ""}tokenizer.json`;
  // An export of model2vec to ONNX has the same config.json.
  if (folder === undefined && (await source.size(file)) === undefined) return undefined;
  return describe(source, { file, tokenizerPath, config });
}

/**
 * The static model of a folder that holds no more than a table and a tokenizer: that of a StaticEmbedding module alone, or wordllama's. Undefined
 * where there is none. To be asked where there is no graph.
 * @throws NestvecError FILE_TRUNCATED, CONFIG_INVALID
 */
export async function findLoneTable(source: FileSource): Promise<TableDescription | undefined> {
  const file = await firstPresent(source, ["model.safetensors"]);
  const tokenizerPath = await firstPresent(source, ["tokenizer.json"]);
  if (file === undefined || tokenizerPath === undefined) {
    const files = await wordLlamaFiles(source);
    return files === undefined ? undefined : describe(source, files);
  }
  const { holdsTable } = await import("./describe-table.ts");
  return (await holdsTable(source, file)) ? describe(source, { file, tokenizerPath, config: undefined }) : undefined;
}

async function describe(source: FileSource, files: TableFiles): Promise<TableDescription> {
  // Loaded for static models alone.
  const { describeTable } = await import("./describe-table.ts");
  return describeTable(source, files);
}

/** Older files of model2vec do not name the type. */
const saysModel2Vec = (config: ConfigValue): boolean =>
  member(config, "model_type").value === "model2vec" || member(config, "apply_zipf").value !== undefined;

/** Those of the package `wordllama`, which does not write them into its files. */
const wordLlamaDimensions = [1024, 512, 256, 128, 64];

/**
 * The files of wordllama's widest table, as in its package, its cache and its repositories: `NAME_256.safetensors`, in `weights/` or not, and
 * `NAME_tokenizer_config.json`, in `tokenizers/` or not, which is a tokenizer.json.
 */
async function wordLlamaFiles(source: FileSource): Promise<TableFiles | undefined> {
  const listed = await source.list?.();
  const names = listed?.flatMap((path) => /^(?:tokenizers\/)?([^/]+)_tokenizer_config\.json$/.exec(path)?.[1] ?? []);
  for (const name of names ?? ["l2_supercat", "l3_supercat"]) {
    const tokenizerPath = await firstPresent(source, [`${name}_tokenizer_config.json`, `tokenizers/${name}_tokenizer_config.json`]);
    if (tokenizerPath === undefined) continue;
    const weights = wordLlamaDimensions.flatMap((width) => ["", "weights/"].map((folder) => `${folder}${name}_${width}.safetensors`));
    const file = await firstPresent(source, weights);
    if (file !== undefined) return { file, tokenizerPath, config: undefined, wordLlamaDimensions };
  }
  return undefined;
}
