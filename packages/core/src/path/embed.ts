import type { EmbedRequest, EncodeAnswer, EncodeRequest, Timings, TokenizeRequest } from "../engine/engine.ts";
import { NestvecError } from "../errors/nestvec-error.ts";
import { cutRow, truncateRow } from "./4-truncate.ts";
import { normalize, requireUnitRows } from "./5-normalize.ts";
import type { TokenizedRow } from "./tokenized-row.ts";
import { invalidArgument } from "../errors/arguments.ts";
import { requireTask } from "./task.ts";
import { throwIfAborted } from "../platform/abort.ts";
import type { TokenLimit } from "../model/describe/token-limit.ts";
import type { After, Clock } from "../platform/platform.ts";
import type { ModelTokenizer } from "./1-tokenize.ts";
import { answerSpace, type SpaceParts } from "./answer-space.ts";

/** What the path needs of a model. */
export interface PathTools extends TokenizeTools {
  /**
   * Steps 2 and 3 for some rows, in batches with those of other calls: the graph's forward pass and pooling. Hands over each row's full vector,
   * or `perToken` those of all its tokens, as soon as they are there. Resolves with the provider that ran.
   */
  encode(rows: readonly TokenizedRow[], work: EncodeWork): Promise<string | null>;
  spaceOf(layer: number): Promise<string>;
  /** What vectors can be for. Empty for a model that is told nothing. */
  readonly tasks: readonly string[];
  /** The length of a whole vector. */
  readonly width: number;
  /** Whether a vector goes through a layer norm before it is cut. */
  readonly normsBeforeCut: boolean;
}

/** How rows are encoded. */
export interface EncodeWork extends Pick<EncodeRequest, "layer" | "lane" | "expires" | "signal"> {
  /** The index among the model's tasks. */
  readonly task: number | undefined;
  readonly perToken: boolean;
  /** When the request came, by the clock. */
  readonly started: number;
  /** Takes a row's vectors, which it must not keep. */
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
  const provider = await tools.encode(rows, { ...request, task, perToken: false, started: timer.started, take, runs: timer.runs });
  // 5
  if (request.normalize) requireUnitRows(normalize({ data, rows: rows.length, width: dimension }));
  const isCutAfterNorm = tools.normsBeforeCut && dimension < tools.width;
  return { data, provider, ...(await answerOf(tools, request, rows, { isCutAfterNorm })), timings: timer.timings() };
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
  const provider = await tools.encode(rows, { ...request, task, perToken: true, started: timer.started, take, runs: timer.runs });
  return { data, provider, ...(await answerOf(tools, request, rows, { isApart })), timings: timer.timings() };
}

async function answerOf(
  { spaceOf }: PathTools,
  { layer, task }: EncodeRequest,
  rows: readonly TokenizedRow[],
  parts: SpaceParts,
): Promise<Pick<EncodeAnswer, "space" | "tokens" | "truncated">> {
  return {
    space: answerSpace(await spaceOf(layer), { ...parts, task }),
    tokens: rows.map(({ ids }) => ids.length),
    truncated: rows.map(({ truncated }) => truncated),
  };
}

/** @throws NestvecError ARGUMENT_INVALID for a task that the model has not, and for none where it has some */
function taskIndex({ tasks }: PathTools, { task }: EncodeRequest): number | undefined {
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

/** What tokenizing needs of a model and its platform. */
export interface TokenizeTools {
  readonly tokenizer: Pick<ModelTokenizer, "tokenize" | "truncate">;
  /** Tokens that a text may have at most, and which file says so. */
  limit(): TokenLimit;
  /** Whether the pooling leaves the tokens of prompts out. */
  readonly leavesOutPrompt: boolean;
  readonly clock: Clock;
  readonly after: After;
}

/** Characters that are tokenized at a stretch: about a tenth of a second, no longer than a batch holds the others. */
const stretch = 65_536;

/**
 * Step 1 for the texts of a request. The event loop runs between long stretches of text, and aborted requests end there.
 * @throws NestvecError ARGUMENT_INVALID, TEXT_TOO_LONG, TOKEN_OUT_OF_RANGE, ABORTED, DEADLINE_EXCEEDED
 */
export async function tokenizeInStretches(
  { tokenizer, limit, leavesOutPrompt, clock, after }: TokenizeTools,
  {
    texts,
    prompt,
    truncate = tokenizer.truncate,
    maxTokens = limit().maxTokens,
    offsets = false,
    signal,
    expires = Infinity,
  }: TokenizeRequest,
): Promise<readonly TokenizedRow[]> {
  const most = limit();
  if (!Number.isInteger(maxTokens) || maxTokens < 1 || maxTokens > most.maxTokens) {
    const expected = `a whole number from 1 to ${most.maxTokens}, the limit that ${most.from} gives`;
    throw invalidArgument("maxTokens", maxTokens, expected);
  }
  const started = clock();
  const rows: TokenizedRow[] = [];
  do {
    const firstText = rows.length;
    if (firstText > 0) await new Promise<void>((resolve) => after(0, resolve));
    throwIfAborted(signal, "embedding");
    if (clock() >= expires) {
      const deadlineMilliseconds = Math.max(0, Math.round(expires - started));
      throw new NestvecError("DEADLINE_EXCEEDED", { what: "embedding", deadlineMilliseconds, unfinishedTexts: texts.length });
    }
    const some = texts.slice(firstText, stretchEnd(texts, firstText));
    const options = { prompt: { text: prompt, asked: false }, leavesOutPrompt, truncate, maxTokens, firstText, offsets };
    for (const row of tokenizer.tokenize(some, options)) rows.push(row);
  } while (rows.length < texts.length);
  return rows;
}

/** The end of a stretch of texts from `start`, with at least one text. */
function stretchEnd(texts: readonly unknown[], start: number): number {
  let characters = 0;
  let end = start;
  while (end < texts.length && characters < stretch) {
    const text = texts[end];
    characters += typeof text === "string" ? text.length + 1 : 1;
    end += 1;
  }
  return end;
}
