import type { Encoder } from "../encoder/encoder.ts";
import type { Engine } from "../engine/engine.ts";
import type { EnginePlatform } from "./engine-platform.ts";
import type { ReadModel } from "./read-model.ts";
import { placeProjection } from "../encoder/placed-projection.ts";
import { readDescription } from "../model/describe/read-description.ts";
import { graphHeaders, noGraphHeaders, type GraphHeaders } from "../model/graphs/graph-headers.ts";
import { readSpaces } from "../model/identity/identity.ts";
import type { ModelDescription } from "../model/describe/model-description.ts";
import { modelFilesOf } from "../model/graphs/model-files.ts";
import { askAhead } from "../model/files/ask-ahead.ts";
import { digestOnce, readOnce } from "../model/files/read-once.ts";
import { requireTask } from "../path/task.ts";
import type { FileSource } from "../runtime/runtime.ts";
import { longestText } from "../schedule/admission.ts";
import { scheduleLimits } from "../schedule/schedule-options.ts";
import { modelEngine } from "./model-engine.ts";
import { readTokenizer } from "./read-tokenizer.ts";
import type { ModelOptions } from "./model-options.ts";
import { checkedSpaceNames } from "./space-names.ts";
import { spaceEndings } from "../path/answer-space.ts";

/** The engine of a model whose files are in `source`, in this thread. @see openEngine */
export async function openModelEngine(source: FileSource, options: ModelOptions, platform: EnginePlatform): Promise<Engine> {
  const { task, space, schedule, ...overrides } = options;
  const opening = readOnce(source);
  askAhead(opening);
  const described = await readDescription(opening, overrides);
  const graphs = graphHeaders(opening);
  const description = await orGraphTable(opening, graphs, described, overrides.maxTokens);
  // A safetensors file has no such header.
  const files = modelFilesOf(opening, described.table === undefined ? graphs : noGraphHeaders);
  const digest = digestOnce(platform.digest);
  const tokenizer = await readTokenizer(opening, description, { ...platform, digest });
  const headers = description.table === undefined ? graphs : noGraphHeaders;
  const projection = await placeProjection(files, description, headers);
  const tasks = await tasksOf(description, headers);
  const layers = [...description.exits.map(({ layer }) => layer), ...description.missingLayers];
  const named = checkedSpaceNames(space, layers, spaceEndings(tasks));
  const projected = projection?.place === "encoder";
  const { identity, spaceOf } = await readSpaces(files, description, digest, {
    named: named.model,
    projected,
    tokenizer: tokenizer.changes.content,
  });
  opening.forget();
  const model: ReadModel = {
    ...platform,
    description,
    files,
    headers,
    tokenizer,
    projection,
    tasks,
    defaultTask: task === undefined ? undefined : requireTask(task, tasks),
    identity,
    spaceOf: async (layer) => named.layers.get(layer) ?? spaceOf(layer),
  };
  const { heads = 1, maxTokens } = description;
  const most = Math.min(maxTokens, longestText({ ...scheduleLimits(schedule), heads }));
  return modelEngine(model, await openEncoder(model, most), schedule);
}

/** A graph that takes `offsets` is the table of a static model. Only those are looked at of which no file states the pooling. */
async function orGraphTable(
  source: FileSource,
  headers: GraphHeaders,
  described: ModelDescription,
  maxTokens: number | undefined,
): Promise<ModelDescription> {
  const [exit, ...others] = described.exits;
  const mayBeTable = described.table === undefined && (described.pooling.pooling === undefined || described.poolingCertainty === "asked");
  if (!mayBeTable || exit === undefined || others.length > 0) return described;
  // What is wrong with a graph is said where its exit is opened.
  const header = await headers.read(exit.graph).catch(() => undefined);
  if (header?.inputs.some(({ name }) => name === "offsets") !== true) return described;
  return (await import("../model/describe/graph-table.ts")).describeGraphTable(source, exit.graph, described, maxTokens);
}

/**
 * What vectors can be for, where the graphs have to be told. All of a model are alike; where none can be read, each may be one, and would be told the
 * first.
 */
async function tasksOf({ tasks = [], exits }: ModelDescription, headers: GraphHeaders): Promise<readonly string[]> {
  if (tasks.length === 0) return tasks;
  const read = await Promise.allSettled(exits.map(({ graph }) => headers.read(graph)));
  const known = read.find((header) => header.status === "fulfilled");
  if (known === undefined) for (const header of read) if (header.status === "rejected") throw header.reason;
  return known?.value.inputs.some(({ name }) => name === "task_id") === true ? tasks : [];
}

async function openEncoder(model: ReadModel, most: number): Promise<Encoder> {
  const { table } = model.description;
  if (table !== undefined) return (await import("../table/table-encoder.ts")).tableEncoder({ ...model, table });
  const { vocabularySize, padSide } = model.tokenizer;
  const { compiled } = model.description;
  if (compiled !== undefined)
    return (await import("../encoder/staged-encoder.ts")).stagedEncoder({ ...model, vocabularySize, compiled, longestText: most });
  return (await import("../encoder/encoder.ts")).modelEncoder({ ...model, vocabularySize, padSide, longestText: most });
}
