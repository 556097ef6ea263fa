import type { Lane } from "../engine/engine.ts";
import type { Request, Task } from "./task-table.ts";
import { indexOfLength, type LengthBuckets, type Waiting } from "./length-buckets.ts";
import { computedShape, mostTexts, paddedLength, type BatchShape } from "./batch-shape.ts";
import type { ScheduleLimits } from "./schedule-options.ts";
import { attentionScores } from "./admission.ts";

/** Who leads the next batch: the lane, and the text to form it around. */
export interface Lead {
  readonly lane: Lane;
  readonly task: Task;
}

/** Chooses whose turn it is, and remembers how long bulk work has stood back. */
export type ChooseLead = (requests: Iterable<Request>) => Lead | undefined;

/**
 * Interactive work goes first, but after `interactiveBatches` of its batches in a row bulk work that waits has one. Within a lane the
 * request that is due first goes first, with its longest text. Since later requests are due later, none waits for ever.
 */
export function chooseLead(interactiveBatches: number): ChooseLead {
  let inARow = 0;
  return (requests) => {
    const first: Partial<Record<Lane, Request>> = {};
    for (const request of requests) {
      const best = first[request.lane];
      if ((best === undefined || request.due < best.due) && longestWaiting(request) !== undefined) first[request.lane] = request;
    }
    const { interactive, bulk } = first;
    const lane = interactive !== undefined && (bulk === undefined || inARow < interactiveBatches) ? "interactive" : "bulk";
    inARow = lane === "interactive" && bulk !== undefined ? inARow + 1 : 0;
    const request = first[lane];
    const task = request === undefined ? undefined : longestWaiting(request);
    return task === undefined ? undefined : { lane, task };
  };
}

/** The longest text of a request that can be run. What has begun never waits again, so every text is passed over once. */
function longestWaiting(request: Request): Task | undefined {
  for (;;) {
    const task = request.longestFirst[request.begun];
    if (task === undefined || task.state === "waiting") return task;
    // All of a request's texts are of one exit: while that is opened, none can be run.
    if (task.state === "opening") return undefined;
    request.begun += 1;
  }
}

/** What bounds a batch. */
export interface BatchLimits extends Pick<ScheduleLimits, "paddedTokens" | "fillTokens" | "maxWaste" | "attentionScores"> {
  readonly heads: number;
  /** What the layer's graph can be fed with. */
  readonly shape: BatchShape;
}

/** Texts to choose from, and the padded tokens up to which they may fill a batch. */
export interface BatchSource<T extends Waiting> {
  readonly buckets: LengthBuckets<T>;
  readonly paddedTokens: number;
}

/**
 * Chooses the texts that run together with `seed`: those nearest to it in length, one by one, as long as the batch stays within the
 * padded tokens and the attention budget, and its padding within `maxWaste` or, for small batches, within `fillTokens`. What a graph of a
 * fixed shape computes in any case costs nothing, and is filled with whatever fits. Of one length, those due first. The sources are drawn on in their order; nothing is taken out of them.
 */
export function formBatch<T extends Waiting>(seed: T, sources: readonly BatchSource<T>[], limits: BatchLimits): T[] {
  const { shape } = limits;
  // A text of a fixed length is padded to it in any company.
  const mostWaste = shape.fixed.tokens === undefined ? limits.maxWaste : 1;
  const batch = [seed];
  let longest = seed.ids.length;
  let useful = paddedLength(shape, longest);
  let most = 0;

  /** The part of the batch that would be padding with one more text; infinite where the text does not fit. */
  const wasteWith = (text: T | undefined): number => {
    if (text === undefined) return Infinity;
    if (batch.length >= mostTexts(shape)) return Infinity;
    if (shape.aloneFrom !== undefined && Math.max(longest, text.ids.length) >= shape.aloneFrom) return Infinity;
    const { rows, tokens } = computedShape(shape, batch.length + 1, Math.max(longest, text.ids.length));
    const padded = rows * tokens;
    const now = computedShape(shape, batch.length, longest);
    // Rows that are only copies are no reason to put no text in their place.
    const used = shape.batching?.rowBuckets === undefined ? padded : (batch.length + 1) * tokens;
    const waste = 1 - (useful + paddedLength(shape, text.ids.length)) / used;
    if (padded === now.rows * now.tokens) return shape.mayPad || text.ids.length === longest ? waste : Infinity;
    if (padded > most || attentionScores(rows, limits.heads, tokens) > limits.attentionScores) return Infinity;
    return waste <= mostWaste || padded <= limits.fillTokens ? waste : Infinity;
  };

  for (const { buckets, paddedTokens } of sources) {
    most = paddedTokens;
    const unused = unusedTexts(buckets, seed);
    for (;;) {
      const above = indexOfLength(buckets.lengths, longest + 1);
      const shorter = unused.next(above - 1, -1);
      const longer = unused.next(above, 1);
      const next = wasteWith(shorter) <= wasteWith(longer) ? shorter : longer;
      if (next === undefined || wasteWith(next) === Infinity) break;
      unused.take(next);
      batch.push(next);
      longest = Math.max(longest, next.ids.length);
      useful += paddedLength(shape, next.ids.length);
    }
  }
  return batch;
}

/** The texts of some buckets that are not in the batch yet. */
interface UnusedTexts<T extends Waiting> {
  /** The one due first of the nearest length, from a place among the lengths on in one direction. */
  next(index: number, step: 1 | -1): T | undefined;
  take(text: T): void;
}

function unusedTexts<T extends Waiting>(buckets: LengthBuckets<T>, seed: T): UnusedTexts<T> {
  /** How far each bucket is used up. */
  const used = new Map<number, number>();
  /** The first index of a bucket that is not used. The seed, which was taken before all, may stand anywhere. */
  const firstUnused = (length: number): number => {
    const index = used.get(length) ?? 0;
    return buckets.at(length)[index] === seed ? index + 1 : index;
  };
  return {
    next(start, step) {
      for (let index = start; ; index += step) {
        const length = buckets.lengths[index];
        if (length === undefined) return undefined;
        const text = buckets.at(length)[firstUnused(length)];
        if (text !== undefined) return text;
      }
    },
    take: ({ ids: { length } }) => used.set(length, firstUnused(length) + 1),
  };
}
