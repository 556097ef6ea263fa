import type { EmbedLayersRequest, EmbedRequest, EncodeAnswer, EncodeRequest, LayersAnswer, Timings } from "../engine/engine.ts";
import { NestvecError } from "../errors/nestvec-error.ts";
import { cutRow, truncateRow } from "./4-truncate.ts";
import { normalize, requireUnitRows } from "./5-normalize.ts";
import type { TokenizedRow } from "./tokenized-row.ts";
import { requireTask } from "./task.ts";
import { tokenizeInStretches, type TokenizeTools } from "./1-tokenize-stretches.ts";
import { answerSpace, type SpaceParts } from "./answer-space.ts";

/** What the path needs of a model. */
export interface PathTools extends TokenizeTools {
  /**
   * Steps 2 and 3 for some rows, in batches with those of other calls: the graph's forward pass and pooling. Hands over each row's full vector,
   * or `perToken` those of all its tokens, as soon as they are there.
   */
  encode(rows: readonly TokenizedRow[], work: EncodeWork): Promise<EncodedRows>;
  spaceOf(layer: number): Promise<string>;
  /** What vectors can be for. Empty for a model that is told nothing. */
  readonly tasks: readonly string[];
  /** The length of a whole vector. */
  readonly width: number;
  /** Whether a vector goes through a layer norm before it is cut. */
  readonly normsBeforeCut: boolean;
}

/** What is known of rows once they are encoded. */
export interface EncodedRows {
  /** The provider that ran; null where there was no row. */
  readonly provider: string | null;
  /** Whether each row went on from a hidden state. */
  readonly resumed: readonly boolean[];
}

/** How rows are encoded. */
export interface EncodeWork extends Pick<EmbedRequest, "layer" | "lane" | "expires" | "signal" | "states"> {
  /** Shallower layers whose vectors are wanted, too, shallowest first. */
  readonly passed: readonly number[];
  /** The index among the model's tasks. */
  readonly task: number | undefined;
  readonly perToken: boolean;
  /** When the request came, by the clock. */
  readonly started: number;
  /** Takes a row's vectors, those of the passed layers first, which it must not keep. */
  take(row: number, vectors: Float32Array): void;
  /** Called before each batch that has a row of these. */
  runs(): void;
}

/** The way of some texts from the request to their vectors: text → ids → hidden states → pooled vectors → cut → unit vectors. @see Engine.embed */
export async function embedTexts(tools: PathTools, request: EmbedRequest): Promise<EncodeAnswer> {
  const { dimension } = request;
  const task = taskIndex(tools, request);
  const timer = pathTimer(tools);
  // 1
  const rows = await tokenizeInStretches(tools, request);
  timer.tokenized();
  const data = new Float32Array(rows.length * dimension);
  // 2, 3 and, as vectors come, 4: a hundred thousand full vectors need not be held where their first 64 numbers are wanted.
  const take = (row: number, vector: Float32Array): void => data.set(cutRow(vector, dimension, tools.normsBeforeCut), row * dimension);
  const work = { ...request, passed: [], task, perToken: false, started: timer.started, take, runs: timer.runs };
  const { provider, resumed } = await tools.encode(rows, work);
  // 5
  if (request.normalize) requireUnitRows(normalize({ data, rows: rows.length, width: dimension }));
  const answer = { data, provider, space: await spaceOf(tools, request), ...readOf(rows), timings: timer.timings() };
  return request.states === undefined ? answer : { ...answer, resumed };
}

/** The same way to several exits, in one pass. @see Engine.embedLayers */
export async function embedLayers(tools: PathTools, request: EmbedLayersRequest): Promise<LayersAnswer> {
  const { layers, dimension } = request;
  const { width, normsBeforeCut } = tools;
  const layer = layers.at(-1) ?? 0;
  const task = taskIndex(tools, request);
  const timer = pathTimer(tools);
  const rows = await tokenizeInStretches(tools, request);
  timer.tokenized();
  const data = new Float32Array(layers.length * rows.length * dimension);
  const take = (row: number, vectors: Float32Array): void => {
    for (const exit of layers.keys()) {
      const vector = vectors.subarray(exit * width, (exit + 1) * width);
      data.set(cutRow(vector, dimension, normsBeforeCut), (exit * rows.length + row) * dimension);
    }
  };
  const work = { ...request, layer, passed: layers.slice(0, -1), task, perToken: false, started: timer.started, take, runs: timer.runs };
  const { provider } = await tools.encode(rows, work);
  const numbers = rows.length * dimension;
  for (const exit of request.normalize ? layers.keys() : []) {
    requireUnitRows(normalize({ data: data.subarray(exit * numbers, (exit + 1) * numbers), rows: rows.length, width: dimension }));
  }
  const spaces = await Promise.all(layers.map((exit) => spaceOf(tools, { ...request, layer: exit })));
  return { data, provider, spaces, ...readOf(rows), timings: timer.timings() };
}

/** What token vectors are like. */
export interface TokenVectors extends Pick<SpaceParts, "isApart"> {
  /** The length of each. */
  readonly width: number;
  /** Bytes that all of a request may have. */
  readonly limit: number;
}

/** The same way without pooling and normalizing: a vector for each token. @see Engine.embedTokens */
export async function embedTokens(
  tools: PathTools,
  request: EncodeRequest,
  { width, limit, isApart }: TokenVectors,
): Promise<EncodeAnswer> {
  const { dimension } = request;
  const task = taskIndex(tools, request);
  const timer = pathTimer(tools);
  const rows = await tokenizeInStretches({ ...tools, leavesOutPrompt: false }, request);
  timer.tokenized();
  const starts: number[] = [];
  let end = 0;
  for (const [text, { ids }] of rows.entries()) {
    starts.push(end);
    end += ids.length * dimension;
    const needed = end * Float32Array.BYTES_PER_ELEMENT;
    if (needed > limit) {
      throw new NestvecError("TEXT_OVER_BUDGET", { text, tokens: ids.length, budget: "bytes for all token vectors", needed, limit });
    }
  }
  const data = new Float32Array(end);
  const take = (row: number, vectors: Float32Array): void => {
    let index = starts[row] ?? 0;
    for (let start = 0; start < vectors.length; start += width, index += dimension) {
      data.set(truncateRow(vectors.subarray(start, start + width), dimension), index);
    }
  };
  const work = { ...request, passed: [], task, perToken: true, started: timer.started, take, runs: timer.runs };
  const { provider } = await tools.encode(rows, work);
  const space = answerSpace(await tools.spaceOf(request.layer), { isApart, task: request.task });
  return { data, provider, space, ...readOf(rows), timings: timer.timings() };
}

/** The space of texts' vectors. */
async function spaceOf(
  { spaceOf: ofLayer, normsBeforeCut, width }: PathTools,
  { layer, task, dimension }: Pick<EncodeRequest, "layer" | "task" | "dimension">,
): Promise<string> {
  return answerSpace(await ofLayer(layer), { task, isCutAfterNorm: normsBeforeCut && dimension < width });
}

/** What the model read of each row. */
const readOf = (rows: readonly TokenizedRow[]): Pick<EncodeAnswer, "tokens" | "truncated"> => ({
  tokens: rows.map(({ ids }) => ids.length),
  truncated: rows.map(({ truncated }) => truncated),
});

/** @throws NestvecError ARGUMENT_INVALID for a task that the model has not, and for none where it has some */
function taskIndex({ tasks }: PathTools, { task }: Pick<EncodeRequest, "task">): number | undefined {
  return tasks.length === 0 && task === undefined ? undefined : tasks.indexOf(requireTask(task, tasks));
}

/** Takes the times at which the parts of a request's way ended. */
function pathTimer({ clock }: Pick<PathTools, "clock">): {
  readonly started: number;
  tokenized(): void;
  runs(): void;
  timings(): Timings;
} {
  const started = clock();
  let tokenized = started;
  let firstRun: number | undefined;
  return {
    started,
    tokenized: () => void (tokenized = clock()),
    runs: () => void (firstRun ??= clock()),
    timings() {
      const done = clock();
      const ran = firstRun ?? done;
      return { tokenizing: tokenized - started, waiting: ran - tokenized, running: done - ran };
    },
  };
}
