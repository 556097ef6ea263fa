import { messageOf } from "../errors/any-error.ts";
import { outputChoice, type Encoder } from "../encoder/encoder.ts";
import { errorToData } from "../errors/error-data.ts";
import type { ExitInfo, ModelInfo } from "../model/info/model-info.ts";
import type { Projection } from "../model/settings/projection.ts";
import { spaceInFloat32 } from "../model/identity/identity.ts";
import { readQualityTables } from "../model/info/quality-table.ts";
import { tokenLimitOf, type ReadModel } from "./read-model.ts";
import { fixedShape } from "../schedule/batch-shape.ts";
import { NestvecError } from "../errors/nestvec-error.ts";
import type { DeclaredValue, OutputQuantization } from "@nestvec/onnx";
import { chooseOutput, knownOutputs, type ChosenOutput, type OutputChoice } from "../path/choose-output.ts";

/** What is known of a model, as plain data. @see Engine.info */
export async function modelInfo(model: ReadModel, encoder: Encoder, longestText: number): Promise<ModelInfo> {
  const { description, files, identity, runtime, tokenizer } = model;
  if (description.table === undefined) await runtime.ready?.();
  const providers = encoder.providers();
  const limit = tokenLimitOf(model);
  const engine = description.table === undefined ? `${runtime.name} ${runtime.version}` : "table of token vectors";
  return {
    name: description.name,
    source: files.name,
    identity,
    exits: await Promise.all(
      description.exits.map(async ({ layer, graph }) => {
        const provider = providers.get(layer);
        return { layer, graph, ...(await spaceOrProblem(model, layer)), ...(provider === undefined ? {} : { provider }) };
      }),
    ),
    missingLayers: description.missingLayers,
    dimensions: description.dimensions,
    dimensionsFrom: description.dimensionsFrom,
    normsBeforeCut: description.normsBeforeCut,
    width: description.width,
    tokenWidth: description.tokenWidth,
    projection: projectionInfo(model),
    sharedSpace: description.sharedSpace,
    maxTokens: limit.maxTokens,
    maxTokensFrom: limit.from,
    longestText: Math.min(longestText, limit.maxTokens),
    pooling: description.pooling,
    vocabularySize: description.vocabularySize ?? tokenizer.vocabularySize,
    specialTokens: { before: Array.from(tokenizer.prefix), after: Array.from(tokenizer.suffix) },
    ...(model.tasks.length === 0 ? {} : { tasks: model.tasks }),
    ...(model.defaultTask === undefined ? {} : { defaultTask: model.defaultTask }),
    prompts: description.prompts,
    promptsFrom: description.promptsFrom,
    isPromptNeeded: description.isPromptNeeded,
    defaultPrompt: description.defaultPrompt,
    quality: await quality(model),
    runtime: engine,
    machine: `${engine}, ${runtime.machine}`,
    notes: [
      ...description.notes,
      ...tokenizerNotes(model),
      ...model.tokenizer.notes,
      ...graphNotes(model),
      ...(model.notes?.() ?? []),
      ...(runtime.notes?.() ?? []),
    ],
  };
}

/** What a damaged table says is a problem of those who plan by it alone. */
async function quality({ files, description }: ReadModel): Promise<ModelInfo["quality"]> {
  const file = description.qualityPath;
  try {
    return { file, tables: await readQualityTables(files, description) };
  } catch (error) {
    return { file, tables: [], problem: errorToData(error) };
  }
}

async function spaceOrProblem(
  { spaceOf, description }: ReadModel,
  layer: number,
): Promise<Pick<ExitInfo, "space" | "compatibleSpace" | "problem">> {
  try {
    const space = await spaceOf(layer);
    const compatibleSpace = spaceInFloat32(space, description);
    return { space, ...(compatibleSpace === undefined ? {} : { compatibleSpace }) };
  } catch (error) {
    return { space: null, problem: messageOf(error) };
  }
}

/** What of tokenizer.json does not count, and what comes before it, each a sentence. */
function tokenizerNotes({ description: { tokenizerPath }, tokenizer: { changes } }: ReadModel): readonly string[] {
  const { madeBy, parts, isLowered } = changes;
  const byClass = madeBy === undefined ? "" : `, which makes the tokenizer anew as ${madeBy}`;
  const [what, are] = parts.length === 1 ? ["the part", "is"] : ["the parts", "are"];
  return [
    ...(parts.length === 0 ? [] : [`Of ${tokenizerPath}, ${what} ${parts.join(", ")} ${are} replaced, as in transformers 5${byClass}.`]),
    ...(isLowered ? [`Texts are lower-cased before ${tokenizerPath}, as in Sentence Transformers.`] : []),
  ];
}

/** What the modules after the pooling do, and where. */
function projectionInfo({ description, projection }: ReadModel): ModelInfo["projection"] {
  if (description.projection === undefined || projection === undefined) return null;
  return { modules: description.projection.modules.map(moduleInfo), appliedBy: projection.place };
}

function moduleInfo(module: Projection["modules"][number]): string {
  if (module.kind !== "Dense") return module.kind;
  const { inputs, outputs, activation, hasResidual } = module;
  return `Dense ${inputs} → ${outputs}, ${activation}${hasResidual ? ", plus its input" : ""}`;
}

/** What the graphs that were looked at by now ask of the schedule, each a sentence. */
function graphNotes({ description, headers, projection }: Pick<ReadModel, "description" | "headers" | "projection">): readonly string[] {
  return description.exits.flatMap(({ graph }) => {
    const header = headers.known(graph);
    if (header === undefined) return [];
    const { batchQuantizers, inputs, outputs, outputQuantizations } = header;
    const { rows, tokens } = fixedShape(inputs, graph);
    const sentences: string[] = [];
    const { pooling, from } = description.pooling;
    const choice = outputChoice(description, projection);
    const chosen = chosenOutput(outputs, graph, choice);
    if (chosen !== undefined) sentences.push(...outputNotes(chosen.output, graph, choice, outputQuantizations));
    // Where the graph applies all modules, its own pooling is among them.
    if (projection?.place !== "graph" && choice.pooling !== undefined && choice.isAsked !== true && chosen?.isPooled === true) {
      sentences.push(
        `"${graph}" pools by itself and gives no hidden states: the pooling "${pooling}" of ${from} must be the graph's own, and is not applied here.`,
      );
    }
    if (batchQuantizers.length > 0) {
      const operators = batchQuantizers.join(" and ");
      sentences.push(
        `"${graph}" is quantized dynamically (${operators}): a text would change the vectors of others in its batch, so texts run one by one.`,
      );
    }
    if (rows !== undefined)
      sentences.push(`"${graph}" was exported for batches of ${rows} ${rows === 1 ? "text" : "texts"}: it is fed with no others.`);
    if (tokens !== undefined) sentences.push(`"${graph}" was exported for ${tokens} tokens: every text is padded or cut to that length.`);
    return sentences;
  });
}

/** What was decided about an output that most models do not have. */
function outputNotes(
  output: string,
  graph: string,
  { stated }: OutputChoice,
  quantizations: readonly OutputQuantization[],
): readonly string[] {
  const notes: string[] = [];
  if (stated === undefined && !knownOutputs.some((name) => name === output))
    notes.push(`"${graph}" has no output of a usual name: its only one that can be vectors, "${output}", is read.`);
  const quantization = quantizations.find(({ name }) => name === output);
  if (quantization !== undefined) {
    const { scale, zeroPoint } = quantization;
    notes.push(
      `"${graph}" gives "${output}" in 8 bits: a number n of it stands for (n ${zeroPoint < 0 ? "+" : "-"} ${Math.abs(zeroPoint)}) × ${Number(scale.toPrecision(6))}, as the graph says.`,
    );
  }
  return notes;
}

/** Undefined for a graph without an output that can be read, too: that is an error once it is opened. */
function chosenOutput(outputs: readonly DeclaredValue[], graph: string, choice: OutputChoice): ChosenOutput | undefined {
  try {
    return chooseOutput(outputs, graph, choice);
  } catch (error) {
    if (NestvecError.is(error, "GRAPH_OUTPUT_UNKNOWN") || NestvecError.is(error, "ARGUMENT_INVALID")) return undefined;
    throw error;
  }
}
