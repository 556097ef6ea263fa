import { requestSize, type EmbedRequest, type ScheduleOptions } from "@nestvec/core";
import { laneOf, requireTime, type RemoteEngine } from "@nestvec/core/remote";
import { longText, type PoolMember } from "./pool-member.ts";

/** A request to one worker of a pool. */
export interface PoolCall<Answer> {
  /** Whether it seems to have a text that may hold a worker long. */
  readonly isLong: boolean;
  /** When its answer is of no use any more. */
  readonly expires: number | undefined;
  /** The name that it keeps hidden states under: only the worker that has them can go on from them. */
  readonly states?: string | undefined;
  /** Refuses a worker that would not be done in time. */
  readonly check?: (member: PoolMember) => void;
  ask(engine: RemoteEngine): Promise<Answer>;
}

/** What is known of a pool when it is asked to embed. */
interface PoolLimits {
  readonly workers: number;
  /** Tokens of the longest text that any worker takes. */
  readonly longestText: number;
  readonly schedule: ScheduleOptions | undefined;
}

/** Texts, and what decides who embeds them. */
export type TextsToEmbed = Pick<EmbedRequest, "texts" | "maxTokens" | "expires" | "lane" | "states">;

/** A call that embeds texts: whether they may hold a worker long, and wait for too long, is told from their size. */
export function embedCall<Answer>(
  { texts, maxTokens = Infinity, expires, lane, states }: TextsToEmbed,
  { workers, longestText, schedule }: PoolLimits,
  ask: PoolCall<Answer>["ask"],
): PoolCall<Answer> {
  const { longest, tokens } = requestSize(texts, Math.min(longestText, maxTokens));
  return {
    isLong: workers > 1 && longest > longText,
    expires,
    states: states?.name,
    check({ engine, lastStats }) {
      const left = expires === undefined ? undefined : expires - performance.now();
      requireTime(engine.embedding, laneOf(lane, tokens, schedule), left, lastStats()?.tokensPerMillisecond);
    },
    ask,
  };
}
