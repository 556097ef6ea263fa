import type { Lane } from "../engine/engine.ts";
import { NestvecError } from "../errors/nestvec-error.ts";
import { standardPaddedTokens, type ScheduleLimits, type ScheduleOptions } from "./schedule-options.ts";
import type { FixedShape } from "./batch-shape.ts";

/** Texts and tokens that wait. */
export interface Waiting {
  readonly texts: number;
  readonly tokens: number;
}

/** The queue, by lane. */
export type WaitingByLane = Readonly<Record<Lane, Waiting>>;

/** The part of its time that a call may be expected to wait: the rest is for being run, and for a rate that falls by as much again. */
const waitingPart = 0.5;

/** The longest retry time: a queue may empty sooner than estimated. */
const longestPause = 30_000;

/** Where nothing was measured. */
const usualPause = 1000;

/**
 * Refuses what finds its lane of the queue full. An empty lane takes anything, since waiting would not make it smaller.
 * @throws NestvecError OVERLOADED
 */
export function requireRoom(waiting: Waiting, call: Waiting, limits: ScheduleLimits, tokensPerMillisecond: number | undefined): void {
  const tooMany = waiting.texts + call.texts - limits.queueTexts;
  const excess = waiting.tokens + call.tokens - limits.queueTokens;
  if (waiting.texts === 0 || (tooMany <= 0 && excess <= 0)) return;
  const inTokens = Math.min(waiting.tokens, Math.max(excess, (tooMany * waiting.tokens) / waiting.texts));
  throw new NestvecError("OVERLOADED", {
    retryAfterMilliseconds: pause(tokensPerMillisecond === undefined ? usualPause : inTokens / tokensPerMillisecond),
    waitingTexts: waiting.texts,
    waitingTokens: waiting.tokens,
    limit: { texts: limits.queueTexts, tokens: limits.queueTokens },
  });
}

/**
 * Refuses a call that would not be done in time: taken on, it would keep others from being done in time, and be thrown away. Bulk work lets all
 * that is interactive go first. An empty lane takes anything, and so does a queue whose speed is not known.
 * @param deadline milliseconds that the call's caller gives it; undefined: as long as it takes
 * @throws NestvecError OVERLOADED
 * @example
 * ```ts
 * import { NestvecError } from "@nestvec/core";
 * import { requireTime } from "@nestvec/core/remote";
 *
 * const waiting = { interactive: { texts: 40, tokens: 8000 }, bulk: { texts: 0, tokens: 0 } };
 * try {
 *   requireTime(waiting, "interactive", 1000, 4); // 8,000 tokens at 4 a millisecond, within half of a second
 * } catch (error) {
 *   if (NestvecError.is(error, "OVERLOADED")) console.log(error.retryAfterMilliseconds); // → 1500
 * }
 * ```
 */
export function requireTime(
  { interactive, bulk }: WaitingByLane,
  lane: Lane,
  deadline: number | undefined,
  tokensPerMillisecond: number | undefined,
): void {
  const isEmpty = (lane === "bulk" ? bulk : interactive).texts === 0;
  if (isEmpty || deadline === undefined || tokensPerMillisecond === undefined) return;
  const waitingTokens = interactive.tokens + (lane === "bulk" ? bulk.tokens : 0);
  const wait = waitingTokens / tokensPerMillisecond;
  const most = deadline * waitingPart;
  if (wait <= most) return;
  throw new NestvecError("OVERLOADED", {
    retryAfterMilliseconds: pause(wait - most),
    waitingTexts: interactive.texts + (lane === "bulk" ? bulk.texts : 0),
    waitingTokens,
    expectedMilliseconds: Math.ceil(wait),
    deadlineMilliseconds: Math.ceil(deadline),
  });
}

const pause = (milliseconds: number): number => Math.min(longestPause, Math.max(1, Math.ceil(milliseconds)));

/** What bounds the memory of one run. */
export interface TextBudget extends Pick<ScheduleLimits, "textTokens" | "attentionScores"> {
  /** Attention heads of a layer. */
  readonly heads: number;
}

/** Attention scores of one layer: rows × heads × tokens². */
export const attentionScores = (rows: number, heads: number, tokens: number): number => rows * heads * tokens * tokens;

/** Tokens of the longest text that may be run. */
export const longestText = ({ textTokens, attentionScores: scores, heads }: TextBudget): number =>
  Math.min(textTokens, Math.floor(Math.sqrt(scores / heads)));

/** Refuses a text that may not be run even alone, in a batch of the graph's fixed shape where it has one. @throws NestvecError TEXT_OVER_BUDGET */
export function requireBudget(text: number, tokens: number, budget: TextBudget, fixed?: FixedShape): void {
  if (tokens > budget.textTokens) {
    throw new NestvecError("TEXT_OVER_BUDGET", { text, tokens, budget: "tokens", needed: tokens, limit: budget.textTokens });
  }
  const needed = attentionScores(fixed?.rows ?? 1, budget.heads, fixed?.tokens ?? tokens);
  if (needed > budget.attentionScores) {
    throw new NestvecError("TEXT_OVER_BUDGET", { text, tokens, budget: "attention scores", needed, limit: budget.attentionScores });
  }
}

/**
 * The lane of a call: the one that it names, or by whether it fits into one batch.
 * @example
 * ```ts
 * import { laneOf } from "@nestvec/core/remote";
 *
 * console.log(laneOf(undefined, 40), laneOf(undefined, 4000), laneOf("bulk", 40)); // → interactive bulk bulk
 * ```
 */
export function laneOf(named: Lane | undefined, tokens: number, { paddedTokens = standardPaddedTokens }: ScheduleOptions = {}): Lane {
  return named ?? (tokens <= paddedTokens ? "interactive" : "bulk");
}
