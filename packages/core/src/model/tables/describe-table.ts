import { readConfigFile } from "../../config/config-file.ts";
import { count, field, flag, oneOf, optional, widestVector } from "../../config/config-readers.ts";
import { tokenizerBounds } from "../../config/json-bounds.ts";
import { configInvalid, member, type ConfigValue } from "../../config/config-value.ts";
import { NestvecError } from "../../errors/nestvec-error.ts";
import type { FileSource } from "../../runtime/runtime.ts";
import { readSafetensorsHeader, type SafetensorsHeader } from "../../safetensors/safetensors-header.ts";
import { floatTypes } from "../../safetensors/tensor-numbers.ts";
import type { TableDescription, TableFiles, TableTensor } from "./table-description.ts";

/** The names of the table: model2vec's, and that of Sentence Transformers and wordllama. */
const model2VecName = "embeddings";
const bagName = "embedding.weight";

const vectorTypes = [...floatTypes, "I8"];
const indexTypes = ["I32", "I64"];

/** Tokens of a text where neither the files nor the library set a limit: what the schedule lets a text have by default. */
const noLimit = { maxTokens: 32_768, maxTokensFrom: "default, since the model has no limit", truncate: "end" } as const;

/** Whether a safetensors file holds a static model's table and nothing else. False for one that cannot be read, too. */
export async function holdsTable(source: FileSource, file: string): Promise<boolean> {
  const header = await readSafetensorsHeader(source, file).catch((error: unknown) => {
    if (NestvecError.is(error)) return undefined;
    throw error;
  });
  return header?.tensors.has(model2VecName) === true || (header?.tensors.size === 1 && header.tensors.has(bagName));
}

/** What the files of a static model say of it. @throws NestvecError FILE_MISSING, FILE_TRUNCATED, CONFIG_INVALID */
export async function describeTable(source: FileSource, files: TableFiles): Promise<TableDescription> {
  const { file, tokenizerPath, config, wordLlamaDimensions } = files;
  if ((await source.size(tokenizerPath)) === undefined)
    throw new NestvecError("FILE_MISSING", { file: tokenizerPath, where: source.name, neededBy: file });
  const header = await readSafetensorsHeader(source, file);
  const isModel2Vec = header.tensors.has(model2VecName);
  const optionalTensor = (name: string, types: readonly string[]): TableTensor | undefined =>
    isModel2Vec && header.tensors.has(name) ? tensorOf(header, name, types, 1) : undefined;
  const vectors = tensorOf(header, isModel2Vec ? model2VecName : bagName, vectorTypes, 2);
  const [rows = 0, width = 0] = vectors.shape;
  if (rows < 1 || width < 1 || width > widestVector) throw shapeInvalid(vectors, `rows of 1 to ${widestVector} numbers`);
  const mapping = optionalTensor("mapping", indexTypes);
  const weights = optionalTensor("weights", floatTypes);
  const tokens = mapping?.shape[0] ?? rows;
  if (weights !== undefined && weights.shape[0] !== tokens) throw shapeInvalid(weights, `[${tokens}], one number for each token`);
  const others = wordLlamaDimensions === undefined ? "Sentence Transformers" : "wordllama";
  return {
    file,
    vectors,
    mapping,
    weights,
    width,
    tokens,
    tokenizerPath,
    library: isModel2Vec ? "model2vec" : others,
    ...(isModel2Vec ? model2VecLimit(config) : await tokenizerLimit(source, files)),
    dimensions: wordLlamaDimensions?.filter((dimension) => dimension <= width),
    normalizes: isModel2Vec && config !== undefined && field(config, "normalize", optional(flag)) === true,
  };
}

function tensorOf({ file, tensors }: SafetensorsHeader, name: string, types: readonly string[], rank: number): TableTensor {
  const tensor = tensors.get(name);
  if (tensor === undefined) {
    const names = Array.from(tensors.keys()).slice(0, 8).join(", ");
    throw configInvalid(
      { file, key: name, value: undefined },
      `there, or "${model2VecName}"; the file has ${names === "" ? "no tensor" : names}`,
    );
  }
  if (!types.includes(tensor.type)) throw configInvalid({ file, key: `${name}.dtype`, value: tensor.type }, types.join(" or "));
  if (tensor.shape.length !== rank) throw shapeInvalid({ ...tensor, file }, rank === 1 ? "[tokens]" : "[rows, width]");
  return { ...tensor, file };
}

function shapeInvalid({ file, name, shape }: TableTensor, expected: string): NestvecError {
  return configInvalid({ file, key: `${name}.shape`, value: shape }, expected, `[${shape.join(", ")}]`);
}

type Limit = Pick<TableDescription, "maxTokens" | "maxTokensFrom" | "truncate">;

/** `max_length` of model2vec's config.json, where null means that there is no limit. @throws NestvecError CONFIG_INVALID */
export function model2VecLimit(config: ConfigValue | undefined): Limit {
  const limit = config === undefined ? undefined : member(config, "max_length");
  if (limit?.value === undefined) return { maxTokens: 512, maxTokensFrom: "default of model2vec", truncate: "end" };
  const maxTokens = optional(count())(limit);
  return maxTokens === undefined ? noLimit : { maxTokens, maxTokensFrom: `${limit.file}: ${limit.key}`, truncate: "end" };
}

/** Sentence Transformers leaves the tokenizer's own limit in force; wordllama does not. */
async function tokenizerLimit(source: FileSource, { tokenizerPath, wordLlamaDimensions }: TableFiles): Promise<Limit> {
  const tokenizer = wordLlamaDimensions === undefined ? await readConfigFile(source, tokenizerPath, tokenizerBounds) : undefined;
  const truncation = tokenizer === undefined ? undefined : member(tokenizer, "truncation");
  if (truncation?.value === undefined || truncation.value === null) return noLimit;
  return {
    maxTokens: field(truncation, "max_length", count()),
    maxTokensFrom: `${truncation.file}: truncation.max_length`,
    truncate: field(truncation, "direction", optional(oneOf(["Left", "Right"]))) === "Left" ? "start" : "end",
  };
}
