import { allFinite } from "../vectors/matrix-checks.ts";
import type { EncodedBatch, Encoder } from "../encoder/encoder.ts";
import { textStates } from "../encoder/text-states.ts";
import type { BatchWatch } from "../engine/batch-watch.ts";
import { NestvecError } from "../errors/nestvec-error.ts";
import type { GraphHeaders } from "../model/graphs/graph-headers.ts";
import type { ModelDescription } from "../model/describe/model-description.ts";
import type { EncodedRows, EncodeWork } from "../path/embed.ts";
import { computedShape, fixedShape } from "../schedule/batch-shape.ts";
import { padRows } from "../path/2-forward.ts";
import type { TokenizedRow } from "../path/tokenized-row.ts";
import type { TokenBatch } from "../runtime/tensor.ts";
import type { After, Clock } from "../platform/platform.ts";
import type { ScheduleLimits } from "../schedule/schedule-options.ts";
import type { RunningBatch } from "../schedule/running-batch.ts";
import { scheduler, type SchedulerStats } from "../schedule/scheduler.ts";
import type { BatchKind, BatchRow } from "../schedule/task-table.ts";
import { longestText, requireBudget } from "../schedule/admission.ts";
import type { ModelTokenizer } from "../path/1-tokenize.ts";
import { knownHeader } from "./read-model.ts";

/** What rows are encoded with. */
export interface RowSchedulerTools {
  readonly headers: GraphHeaders;
  readonly description: ModelDescription;
  readonly tokenizer: ModelTokenizer;
  readonly encoder: Encoder;
  readonly limits: ScheduleLimits;
  readonly clock: Clock;
  readonly after: After;
  readonly onBegin: (batch: Parameters<BatchWatch["begin"]>[0]) => void;
  readonly onEnd: (batch: Parameters<BatchWatch["end"]>[0]) => void;
}

/** Encodes rows of token ids in batches with those of other calls, equal ones once. */
export interface RowScheduler {
  /**
   * Hands over the vectors of every row. Resolves with the provider that ran, or null where there was no row, and with which rows went on from a
   * hidden state.
   * @throws NestvecError TEXT_OVER_BUDGET, OVERLOADED, DEADLINE_EXCEEDED, ABORTED, OUTPUT_NOT_FINITE, and as `Encoder`
   */
  encode(rows: readonly Pick<TokenizedRow, "ids" | "unpooled">[], work: EncodeWork): Promise<EncodedRows>;
  /** Drops the hidden states that are kept under a name. */
  dropStates(name: string): void;
  /** Bytes of hidden states that are kept or in use. */
  readonly stateBytes: number;
  stats(): SchedulerStats;
  /** Tokens of the longest text that the budgets allow. */
  readonly longestText: number;
}

/** Between two stages the event loop has a turn where the ones before took so long. */
const turnMilliseconds = 10;

/** Where config.json names no heads: most encoders have 64 numbers a head. */
const usualHeadWidth = 64;

/** @see RowScheduler */
export function rowScheduler({ description, headers, tokenizer, encoder, limits, ...tools }: RowSchedulerTools): RowScheduler {
  const heads = description.heads ?? Math.ceil(description.tokenWidth / usualHeadWidth);
  const budget = { ...limits, heads };
  const states = textStates(encoder.stages === undefined ? 0 : limits.stateBytes);
  const queue = scheduler({
    ...tools,
    limits,
    heads,
    open: async (layer, lengths) => (await encoder.open(layer, lengths)).shape,
    run: runBatch,
  });

  /** Runs one batch. A row that has a problem, or numbers that are not finite, fails alone. */
  async function runBatch(
    kind: BatchKind,
    rows: readonly BatchRow[],
    running: RunningBatch,
  ): Promise<readonly (Float32Array | ((text: number) => Error))[]> {
    const { layer, passed, perToken, task } = kind;
    const lengths = lengthsOf(rows);
    const { graph, shape } = await encoder.open(layer, lengths);
    const computed = computedShape(shape, rows.length, Math.max(...lengths));
    const batch = { ...padRows(rows, tokenizer.padId, computed, perToken ? "right" : shape.padSide), task };
    const exits = await encodedExits(batch, kind, rows, running);
    return rows.map(({ ids }, row) => {
      const vectors = exits.map(({ data, width, problemOf }) => {
        const problem = problemOf?.(row);
        if (problem !== undefined) return () => problem;
        const stride = (perToken ? batch.tokens : 1) * width;
        return data.subarray(row * stride, row * stride + (perToken ? ids.length : 1) * width);
      });
      const wrong = vectors.find((vector) => typeof vector === "function");
      if (wrong !== undefined) return wrong;
      const numbers = vectors.filter((vector) => typeof vector !== "function");
      const infinite = numbers.findIndex((vector) => !allFinite(vector));
      if (infinite < 0) return joined(numbers);
      return (text: number) => new NestvecError("OUTPUT_NOT_FINITE", { graph, layer: [...passed, layer][infinite] ?? layer, text });
    });
  }

  /** The vectors of a batch at each of its layers, in one pass where the model is computed in stages. */
  async function encodedExits(
    batch: TokenBatch,
    { layer, passed, perToken }: BatchKind,
    rows: readonly BatchRow[],
    { isWanted, wantsState, keep }: RunningBatch,
  ): Promise<readonly EncodedBatch[]> {
    if (encoder.stages === undefined) return [await encoder.encode(batch, layer, perToken)];
    let turned = tools.clock();
    return encoder.stages.run(batch, {
      layers: [...passed, layer],
      perToken,
      states: rows.flatMap(({ hidden }) => (hidden === undefined ? [] : [hidden])),
      wantsState,
      keep,
      async betweenStages() {
        if (tools.clock() - turned >= turnMilliseconds) {
          // A run blocks the thread: what says that nobody waits any more comes in now.
          await new Promise<void>((resolve) => tools.after(0, resolve));
          turned = tools.clock();
        }
        if (!isWanted()) throw new NestvecError("ABORTED", { what: "embedding" });
      },
    });
  }

  return {
    async encode(rows, { take, states: use, ...work }) {
      if (rows.length === 0) return { provider: null, resumed: [] };
      const texts = distinctTexts(rows);
      const header = knownHeader({ description, headers }, work.layer);
      const fixed = fixedShape(header?.inputs ?? [], description.name);
      for (const { ids, indices } of texts) requireBudget(indices[0], ids.length, budget, fixed);
      const taken = texts.map(({ idsKey }) => (use === undefined ? undefined : states.take(use.name, idsKey, work.layer)));
      const resumed = rows.map(() => false);
      for (const [text, { indices }] of texts.entries()) for (const row of indices) resumed[row] = taken[text] !== undefined;
      try {
        await queue.submit({
          ...work,
          texts: texts.map(({ ids, unpooled, idsKey, indices }, text) => ({
            ids,
            unpooled,
            idsKey,
            index: indices[0],
            hidden: taken[text],
          })),
          take: (index, vectors) => texts[index]?.indices.forEach((row) => take(row, vectors)),
          ...(use?.keeps === true ? { keep: (index, state) => states.keep(use.name, texts[index]?.idsKey ?? "", state) } : {}),
        });
      } finally {
        for (const state of taken) state?.letGo();
      }
      // Open since the pass: what is said of the model names these exits, too.
      for (const layer of work.passed) await encoder.open(layer, lengthsOf(texts));
      return { provider: (await encoder.open(work.layer, lengthsOf(texts))).provider, resumed };
    },
    dropStates: (name) => states.drop(name),
    get stateBytes() {
      return states.bytes;
    },
    stats: () => queue.stats(),
    longestText: longestText(budget),
  };
}

const lengthsOf = (rows: readonly Pick<BatchRow, "ids">[]): readonly number[] => rows.map(({ ids }) => ids.length);

/** Vectors one after the other. */
function joined([first = new Float32Array(), ...others]: readonly Float32Array[]): Float32Array {
  if (others.length === 0) return first;
  const all = [first, ...others];
  const data = new Float32Array(all.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const vector of all) {
    data.set(vector, end);
    end += vector.length;
  }
  return data;
}

/** A text as token ids, and everywhere it stands among the caller's texts. */
export interface DistinctText extends BatchRow {
  /** The ids as text, and how many are not pooled: what tells texts apart. */
  readonly idsKey: string;
  readonly indices: readonly [number, ...number[]];
}

/** The different texts among some rows, in the order in which they first come. */
function distinctTexts(rows: readonly Pick<TokenizedRow, "ids" | "unpooled">[]): DistinctText[] {
  const texts = new Map<string, DistinctText & { readonly indices: [number, ...number[]] }>();
  for (const [index, { ids, unpooled = 0 }] of rows.entries()) {
    const idsKey = unpooled === 0 ? ids.join() : `${ids.join()}:${unpooled}`;
    const known = texts.get(idsKey);
    if (known === undefined) texts.set(idsKey, { ids, unpooled, idsKey, indices: [index] });
    else known.indices.push(index);
  }
  return [...texts.values()];
}
