import { GraphFileError, readGraphParts, type GraphParts, type GraphTensor } from "@nestvec/onnx";
import { invalidArgument } from "../../errors/arguments.ts";
import { NestvecError } from "../../errors/nestvec-error.ts";
import { decodeUtf8Loosely } from "../../platform/utf8.ts";
import { firstPresent, readConfigFile } from "../../config/config-file.ts";
import { widestVector } from "../../config/config-readers.ts";
import { member } from "../../config/config-value.ts";
import { folderOf, relativePath } from "../../config/relative-path.ts";
import type { FileSource } from "../../runtime/runtime.ts";
import { elementBytes } from "../../safetensors/safetensors-header.ts";
import { model2VecLimit } from "../tables/describe-table.ts";
import type { ModelDescription } from "./model-description.ts";
import type { TableDescription, TableTensor } from "../tables/table-description.ts";
import { tableNotes } from "../tables/table-notes.ts";

/** Operators that exporters write an EmbeddingBag with, and the scaling to length 1 after it. None joins numbers of a vector with each other but for that. */
const known = new Set(
  (
    "Add Cast CastLike Clip Concat ConcatFromSequence Constant ConstantOfShape CumSum Div Equal Expand Gather Greater Identity If Less " +
    "Loop LpNormalization Mul Range ReduceL2 ReduceMean ReduceSum Reshape SequenceEmpty SequenceInsert Shape Size Slice Squeeze Sub " +
    "Unsqueeze"
  ).split(" "),
);

/** safetensors' names of ONNX's types of floating-point numbers. */
const types: Readonly<Record<number, string>> = { 1: "F32", 10: "F16", 11: "F64", 16: "BF16" };

/**
 * The description of a model whose graph takes `input_ids` and `offsets`, as model2vec exports it: such a graph is an EmbeddingBag, and its table is read
 * in place of running it.
 * `maxTokens`: what the caller asked for. @throws NestvecError GRAPH_INVALID where the graph does more than look up rows, FILE_MISSING, ARGUMENT_INVALID for a pooling other than the mean
 */
export async function describeGraphTable(
  source: FileSource,
  graph: string,
  description: ModelDescription,
  maxTokens: number | undefined,
): Promise<ModelDescription> {
  const { pooling, tokenizerPath } = description;
  const invalid = (problem: string): NestvecError =>
    new NestvecError("GRAPH_INVALID", { graph, problem: `it takes "offsets", as a static model does, but ${problem}` });
  if (pooling.pooling !== undefined && pooling.pooling !== "mean")
    throw invalidArgument("pooling", pooling.pooling, `"mean" or left out: "${graph}" gives means of a table's rows`);
  const { operators, tensors } = await readParts(source, graph);
  const more = operators.filter((operator) => !known.has(operator));
  if (more.length > 0) throw invalid(`its operators ${more.join(", ")} do more than look up rows and take their mean`);
  if (!operators.includes("ReduceMean") && !operators.includes("Div")) throw invalid("takes no mean");
  const tables = tensors.filter(({ type, shape }) => types[type] !== undefined && shape.length === 2 && (shape[0] ?? 0) > 1);
  const [tensor] = tables;
  if (tensor === undefined || tables.length > 1) throw invalid(`has ${tables.length} tables of floating-point numbers; it must have one`);
  for (const other of tensors) {
    const isHarmless = other === tensor || (await addsNothing(source, tensorOf(other, graph)));
    if (!isHarmless) throw invalid(`has the tensor "${other.name}" [${other.shape.join(", ")}] besides its table`);
  }
  const vectors = tensorOf(tensor, graph);
  const [tokens = 0, width = 0] = vectors.shape;
  if (width < 1 || vectors.end - vectors.start !== tokens * width * (elementBytes.get(vectors.type) ?? 1))
    throw invalid(`its table "${vectors.name}" has ${vectors.end - vectors.start} bytes for [${vectors.shape.join(", ")}]`);
  const configPath = await firstPresent(source, ["config.json", `${folderOf(graph)}config.json`]);
  const config = configPath === undefined ? undefined : await readConfigFile(source, configPath);
  // An export may have left out config.json: then the tokenizer's limit is all that there is.
  const isStated = config !== undefined && member(config, "max_length").value !== undefined;
  const table: TableDescription = {
    file: graph,
    vectors,
    mapping: undefined,
    weights: undefined,
    width,
    tokens,
    tokenizerPath,
    library: "model2vec",
    ...(isStated
      ? model2VecLimit(config)
      : { maxTokens: description.maxTokens, maxTokensFrom: description.maxTokensFrom, truncate: "end" }),
    dimensions: undefined,
    normalizes: operators.includes("ReduceL2") || operators.includes("LpNormalization"),
  };
  return {
    ...description,
    exits: [{ layer: 1, graph }],
    width,
    tokenWidth: width,
    pooling: { pooling: "mean", from: graph },
    poolingCertainty: "stated",
    heads: 0,
    vocabularySize: tokens,
    ...(maxTokens === undefined ? { maxTokens: table.maxTokens, maxTokensFrom: table.maxTokensFrom } : {}),
    tokenizerConfigPath: undefined,
    specialTokensPath: undefined,
    notes: [...description.notes, ...tableNotes(table, (await source.size("modules.json")) !== undefined)],
    table,
  };
}

/** Whether a tensor beside the table can only be a constant of the computation: it has few integers, one number, or zeros. */
async function addsNothing(source: FileSource, { file, type, shape, start, end }: TableTensor): Promise<boolean> {
  const count = shape.reduce((product, size) => product * size, 1);
  if (count <= 1 || (type === "" && count <= 4)) return true;
  if (type === "" || count > widestVector) return false;
  return end > start && (await source.readSlice(file, start, end)).every((byte) => byte === 0);
}

async function readParts(source: FileSource, graph: string): Promise<GraphParts> {
  const size = (await source.size(graph)) ?? 0;
  const read = (start: number, end: number): Promise<Uint8Array> => source.readSlice(graph, start, end);
  try {
    return await readGraphParts({ size, read, decode: decodeUtf8Loosely });
  } catch (error) {
    if (error instanceof GraphFileError) throw new NestvecError("GRAPH_INVALID", { graph, problem: error.message });
    throw error;
  }
}

function tensorOf({ name, type, shape, externalFile, start, end }: GraphTensor, graph: string): TableTensor {
  const path = externalFile === undefined ? undefined : relativePath(externalFile);
  const file = path === undefined ? graph : folderOf(graph) + path;
  return { name, type: types[type] ?? "", shape, file, start, end };
}
