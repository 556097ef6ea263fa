import { allFinite } from "../vectors/matrix-checks.ts";
import type { Encoder } from "../encoder/encoder.ts";
import type { BatchWatch } from "../engine/batch-watch.ts";
import { NestvecError } from "../errors/nestvec-error.ts";
import type { GraphHeaders } from "../model/graphs/graph-headers.ts";
import type { ModelDescription } from "../model/describe/model-description.ts";
import type { EncodeWork } from "../path/embed.ts";
import { fixedShape } from "../schedule/batch-shape.ts";
import { padRows } from "../path/2-forward.ts";
import type { TokenizedRow } from "../path/tokenized-row.ts";
import type { After, Clock } from "../platform/platform.ts";
import type { ScheduleLimits } from "../schedule/schedule-options.ts";
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
   * Hands over the vectors of every row. Resolves with the provider that ran, or null where there was no row.
   * @throws NestvecError TEXT_OVER_BUDGET, OVERLOADED, DEADLINE_EXCEEDED, ABORTED, OUTPUT_NOT_FINITE, and as `Encoder`
   */
  encode(rows: readonly Pick<TokenizedRow, "ids" | "unpooled">[], work: EncodeWork): Promise<string | null>;
  stats(): SchedulerStats;
  /** Tokens of the longest text that the budgets allow. */
  readonly longestText: number;
}

/** Where config.json names no heads: most encoders have 64 numbers a head. */
const usualHeadWidth = 64;

/** @see RowScheduler */
export function rowScheduler({ description, headers, tokenizer, encoder, limits, ...tools }: RowSchedulerTools): RowScheduler {
  const heads = description.heads ?? Math.ceil(description.tokenWidth / usualHeadWidth);
  const budget = { ...limits, heads };
  const queue = scheduler({
    ...tools,
    limits,
    heads,
    open: async (layer, lengths) => (await encoder.open(layer, lengths)).shape,
    run: runBatch,
  });

  /** Runs one batch. A row that has a problem, or numbers that are not finite, fails alone. */
  async function runBatch(
    { layer, perToken, task }: BatchKind,
    rows: readonly BatchRow[],
  ): Promise<readonly (Float32Array | ((text: number) => Error))[]> {
    const { graph, shape } = await encoder.open(layer, lengthsOf(rows));
    const batch = { ...padRows(rows, tokenizer.padId, shape.fixed, perToken ? "right" : shape.padSide), task };
    const { data, width, problemOf } = await encoder.encode(batch, layer, perToken);
    const stride = (perToken ? batch.tokens : 1) * width;
    return rows.map(({ ids }, row) => {
      const problem = problemOf?.(row);
      if (problem !== undefined) return () => problem;
      const vector = data.subarray(row * stride, row * stride + (perToken ? ids.length : 1) * width);
      if (allFinite(vector)) return vector;
      return (text: number) => new NestvecError("OUTPUT_NOT_FINITE", { graph, layer, text });
    });
  }

  return {
    async encode(rows, { take, ...work }) {
      if (rows.length === 0) return null;
      const texts = distinctTexts(rows);
      const header = knownHeader({ description, headers }, work.layer);
      const fixed = fixedShape(header?.inputs ?? [], description.name);
      for (const { ids, indices } of texts) requireBudget(indices[0], ids.length, budget, fixed);
      await queue.submit({
        ...work,
        texts: texts.map(({ ids, unpooled, idsKey, indices }) => ({ ids, unpooled, idsKey, index: indices[0] })),
        take: (index, vectors) => texts[index]?.indices.forEach((row) => take(row, vectors)),
      });
      return (await encoder.open(work.layer, lengthsOf(texts))).provider;
    },
    stats: () => queue.stats(),
    longestText: longestText(budget),
  };
}

const lengthsOf = (rows: readonly Pick<BatchRow, "ids">[]): readonly number[] => rows.map(({ ids }) => ids.length);

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
