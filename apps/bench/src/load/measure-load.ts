import { invalidArgument, NestvecError } from "@nestvec/core";
import { randomLcg } from "d3-random";
import type { PartOptions } from "../measure/part-options.ts";
import type { Flag } from "../results/figure.ts";
import type { LoadResult } from "../results/load.ts";
import { percentile } from "./percentile.ts";
import { randomText } from "../workload/random-texts.ts";
import { embeddingsTarget, tryTarget, type TargetOptions } from "./embeddings-target.ts";
import { sendPlanned, type PlannedOutcome } from "./send-planned.ts";

/** Which load is put on which server. */
export interface LoadOptions extends TargetOptions, Pick<PartOptions, "seed" | "seconds" | "signal" | "progress"> {
  /** Requests a second. */
  readonly rate: number;
  /** Of each text, about: of words that are one token each in the vocabularies of English models. */
  readonly tokens: number;
  /** Milliseconds after which a request is given up. Default 30,000. */
  readonly patience?: number;
}

/** What a load found, and what it is worth. */
export interface MeasuredLoad {
  readonly result: LoadResult;
  readonly flags: readonly Flag[];
}

/** Requests of one load, so that a slip of the keyboard is none. */
const mostRequests = 20_000;
const mostTokens = 32_768;
/** Special tokens that most models put around a text. */
const specialTokens = 2;
/** Milliseconds: beyond, what sends is too slow for the load, not the server. */
const lateSending = 20;

/**
 * Sends requests of one text to a server at random moments, whether or not earlier ones were answered, as independent users do. Every text is another.
 * @throws NestvecError ARGUMENT_INVALID for a load or a server that it cannot be, ABORTED
 */
export async function measureLoad(options: LoadOptions): Promise<MeasuredLoad> {
  const { rate, seconds, tokens, seed, patience = 30_000, signal, progress } = options;
  requireBounded(rate, seconds, tokens);
  const target = embeddingsTarget(options);
  const random = randomLcg(seed);
  const draw = (): string => randomText(Math.max(1, tokens - specialTokens), random);
  const counted = await tryTarget(target, draw(), { patience, signal });

  const total = Math.max(1, Math.round(rate * seconds));
  progress?.(`load: ${total} requests in ${seconds} s`);
  // Of a Poisson process, given how many come, the moments are these.
  const moments = Array.from({ length: total }, () => random() * seconds * 1000).toSorted((left, right) => left - right);
  const bodies = moments.map(() => target.bodyOf(draw()));
  const outcomes = await sendPlanned({ target, moments, bodies, patience, signal });
  if (signal?.aborted === true) throw new NestvecError("ABORTED", { what: "load" }, { cause: signal.reason });
  return resultOf({ url: target.url, rate, seconds, tokens: counted ?? tokens }, outcomes);
}

function resultOf(asked: Pick<LoadResult, "url" | "rate" | "seconds" | "tokens">, outcomes: readonly PlannedOutcome[]): MeasuredLoad {
  const statuses: Record<string, number> = {};
  for (const { ended } of outcomes) statuses[ended] = (statuses[ended] ?? 0) + 1;
  const answered = outcomes.filter(({ ended }) => ended === "200");
  const times = answered.map(({ milliseconds }) => milliseconds);
  const inTime = answered.filter(({ endedAt }) => endedAt <= asked.seconds * 1000).length;
  const lag = percentile(
    outcomes.map((outcome) => outcome.lag),
    0.99,
  );
  const latency = { p50: percentile(times, 0.5), p90: percentile(times, 0.9), p99: percentile(times, 0.99), most: percentile(times, 1) };
  const goodput = inTime / asked.seconds;
  const result: LoadResult = {
    ...asked,
    sent: outcomes.length,
    statuses,
    ...(times.length === 0 ? {} : { latency }),
    goodput,
    tokensPerSecond: goodput * asked.tokens,
    lag,
  };
  const detail = `Requests were sent up to ${lag.toFixed(0)} ms after their moment: the machine that sends is too busy for this load, and latencies hold that, too.`;
  return { result, flags: lag > lateSending ? [{ part: "load", kind: "busy machine", detail }] : [] };
}

function requireBounded(rate: number, seconds: number, tokens: number): void {
  const positive = { "--rate": rate, "--seconds": seconds, "--tokens": tokens };
  for (const [argument, value] of Object.entries(positive)) {
    if (!(value > 0 && value < Number.POSITIVE_INFINITY)) throw invalidArgument(argument, value, "a number above 0");
  }
  const limits = [
    { argument: "--rate", value: Math.round(rate * seconds), most: mostRequests, what: "requests in all" },
    { argument: "--tokens", value: tokens, most: mostTokens, what: "tokens" },
  ];
  for (const { argument, value, most, what } of limits) {
    const counted = (count: number): string => `${count.toLocaleString("en-US")} ${what}`;
    if (value > most) throw new NestvecError("ARGUMENT_INVALID", { argument, found: counted(value), expected: `at most ${counted(most)}` });
  }
}
