import { invalidArgument } from "../../errors/arguments.ts";
import { NestvecError } from "../../errors/nestvec-error.ts";
import type { FileSource } from "../../runtime/runtime.ts";
import { firstPresent, readConfig } from "../../config/config-file.ts";
import { findModel, type ModelLayout } from "../layout/find-model.ts";
import { findPooling } from "./find-pooling.ts";
import { graphChoice } from "../graphs/graph-choice.ts";
import { graphWidth } from "../graphs/graph-width.ts";
import { originNotes } from "../facts/known-repositories.ts";
import { modelName } from "../facts/model-name.ts";
import type { ModelDescription } from "./model-description.ts";
import { isPooling, modesOf, poolingExpected, poolingOfModes, type Pooling } from "../settings/pooling.ts";
import { parseModules, refuseUnsupportedModules } from "../settings/modules-config.ts";
import { folderOf } from "../../config/relative-path.ts";
import { lengthNotes } from "./length-notes.ts";
import { readProjection } from "../settings/projection.ts";
import { parseSentenceConfig, sentenceConfigPath } from "../settings/sentence-transformers-config.ts";
import { contractDimensions } from "../settings/representation-contract.ts";
import { tableNotes } from "../tables/table-notes.ts";
import type { DescriptionOverrides } from "./description-overrides.ts";
import { repositoryOf, statedFacts, type FileFacts } from "../facts/stated-facts.ts";
import { parseTextModule, textModulePaths } from "../settings/text-module-config.ts";
import { askedTokenLimit, statedTokenLimit, tableTokenLimit } from "./token-limit.ts";

/** Reads what a model's own files say of it. @see describeModel */
export async function readDescription(source: FileSource, overrides: DescriptionOverrides): Promise<ModelDescription> {
  const asked = checkedPooling(overrides.pooling);
  const modules = await readConfig(source, "modules.json", parseModules);
  const layout = await findModel(source, modules, graphChoice(overrides));
  const { config, transformer, table } = layout;
  const { tasks = [], taskPrompts = {} } = transformer ?? {};
  const isPooledByGraph = config?.pooling === "in_graph";
  if (modules !== undefined && !isPooledByGraph) refuseUnsupportedModules(modules, tasks.length > 0);
  const sentence = await readConfig(source, sentenceConfigPath, parseSentenceConfig);

  // The deepest exit's own copy goes before those of the others.
  const exitFolders = layout.exits.toReversed().map(({ graph }) => folderOf(graph));
  const folders = [...new Set(["", "onnx/", modules?.transformerFolder ?? "", ...exitFolders])];
  const findFirst = (names: readonly string[]): Promise<string | undefined> =>
    firstPresent(
      source,
      names.flatMap((name) => folders.map((folder) => folder + name)),
    );
  const find = (name: string): Promise<string | undefined> => findFirst([name]);
  const ofGraphs = async (name: string): Promise<string | undefined> => (table === undefined ? find(name) : undefined);
  const [tokenizerPath, tokenizerConfigPath, specialTokensPath, sentencePath, qualityPath] = await Promise.all([
    table?.tokenizerPath ?? find("tokenizer.json"),
    ofGraphs("tokenizer_config.json"),
    ofGraphs("special_tokens_map.json"),
    findFirst(textModulePaths),
    firstPresent(source, ["quality.json", "onnx/quality.json"]),
  ]);
  if (tokenizerPath === undefined)
    throw new NestvecError("FILE_MISSING", { file: "tokenizer.json", where: source.name, neededBy: "the model" });
  const textModule = await readConfig(source, sentencePath, parseTextModule);
  const files = { source, layout, sentence: textModule?.maxTokens, sentencePath, tokenizerConfigPath };
  const stated = table === undefined ? await statedTokenLimit(files) : tableTokenLimit(table);
  const { maxTokens, from: maxTokensFrom } = askedTokenLimit(overrides.maxTokens, stated);
  const tokenWidth = await widthOf(source, layout);
  const { certainty: poolingCertainty, ...pooling } = await findPooling({ source, asked, layout, modules });
  const pooledWidth = tokenWidth * (Array.isArray(pooling.pooling) ? pooling.pooling.length : 1);
  const projection = modules === undefined || isPooledByGraph ? undefined : await readProjection(source, modules, pooledWidth);
  const width = projection?.width ?? pooledWidth;
  const known = repositoryOf({ repository: overrides.repository ?? (layout.compiled ?? layout.quantized)?.repository }, source.name);
  const isPooledHere = pooling.pooling !== undefined && pooling.pooling !== "in_graph" && poolingCertainty !== "presumed";
  if (known?.hasDense === true && modules === undefined && isPooledHere) {
    const neededBy = `known repository ${known.name}, whose vectors go through a Dense after the pooling`;
    throw new NestvecError("FILE_MISSING", { file: "modules.json", where: source.name, neededBy });
  }
  const facts = statedFacts(overrides, { sentence, taskPrompts, dimensions: statedDimensions(layout, width), width, tokenWidth }, known);
  const madeFrom = overrides.repository === undefined && known === undefined ? transformer?.nameOrPath : undefined;
  return {
    name: config?.name ?? modelName(source.name),
    statedName: config?.name,
    exits: layout.exits,
    missingLayers: layout.missingLayers,
    width,
    tokenWidth,
    projection,
    ...facts,
    sharedSpace: layout.sharedSpace,
    missingGraphs: layout.missingGraphs,
    pooling,
    poolingCertainty,
    output: config?.output,
    maxTokens,
    maxTokensFrom,
    // Neither a table nor graphs for long texts hold scores of attention in memory.
    heads: table === undefined && layout.compiled?.longFrom === undefined ? transformer?.heads : 0,
    keyValueHeads: transformer?.keyValueHeads,
    headWidth: transformer?.headWidth,
    firstPosition: transformer?.firstPosition ?? 0,
    vocabularySize: table?.tokens ?? transformer?.vocabularySize,
    tasks,
    tokenizerPath,
    tokenizerConfigPath,
    specialTokensPath,
    modelType: transformer?.modelType,
    tokenizerClass: transformer?.tokenizerClass,
    lowerCases: textModule?.lowerCases ?? false,
    qualityPath: qualityPath ?? "quality.json",
    qualityPresent: qualityPath !== undefined,
    specialTokenIds: transformer?.specialTokenIds ?? {},
    notes: [
      ...layout.notes,
      ...lengthNotes(modules, sentence),
      ...(table === undefined ? [] : tableNotes(table, modules !== undefined)),
      ...originNotes(madeFrom, { lacksPrompts: facts.promptsFrom === "no file", lacksModules: modules === undefined && isPooledHere }),
    ],
    table,
    compiled: layout.compiled,
    quantized: layout.quantized,
  };
}

/** The dimensions that the model's files list, widest first, and the file. */
function statedDimensions({ config, matryoshka, contract, table, transformer }: ModelLayout, width: number): FileFacts["dimensions"] {
  if (config?.dimensions !== undefined) return { list: config.dimensions, from: config.file };
  if (matryoshka?.dimensions !== undefined) return { list: matryoshka.dimensions, from: matryoshka.file };
  if (table?.dimensions !== undefined) return { list: table.dimensions, from: `the table of ${table.file}` };
  if (contract === undefined) return undefined;
  return { list: contractDimensions(width), from: `representation_contract of ${transformer?.file ?? matryoshka?.file ?? "config.json"}` };
}

async function widthOf(source: FileSource, { config, transformer, matryoshka, exit, exits, table }: ModelLayout): Promise<number> {
  const stated = table?.width ?? config?.width ?? transformer?.width ?? matryoshka?.width ?? exit?.width;
  const width = stated ?? (await graphWidth(source, exits.at(-1)?.graph ?? ""));
  if (width !== undefined) return width;
  const file = config?.file ?? transformer?.file ?? exit?.file ?? `${folderOf(exits[0]?.graph ?? "")}config.json`;
  const expected = "the length of the full vector, a whole number of at least 1, which the graph does not declare either";
  throw new NestvecError("CONFIG_INVALID", { file, key: "hidden_size", found: "missing", expected });
}

function checkedPooling(pooling: Pooling | undefined): Pooling | undefined {
  if (pooling === undefined) return undefined;
  if (isPooling(pooling)) return poolingOfModes(modesOf(pooling));
  throw invalidArgument("pooling", pooling, poolingExpected);
}
